"""The inventory with what was measured; what was not measured is "no data", never 0 %."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from costgov.domain.resources import INSTANCE, MetricDigest, Resource, Statistic
from costgov.domain.runs import COLLECT_RESOURCES, Run
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.reporting.text import percent, ratio_percent

ROWS = 60
CPU, MEMORY = "cpu", "mem"


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """An instance and the words for its use."""

    resource: Resource

    @property
    def name(self) -> str | None:
        """The Name tag, if there is one."""
        return self.resource.tags.get("Name") or None

    def digest(self, metric: str) -> MetricDigest | None:
        """The digest of CPU or memory, whatever the agent calls it."""
        found = (one for one in self.resource.digests if one.metric.lower().startswith(metric))
        return next(found, None)

    def known(self, metric: str) -> bool:
        """Whether anything was measured."""
        digest = self.digest(metric)
        return digest is not None and digest.state == "measured"

    def use(self, metric: str, statistic: Statistic) -> str:
        """`12.4 %`, or `no data`."""
        digest = self.digest(metric)
        value = getattr(digest, statistic) if digest and self.known(metric) else None
        return "no data" if value is None else percent(value)

    def measured(self, metric: str) -> str:
        """How much of the window was measured, `98.2 %`; nothing where that means nothing."""
        digest = self.digest(metric)
        if digest is None or digest.state != "measured" or not digest.expected_points:
            return ""
        share = ratio_percent(Decimal(digest.points), Decimal(digest.expected_points))
        return "" if share is None else percent(share)


@dataclass(frozen=True, slots=True)
class Estate:
    """The resources of the run's accounts and regions, by account, region and id."""

    rows: tuple[ResourceRow, ...]

    @property
    def shown(self) -> tuple[ResourceRow, ...]:
        """Those that the page has room for; the CSV file holds all."""
        return self.rows[:ROWS]

    @property
    def without_memory(self) -> int:
        """How many instances nobody knows the memory use of."""
        return sum(not row.known(MEMORY) for row in self.rows)


def read_estate(results: DocumentStore, run: Run) -> Estate:
    """The stored inventory of every account and region the run looks at."""
    found: list[Resource] = []
    for account, region in _targets(run.expected_steps):
        found += records.resources(results).all(account, region, prefix=f"{INSTANCE}#")
    found.sort(key=lambda one: (one.account_id, one.region, one.id))
    return Estate(tuple(ResourceRow(resource) for resource in found))


def _targets(expected_steps: Sequence[str]) -> list[tuple[str, str]]:
    names = [name.split("#", 1) for name in expected_steps]
    targets = sorted({target for step, target in names if step == COLLECT_RESOURCES})
    return [(account, region) for account, _, region in (text.partition("/") for text in targets)]
