"""Days of the pipeline over generated estates, counting what they use of AWS.

The use cases and DynamoDB gateways are the product's own; Cost Explorer, EC2 and S3 are generated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from itertools import islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from costgov.collectors.billing.statement import read_statement
from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.daily_values import DailyValues
from costgov.domain.period import Month, Window
from costgov.domain.resource_use import use_key
from costgov.domain.resources import Resource
from costgov.domain.runs import StepEvent, StepWindow, Target
from costgov.domain.usage import Used
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_session import client
from costgov.gateways.ports import CostPage, CostQuery, MetricAnswer
from costgov.pipeline.collect_costs import CollectCosts
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.request_budget import RequestBudget

from benchmarks.own_estate import SOURCES, TAGS, Account, GeneratedListings, measured, sent
from tests.builders import instance

_METRICS: Final = ("CPUUtilization", "mem_used_percent")
# Every fourth instance is of a burstable type.
_TYPES: Final = ("t3.large", "m6i.large", "r6i.large", "m7g.large")
_LAUNCHED: Final = datetime(2025, 3, 1, tzinfo=UTC)
# Metrics and their statistics: CPU and network; with an agent, memory and a file system too.
_PLAIN: Final = (2, 4)
_WITH_AGENT: Final = (4, 8)
_USE: Final = tuple(
    use_key(metric, statistic)
    for metric in ("cpu", "memory", "disk:/", "network-out")
    for statistic in ("avg", "max")
)
_EXPORT: Final = "export:bench"
_AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Estate:
    """How large a bill and an inventory are generated; `resources` are further ones an account."""

    accounts: int
    instances: int
    volumes: int
    resources: int
    services: int = 40
    usage_types_per_service: int = 10
    regions: int = 4
    tag_keys: tuple[str, ...] = ("team",)
    tag_values: int = 10
    groups_per_page: int = 5_000

    @property
    def account_ids(self) -> list[str]:
        """Twelve digits each."""
        return [f"1{number:011}" for number in range(self.accounts)]

    def values(self, kind: str, name: str) -> list[str]:
        """What a grouping of Cost Explorer is told apart by."""
        if kind == "TAG":
            return [f"{name}${number or ''}" for number in range(self.tag_values)]
        return {
            "SERVICE": [f"Amazon Service {number:02}" for number in range(self.services)],
            "LINKED_ACCOUNT": self.account_ids,
            "REGION": [f"eu-test-{number}" for number in range(self.regions)],
            "RECORD_TYPE": ["Usage", "Tax"],
            "USAGE_TYPE": [f"Usage-{number}" for number in range(self.usage_types_per_service)],
        }[name]


@dataclass
class GeneratedCostExplorer:
    """Cost Explorer of an estate; the last three days of a bill are still changing."""

    estate: Estate
    as_of: date
    requests: int = 0

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        """One page, as many groups as the estate says."""
        self._count()
        offset, size = int(token or 0), self.estate.groups_per_page
        page = list(islice(self._groups(query), offset, offset + size + 1))
        following = str(offset + size) if len(page) > size else None
        by_day: dict[date, list[dict[str, Any]]] = {day: [] for day in query.window.days()}
        for day, group in page[:size]:
            by_day[day].append(group)
        results = [
            {
                "TimePeriod": {"Start": str(day), "End": str(day + timedelta(days=1))},
                "Total": {},
                "Groups": groups,
                "Estimated": Month.of(day) == Month.of(self.as_of),
            }
            for day, groups in by_day.items()
        ]
        return CostPage({"ResultsByTime": results, "NextPageToken": following}, following)

    def cost_allocation_tags(self, token: str | None) -> CostPage:  # noqa: ARG002 - the port's
        """The estate's tags, all on one page."""
        self._count()
        tags = [{"TagKey": key, "Status": "Active"} for key in self.estate.tag_keys]
        return CostPage({"CostAllocationTags": tags}, None)

    def anomalies(
        self,
        window: Window,  # noqa: ARG002 - the port's
        token: str | None,  # noqa: ARG002
    ) -> CostPage:
        """None."""
        self._count()
        return CostPage({"Anomalies": []}, None)

    def cost_categories(
        self,
        window: Window,  # noqa: ARG002 - the port's
        token: str | None,  # noqa: ARG002
    ) -> CostPage:
        """None."""
        self._count()
        return CostPage({"CostCategoryNames": []}, None)

    def _count(self) -> None:
        self.requests += 1
        METER.add(Used.COST_EXPLORER_REQUESTS)

    def _groups(self, query: CostQuery) -> Iterator[tuple[date, dict[str, Any]]]:
        names = [self.estate.values(kind, key) for kind, key in query.group_by]
        for day in query.window.days():
            for keys in product(*names):
                yield day, self._group(day, keys, query.metrics)

    def _group(self, day: date, keys: Sequence[str], metrics: Sequence[str]) -> dict[str, Any]:
        unsettled = max(0, 3 - (self.as_of - day).days)
        seed = blake2b(f"{keys}{day}{unsettled}".encode(), digest_size=5).digest()
        amount = f"{int.from_bytes(seed) / 10**10:.10f}"
        units = {"UsageQuantity": "Hrs"}
        return {
            "Keys": list(keys),
            "Metrics": {
                name: {"Amount": amount, "Unit": units.get(name, "USD")} for name in metrics
            },
        }


@dataclass
class GeneratedInventory:
    """Running instances, spread evenly over the accounts."""

    estate: Estate

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        """The target's instances."""
        here = self.estate.account_ids.index(target.account_id)
        numbers = range(here, self.estate.instances, self.estate.accounts)
        return [_instance(number, target, as_of) for number in numbers]

    def digests(
        self,
        target: Target,  # noqa: ARG002 - the port's
        resources: Sequence[Resource],
        window: Window,
        since: Mapping[str, date] | None = None,  # noqa: ARG002
    ) -> Iterator[MetricAnswer]:
        """Digests and days of CPU, memory, a file system and network, counted as billed."""
        for number in range(len(resources)):
            metrics, statistics = _WITH_AGENT if number % 2 else _PLAIN
            METER.add(Used.CLOUDWATCH_METRICS, metrics)
            METER.add(Used.CLOUDWATCH_STATISTICS, statistics)
        digests = (*(measured(name, window) for name in _METRICS), sent(window))
        days = {key: _days_of(window, key) for key in _USE}
        yield MetricAnswer(
            {resource.id: digests for resource in resources},
            use={resource.id: days for resource in resources},
        )

    def values(self, *_: object) -> dict[str, DailyValues]:
        """Nothing: the estate has no measures."""
        return {}

    def group_load(self, *_: object) -> dict[str, dict[datetime, Decimal]]:
        """Nothing: nor any Auto Scaling groups."""
        return {}


def _instance(number: int, target: Target, as_of: date) -> Resource:
    attributes = {
        "PlatformDetails": "Linux/UNIX",
        "Architecture": "x86_64",
        "ImageId": f"ami-{number % 40:017x}",
        "RootDeviceName": "/dev/xvda",
        "SubnetId": f"subnet-{number % 60:017x}",
        "VpcId": f"vpc-{number % 20:017x}",
        "Tenancy": "default",
        "Monitoring": "disabled",
        "EbsOptimized": True,
        "AvailabilityZone": "eu-central-1a",
    }
    return instance(
        f"i-{number:017x}",
        target,
        as_of,
        tags=TAGS,
        instance_type=_TYPES[number % len(_TYPES)],
        launched_at=_LAUNCHED,
        attributes=attributes,
    )


def _days_of(window: Window, key: str) -> DailyValues:
    value = Decimal(12_345_678) if key.startswith("network") else Decimal("12.34")
    return dict.fromkeys(window.days(), value)


class CountedBucket:
    """S3 that forgets, but counts."""

    def put(self, *_: object, **__: object) -> None:
        """Count a PUT."""
        METER.add(Used.S3_WRITES)

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"this bucket is only written to, not {name}")


@dataclass
class Days:
    """Runs the collecting steps of days in a row against one DynamoDB."""

    estate: Estate
    first_day: date
    prefix: str = ""

    def costs(self, as_of: date) -> dict[Used, Decimal]:
        """One day's costs from Cost Explorer; what they used."""
        METER.take()
        self._costs(as_of)
        return METER.take()

    def import_export(self, path: Path, as_of: date) -> dict[Used, Decimal]:
        """One delivery of an export: its month's facts compared and stored; what it used."""
        METER.take()
        with (
            TemporaryDirectory() as scratch,
            read_statement(
                [path],
                tag_keys=self.estate.tag_keys,
                memory_limit_mb=1024,
                scratch=Path(scratch),
            ) as statement,
        ):
            now = datetime.combine(as_of, time(6), UTC)
            months = [Month.of(as_of)]
            self._cost_store().replace(_EXPORT, months, statement.facts(_EXPORT), now)
        return METER.take()

    def resources(self, as_of: date) -> dict[Used, Decimal]:
        """One day's inventory and metrics of every account; what they used."""
        METER.take()
        self._resources(as_of)
        return METER.take()

    def _costs(self, as_of: date) -> None:
        now = datetime.combine(as_of, time(6), UTC)
        control = self._documents("control")
        use_case = CollectCosts(
            aws_anomalies=True,
            source=GeneratedCostExplorer(self.estate, as_of),
            costs=self._cost_store(),
            control=control,
            evidence=CountedBucket(),  # type: ignore[arg-type]
            groupings=Groupings(self.estate.tag_keys),
            reread_months=1,
            budget=RequestBudget(control, SOURCE, 10_000, lambda: now),
            clock=lambda: now,
            sleep=lambda _: None,
            random=Random(1),  # noqa: S311 - no secret
        )
        window = StepWindow(start=self.first_day, end=as_of + timedelta(days=1))
        event = StepEvent(run_id=f"daily-{as_of}", as_of=as_of, window=window)
        record = use_case.run(event, _AN_HOUR)
        assert record.complete, record.gaps

    def _resources(self, as_of: date) -> None:
        now = datetime.combine(as_of, time(6), UTC)
        use_case = CollectResources(
            inventory=GeneratedInventory(self.estate),
            listings=self._listings(),
            sources=SOURCES,
            results=self._documents("results"),
            control=self._documents("control"),
            evidence=CountedBucket(),  # type: ignore[arg-type]
            lookback_days=14,
            clock=lambda: now,
        )
        for account in self.estate.account_ids:
            event = TargetEvent(
                run_id=f"daily-{as_of}", as_of=as_of, account_id=account, region="eu-central-1"
            )
            assert use_case.run(event, _AN_HOUR).complete

    def _listings(self) -> GeneratedListings:
        estate = self.estate
        share, volumes = estate.resources, estate.volumes // estate.accounts
        return GeneratedListings(
            {
                account: Account(account, number * max(share, volumes), volumes, share)
                for number, account in enumerate(estate.account_ids)
            }
        )

    def _documents(self, name: str) -> DynamoDocumentStore:
        return DynamoDocumentStore(client("dynamodb"), self.prefix + name)

    def _cost_store(self) -> DynamoCostStore:
        return DynamoCostStore(client("dynamodb"), f"{self.prefix}costs")
