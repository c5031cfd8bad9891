"""Describe, List and Get calls of any service in any account and region, and the metrics."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import jmespath
from botocore import xform_name
from botocore.exceptions import ClientError

from costgov.domain.metric_wants import WantedMetric, asked
from costgov.domain.resources import MetricDigest
from costgov.domain.runs import Target
from costgov.gateways.aws_accounts import ClientFactory, MemberSessions
from costgov.gateways.aws_errors import error_code
from costgov.gateways.aws_metrics import GAUGE, STOCK, TOTAL, MetricReader, Series
from costgov.gateways.aws_session import offered_regions
from costgov.gateways.aws_signed_in import Clients, SignedIn
from costgov.gateways.aws_source_errors import source_errors

_GLOBAL: Final = "global"
_READINGS: Final = {"gauge": GAUGE, "stock": STOCK, "count": TOTAL}
# What services call the page token where botocore knows no pages.
_TOKENS: Final = ("NextToken", "nextToken", "Marker", "marker", "NextMarker")
# Where a partition keeps what belongs to no region; CloudFront's metrics are there only.
_GLOBAL_REGIONS: Final = {
    "aws": "us-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-us-gov": "us-gov-west-1",
}


class AwsListings:
    """Listings over boto3 clients, with a session of the target's account."""

    def __init__(
        self,
        sessions: MemberSessions,
        clients: ClientFactory,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._members = SignedIn(sessions, clients)
        self._sleep = sleep

    @property
    def partition(self) -> str:
        """See Listings.partition."""
        return self._members.partition

    def reader(self, target: Target, calls: Collection[str]) -> "AwsReader":
        """See Listings.reader."""
        return AwsReader(self._members, self._placed(target), frozenset(calls))

    def offered(self, service: str, target: Target) -> bool:
        """See Listings.offered; what botocore knows no regions of is tried."""
        known = offered_regions(service, self.partition)
        return not known or self._placed(target).region in known

    def digests(
        self, target: Target, wanted: Sequence[WantedMetric]
    ) -> Mapping[WantedMetric, MetricDigest]:
        """See Listings.digests; the metrics of one window and period travel together."""
        place = self._placed(target)
        found: dict[WantedMetric, MetricDigest] = {}
        for (window, period), some in asked(wanted).items():
            series = {one: _series(one) for one in some}
            data = self._members.work(
                place,
                lambda clients, series=series, window=window, period=period: MetricReader(  # type: ignore[misc]
                    clients("cloudwatch"), self._sleep
                ).read(dict.fromkeys(series.values()), window, period),
            )
            found |= {
                one: one.digested(data.samples[asked_for])
                for one, asked_for in series.items()
                if asked_for not in data.incomplete
            }
        return found

    def _placed(self, target: Target) -> Target:
        if target.region != _GLOBAL:
            return target
        return Target(
            account_id=target.account_id, region=_GLOBAL_REGIONS.get(self.partition, "us-east-1")
        )


class AwsReader:
    """The declared calls of one source in one account and region."""

    def __init__(self, members: SignedIn, target: Target, calls: frozenset[str]) -> None:
        self._members = members
        self._target = target
        self._calls = calls

    def each(self, call: str, result: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """See Reader.each; a stale session is renewed before the first page."""
        path = jmespath.compile(result)
        pages = self._members.work(
            self._target, lambda clients: self._pages(clients, call, parameters)
        )
        for page in pages:
            yield from path.search(page) or ()

    def one(
        self,
        call: str,
        *,
        absent: Collection[str] = (),
        **parameters: object,
    ) -> Mapping[str, Any] | None:
        """See Reader.one."""
        return self._members.work(
            self._target, lambda clients: self._answer(clients, call, absent, parameters)
        )

    def _pages(
        self, clients: Clients, call: str, parameters: Mapping[str, Any]
    ) -> list[Mapping[str, Any]]:
        client, method = self._client(clients, call)
        with source_errors(f"{call} in {self._target}"):
            if client.can_paginate(method):
                return list(client.get_paginator(method).paginate(**parameters))
            return list(_by_hand(client, call, parameters))

    def _answer(
        self,
        clients: Clients,
        call: str,
        absent: Collection[str],
        parameters: Mapping[str, Any],
    ) -> Mapping[str, Any] | None:
        client, method = self._client(clients, call)
        with source_errors(f"{call} in {self._target}"):
            try:
                answer: Mapping[str, Any] = getattr(client, method)(**parameters)
            except ClientError as error:
                if error_code(error) in absent:
                    return None
                raise
        return answer

    def _client(self, clients: Clients, call: str) -> tuple[Any, str]:
        if call not in self._calls:
            raise ValueError(f"{call} is not among the calls its source declares")
        service, _, operation = call.partition(":")
        return clients(service), xform_name(operation)


def _by_hand(client: Any, call: str, parameters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - a client of any service
    """The pages of a call that botocore has no paginator for, if it has pages."""
    operation = client.meta.service_model.operation_model(call.partition(":")[2])
    given = operation.input_shape.members if operation.input_shape else {}
    answered = operation.output_shape.members if operation.output_shape else {}
    token = next((name for name in _TOKENS if name in given and name in answered), None)
    method = getattr(client, xform_name(operation.name))
    page = method(**parameters)
    yield page
    while token and page.get(token):
        page = method(**parameters, **{token: page[token]})
        yield page


def _series(wanted: WantedMetric) -> Series:
    return Series(wanted.namespace, wanted.name, wanted.dimensions, _READINGS[wanted.reading])
