"""Sources that answer from memory: Cost Explorer from a bill, an inventory from a list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any

from costgov.domain.accounts import ListedAccount
from costgov.domain.daily_values import DailyValues
from costgov.domain.measures import CloudWatchSource
from costgov.domain.period import Window
from costgov.domain.resource_use import Use
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import NoOrganization, SourceError
from costgov.gateways.ports import CostPage, CostQuery, MetricAnswer


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
    """A line of the fake bill; `amortized` is `unblended` unless it is said, `net` `amortized`."""

    day: date
    unblended: str
    service: str = "AWS Lambda"
    account: str = "111122223333"
    region: str = "eu-central-1"
    usage_type: str = "EUC1-Request"
    record_type: str = "Usage"
    tags: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    amortized: str | None = None
    net: str | None = None
    quantity: str = "1"
    unit: str = "Requests"
    currency: str = "USD"

    def key(self, kind: str, name: str) -> str:
        """This line's group key, as Cost Explorer writes it."""
        if kind == "TAG":
            return f"{name}${self.tags.get(name, '')}"
        if kind == "COST_CATEGORY":
            return f"{name}${self.categories.get(name, '')}"
        return {
            "SERVICE": self.service,
            "LINKED_ACCOUNT": self.account,
            "REGION": self.region,
            "USAGE_TYPE": self.usage_type,
            "RECORD_TYPE": self.record_type,
        }[name]

    def metrics(self) -> tuple[Decimal, ...]:
        """Unblended, amortized and net amortized cost, and the quantity."""
        amortized = self.amortized or self.unblended
        texts = (self.unblended, amortized, self.net or amortized, self.quantity)
        return tuple(map(Decimal, texts))


# Groups and the days they are of.
type Page = tuple[tuple[date, dict[str, Any]], ...]


@dataclass
class FakeCostExplorer:
    """Cost Explorer of a bill, in pages of `page_size` groups; days from `estimated_from` on are
    marked as estimates.

    `faults` holds, by query or list name and page number, what is raised instead of answering,
    each once. `asked` keeps every request, the failed ones too: for a list, its name.
    """

    bill: Sequence[Charge] = ()
    page_size: int = 1000
    faults: dict[tuple[str, int], list[SourceError]] = field(default_factory=dict)
    tags: Sequence[str] = ()
    categories: Sequence[str] = ()
    findings: Sequence[dict[str, Any]] = ()
    estimated_from: date = date.max
    asked: list[tuple[CostQuery | str, int]] = field(default_factory=list)
    _paged: dict[CostQuery, list[Page]] = field(default_factory=dict)

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        number = self._asked(query, query.name, token)
        if number == 1 or query not in self._paged:
            self._paged[query] = list(batched(self._groups(query), self.page_size, strict=False))
        pages = self._paged[query] or [()]
        results = _by_day(query.window, pages[number - 1], self.estimated_from)
        following = {"NextPageToken": str(number + 1)} if number < len(pages) else {}
        body = {"GroupDefinitions": [], "ResultsByTime": results, **following}
        return CostPage(body, following.get("NextPageToken"))

    def cost_allocation_tags(self, token: str | None) -> CostPage:
        number = self._asked("cost-allocation-tags", "cost-allocation-tags", token)
        pages = list(batched(self.tags, self.page_size, strict=False)) or [()]
        found = [{"TagKey": key, "Status": "Active"} for key in pages[number - 1]]
        following = str(number + 1) if number < len(pages) else None
        return CostPage({"CostAllocationTags": found}, following)

    def anomalies(self, window: Window, token: str | None) -> CostPage:
        number = self._asked("anomalies", "anomalies", token)
        pages = list(batched(self.findings, self.page_size, strict=False)) or [()]
        following = str(number + 1) if number < len(pages) else None
        return CostPage({"Anomalies": list(pages[number - 1])}, following)

    def cost_categories(self, window: Window, token: str | None) -> CostPage:
        number = self._asked("cost-categories", "cost-categories", token)
        pages = list(batched(self.categories, self.page_size, strict=False)) or [()]
        following = str(number + 1) if number < len(pages) else None
        return CostPage({"CostCategoryNames": list(pages[number - 1])}, following)

    def _asked(self, what: CostQuery | str, name: str, token: str | None) -> int:
        number = int(token or 1)
        self.asked.append((what, number))
        if waiting := self.faults.get((name, number)):
            raise waiting.pop(0)
        return number

    def _groups(self, query: CostQuery) -> list[tuple[date, dict[str, Any]]]:
        groups: dict[tuple[date, tuple[str, ...], str], list[Charge]] = defaultdict(list)
        for line in self.bill:
            if line.day in query.window:
                keys = tuple(line.key(kind, name) for kind, name in query.group_by)
                groups[line.day, keys, line.currency].append(line)
        return [
            (day, _group(keys, currency, lines, query.metrics))
            for (day, keys, currency), lines in sorted(groups.items())
        ]


def _group(
    keys: Sequence[str], currency: str, lines: Sequence[Charge], metrics: Sequence[str]
) -> dict[str, Any]:
    unblended, amortized, net, quantity = (
        sum(amounts) for amounts in zip(*map(Charge.metrics, lines), strict=True)
    )
    found = group(keys, unblended, amortized, net, currency=currency)
    if "UsageQuantity" in metrics:
        units = {line.unit for line in lines}
        unit = units.pop() if len(units) == 1 else "N/A"
        found["Metrics"]["UsageQuantity"] = {"Amount": str(quantity), "Unit": unit}
    return found


def group(
    keys: Sequence[str],
    unblended: object,
    amortized: object,
    net: object = None,
    currency: str = "USD",
) -> dict[str, Any]:
    """One group of a response; `net` is `amortized` unless it is said."""
    amounts = {
        "UnblendedCost": unblended,
        "AmortizedCost": amortized,
        "NetAmortizedCost": amortized if net is None else net,
    }
    return {
        "Keys": list(keys),
        "Metrics": {
            name: {"Amount": str(amount), "Unit": currency} for name, amount in amounts.items()
        },
    }


def _by_day(
    window: Window, groups: Sequence[tuple[date, dict[str, Any]]], estimated_from: date
) -> list[dict[str, Any]]:
    """Every day of the window is there, also one without a group; `Total` is always empty."""
    return [
        {
            "TimePeriod": {"Start": str(day), "End": str(day + timedelta(days=1))},
            "Total": {},
            "Groups": [one for owner, one in groups if owner == day],
            "Estimated": day >= estimated_from,
        }
        for day in window.days()
    ]


@dataclass
class FakeInventory:
    """Instances and digests by target; an error in either place is raised instead.

    Metrics are answered for `at_once` resources at a time; `breaks_after` answers an error comes.
    `use` is every day's use by resource, `metrics` the values of measures by name,
    `groups` the hourly load of Auto Scaling groups.
    """

    found: dict[Target, list[Resource] | SourceError] = field(default_factory=dict)
    measured: dict[str, tuple[MetricDigest, ...]] | SourceError = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()
    windows: list[Window] = field(default_factory=list)
    at_once: int = 100
    breaks_after: tuple[int, SourceError] | None = None
    use: dict[str, Use] = field(default_factory=dict)
    sinces: list[dict[str, date]] = field(default_factory=list)
    metrics: dict[str, DailyValues] | SourceError = field(default_factory=dict)
    groups: dict[str, Mapping[datetime, Decimal]] | SourceError = field(default_factory=dict)

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        found = self.found[target]
        if isinstance(found, SourceError):
            raise found
        return [resource.model_copy(update={"as_of": as_of}) for resource in found]

    def digests(
        self,
        target: Target,
        resources: Sequence[Resource],
        window: Window,
        since: Mapping[str, date] | None = None,
    ) -> Iterator[MetricAnswer]:
        self.windows.append(window)
        self.sinces.append(dict(since or {}))
        if isinstance(self.measured, SourceError):
            raise self.measured
        for number, some in enumerate(batched(resources, self.at_once, strict=False)):
            if self.breaks_after and number == self.breaks_after[0]:
                raise self.breaks_after[1]
            names = [resource.id for resource in some]
            yield MetricAnswer(
                {name: self.measured.get(name, ()) for name in names},
                tuple(name for name in self.incomplete if name in names),
                {name: self._use(name, window, since or {}) for name in names if name in self.use},
            )

    def _use(self, name: str, window: Window, since: Mapping[str, date]) -> Use:
        asked = Window(since.get(name, window.start), window.end)
        return {
            key: {day: value for day, value in values.items() if day in asked}
            for key, values in self.use[name].items()
        }

    def values(
        self, target: Target, sources: Mapping[str, CloudWatchSource], windows: Mapping[str, Window]
    ) -> Mapping[str, DailyValues]:
        if isinstance(self.metrics, SourceError):
            raise self.metrics
        return {
            name: {day: value for day, value in self.metrics[name].items() if day in windows[name]}
            for name in sources
            if name in self.metrics
        }

    def group_load(
        self, target: Target, groups: Sequence[str], window: Window
    ) -> Mapping[str, Mapping[datetime, Decimal]]:
        if isinstance(self.groups, SourceError):
            raise self.groups
        return {
            name: {at: value for at, value in self.groups[name].items() if at.date() in window}
            for name in groups
            if name in self.groups
        }


def merged(answers: Iterator[MetricAnswer]) -> MetricAnswer:
    """All answers as one."""
    digests: dict[str, tuple[MetricDigest, ...]] = {}
    incomplete: tuple[str, ...] = ()
    use: dict[str, Use] = {}
    for answer in answers:
        digests |= answer.digests
        incomplete += answer.incomplete
        use |= answer.use
    return MetricAnswer(digests, incomplete, use)


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
