"""The synthetic organisation looked at as the deployed functions do, and what was planted in it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.checks.registry import registry
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.findings import Finding
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.rates import Rates
from costgov.domain.resources import Resource
from costgov.domain.runs import Gap, StepEvent, StepWindow
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_instance_types import AwsInstanceTypes
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_prices import AwsPriceList
from costgov.gateways.aws_session import clients_at
from costgov.pipeline.collect_prices import CollectPrices
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.optimise_account import (
    Money,
    Rules,
    judge_account,
    stored_inventory,
)
from costgov.pipeline.rate_records import load_catalogue, load_price_book, put_types

from cli.local.standin import MEMBER_ROLE, PageSizes, StandIn
from cli.local.synthetic import Organisation
from cli.local.synthetic.estate import Truth
from cli.local.synthetic.names import REGION_PREFIX
from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore

RUN = "daily-planted"
CLOSE = Decimal("0.05")
"""How far a saving may be from the truth, as a share of it."""
_LONG = timedelta(hours=2)
_KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What the checks found in every account, by what, and what could not be looked at."""

    as_of: date
    findings: Sequence[Finding]
    gaps: Sequence[Gap]
    resources: Sequence[Resource]
    prices: PriceBook
    catalogue: InstanceCatalogue


@dataclass(frozen=True, slots=True)
class Score:
    """Findings beside what was planted, by check and resource."""

    found: Sequence[tuple[Truth, Finding]]
    missed: Sequence[Truth]
    false: Sequence[Finding]

    @property
    def recall(self) -> float:
        """The share of what was planted that was found."""
        planted = len(self.found) + len(self.missed)
        return len(self.found) / planted if planted else 0.0

    @property
    def false_share(self) -> float:
        """The share of the findings that nobody planted."""
        findings = len(self.found) + len(self.false)
        return len(self.false) / findings if findings else 0.0

    @property
    def wrong_money(self) -> list[tuple[Truth, Finding]]:
        """What was found at another saving than the true one, or priced where nothing is."""
        return [pair for pair in self.found if not _is_close(*pair)]

    @property
    def right_money(self) -> float:
        """The share of what was found whose saving is within 5 % of the truth."""
        return 1 - len(self.wrong_money) / len(self.found) if self.found else 0.0


def score(findings: Sequence[Finding], truth: Sequence[Truth]) -> Score:
    """Compare findings with what was planted."""
    planted = {(one.check, one.resource_id): one for one in truth}
    by_place = {(one.check, one.subject.id): one for one in findings}
    return Score(
        found=[(planted[place], by_place[place]) for place in planted if place in by_place],
        missed=[one for place, one in planted.items() if place not in by_place],
        false=[one for place, one in by_place.items() if place not in planted],
    )


def look_at(organisation: Organisation) -> Looked:
    """Collect resources, prices and instance types through the stand-in, and judge them.

    Prices are list prices: the bill does not tell what one resource costs.
    """
    for name, value in _KEYS.items():
        os.environ.setdefault(name, value)
    with StandIn(organisation, pages=PageSizes(items=50)) as standin:
        return _Look(organisation, standin.url).everywhere()


class _Look:
    def __init__(self, organisation: Organisation, url: str) -> None:
        self._organisation = organisation
        self._clients = clients_at(url)
        sts = self._clients("sts", "us-east-1", None)
        self._sessions = MemberSessions(sts, organisation.payer_id, MEMBER_ROLE)
        self._results = InMemoryDocumentStore()

    @property
    def _as_of(self) -> date:
        return self._organisation.end

    def everywhere(self) -> Looked:
        gaps = [*self._resources(), *self._rates()]
        rules = Rules(self._as_of, registry(), {}, AdvicePolicy())
        money = Money(
            load_price_book(self._results, REGION_PREFIX),
            load_catalogue(self._results, REGION_PREFIX),
            Rates.unknown(self._as_of),
        )
        findings: list[Finding] = []
        resources: list[Resource] = []
        for account in self._accounts():
            inventory = stored_inventory(self._results, account, REGION_PREFIX, ())
            resources += inventory.estate
            findings += [one.finding for one in judge_account(inventory, rules, money).found]
        prices, catalogue = money.prices, money.catalogue
        return Looked(self._as_of, findings, gaps, resources, prices, catalogue)

    def _accounts(self) -> list[str]:
        return [one.id for one in self._organisation.accounts if one.state == "ACTIVE"]

    def _resources(self) -> Iterator[Gap]:
        collect = CollectResources(
            inventory=AwsInventory(self._sessions, self._clients),
            listings=AwsListings(self._sessions, self._clients),
            results=self._results,
            control=InMemoryDocumentStore(),
            evidence=InMemoryObjectStore(),
            lookback_days=14,
            clock=_now,
            history=timedelta(days=15),
        )
        for account in self._accounts():
            for number, region in enumerate(REGION_PREFIX):
                event = TargetEvent(
                    run_id=RUN,
                    as_of=self._as_of,
                    account_id=account,
                    region=region,
                    is_first=number == 0,
                )
                yield from collect.run(event, _LONG).gaps

    def _rates(self) -> Iterator[Gap]:
        types = AwsInstanceTypes(self._sessions, self._clients)
        for region in REGION_PREFIX:
            put_types(self._results, region, types.instance_types(region), self._as_of)
        prices = CollectPrices(AwsPriceList(self._clients, "aws"), self._results, _now)
        window = StepWindow(start=self._as_of - timedelta(days=14), end=self._as_of)
        event = StepEvent(run_id=RUN, as_of=self._as_of, window=window)
        yield from prices(event, _now() + _LONG).gaps


def _is_close(truth: Truth, finding: Finding) -> bool:
    if truth.monthly_usd is None or finding.saving is None:
        return truth.monthly_usd is None and finding.saving is None
    return abs(finding.saving.amount - truth.monthly_usd) <= CLOSE * abs(truth.monthly_usd)


def _now() -> datetime:
    return datetime.now(UTC)
