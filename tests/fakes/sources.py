"""Sources that answer from memory: Cost Explorer from a bill, an inventory from a list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any

from costgov.domain.accounts import ListedAccount
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import NoOrganization, SourceError
from costgov.gateways.ports import CostPage, CostQuery, MetricAnswer

METRICS = ("UnblendedCost", "AmortizedCost", "NetAmortizedCost")


@dataclass
class FakeTime:
    """A clock that only waiting moves; `waits` keeps how long each wait was."""

    now: datetime = datetime(2026, 10, 20, 6, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Charge:
    """A line of the fake bill; `amortized` is `unblended` unless it is said."""

    day: date
    unblended: str
    service: str = "AWS Lambda"
    account: str = "111122223333"
    region: str = "eu-central-1"
    usage_type: str = "EUC1-Request"
    record_type: str = "Usage"
    tags: Mapping[str, str] = field(default_factory=dict)
    amortized: str | None = None
    currency: str = "USD"

    def key(self, kind: str, name: str) -> str:
        """This line's group key, as Cost Explorer writes it."""
        if kind == "TAG":
            return f"{name}${self.tags.get(name, '')}"
        return {
            "SERVICE": self.service,
            "LINKED_ACCOUNT": self.account,
            "REGION": self.region,
            "USAGE_TYPE": self.usage_type,
            "RECORD_TYPE": self.record_type,
        }[name]


@dataclass
class FakeCostExplorer:
    """Cost Explorer of a bill, in pages of `page_size` groups.

    `faults` holds, by query name and page number, what is raised instead of answering, each once.
    `asked` keeps every request, the failed ones too.
    """

    bill: Sequence[Charge] = ()
    page_size: int = 1000
    faults: dict[tuple[str, int], list[SourceError]] = field(default_factory=dict)
    asked: list[tuple[CostQuery, int]] = field(default_factory=list)

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        number = int(token or 1)
        self.asked.append((query, number))
        if waiting := self.faults.get((query.name, number)):
            raise waiting.pop(0)
        pages = list(batched(self._groups(query), self.page_size, strict=False)) or [()]
        body = {"GroupDefinitions": [], "ResultsByTime": _by_day(query.window, pages[number - 1])}
        return CostPage(body, str(number + 1) if number < len(pages) else None)

    def _groups(self, query: CostQuery) -> list[tuple[date, dict[str, Any]]]:
        sums: dict[tuple[date, tuple[str, ...], str], list[Decimal]] = defaultdict(
            lambda: [Decimal(0), Decimal(0)]
        )
        for line in self.bill:
            if line.day in query.window:
                keys = tuple(line.key(kind, name) for kind, name in query.group_by)
                total = sums[line.day, keys, line.currency]
                total[0] += Decimal(line.unblended)
                total[1] += Decimal(line.amortized or line.unblended)
        return [
            (day, group(keys, unblended, amortized, currency))
            for (day, keys, currency), (unblended, amortized) in sorted(sums.items())
        ]


def group(
    keys: Sequence[str], unblended: object, amortized: object, currency: str = "USD"
) -> dict[str, Any]:
    """One group of a response."""
    amounts = dict(zip(METRICS, (unblended, amortized, amortized), strict=True))
    return {
        "Keys": list(keys),
        "Metrics": {
            name: {"Amount": str(amount), "Unit": currency} for name, amount in amounts.items()
        },
    }


def _by_day(window: Window, groups: Sequence[tuple[date, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Every day of the window is there, also one without a group; `Total` is always empty."""
    return [
        {
            "TimePeriod": {"Start": str(day), "End": str(day + timedelta(days=1))},
            "Total": {},
            "Groups": [one for owner, one in groups if owner == day],
            "Estimated": False,
        }
        for day in window.days()
    ]


@dataclass
class FakeInventory:
    """Instances and digests by target; an error in either place is raised instead.

    Metrics are answered for `at_once` resources at a time; `breaks_after` answers an error comes.
    """

    found: dict[Target, list[Resource] | SourceError] = field(default_factory=dict)
    measured: dict[str, tuple[MetricDigest, ...]] | SourceError = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()
    windows: list[Window] = field(default_factory=list)
    at_once: int = 100
    breaks_after: tuple[int, SourceError] | None = None

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        found = self.found[target]
        if isinstance(found, SourceError):
            raise found
        return [resource.model_copy(update={"as_of": as_of}) for resource in found]

    def digests(
        self, target: Target, resources: Sequence[Resource], window: Window
    ) -> Iterator[MetricAnswer]:
        self.windows.append(window)
        if isinstance(self.measured, SourceError):
            raise self.measured
        for number, some in enumerate(batched(resources, self.at_once, strict=False)):
            if self.breaks_after and number == self.breaks_after[0]:
                raise self.breaks_after[1]
            names = [resource.id for resource in some]
            yield MetricAnswer(
                {name: self.measured.get(name, ()) for name in names},
                tuple(name for name in self.incomplete if name in names),
            )


def merged(answers: Iterator[MetricAnswer]) -> MetricAnswer:
    """All answers as one."""
    digests: dict[str, tuple[MetricDigest, ...]] = {}
    incomplete: tuple[str, ...] = ()
    for answer in answers:
        digests |= answer.digests
        incomplete += answer.incomplete
    return MetricAnswer(digests, incomplete)


@dataclass
class FakeOrganization:
    """The accounts of an organisation; None is an account that belongs to none."""

    listed: list[ListedAccount] | SourceError | None = None
    asked: int = 0

    def accounts(self) -> list[ListedAccount]:
        self.asked += 1
        if self.listed is None:
            raise NoOrganization("AWSOrganizationsNotInUseException")
        if isinstance(self.listed, SourceError):
            raise self.listed
        return list(self.listed)
