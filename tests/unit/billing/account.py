"""One deployment's stores, into which billing files are dropped."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.costs import ORG, Metric, SeriesKey
from costgov.domain.imports import ImportRecord
from costgov.domain.money import exact_sum
from costgov.domain.period import Window
from costgov.pipeline.delivery_import import ImportPorts
from costgov.pipeline.import_billing import ObjectCreated, import_billing
from costgov.settings import ImportBillingSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore

SETTINGS = ImportBillingSettings(
    stage="test",
    control_table="control",
    costs_table="costs",
    exports_bucket="exports",
    evidence_bucket="evidence",
    tag_keys=("team",),
    memory_limit_mb=256,
)
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))


def created(key: str, etag: str = "any") -> ObjectCreated:
    return ObjectCreated.model_validate({"detail": {"object": {"key": key, "etag": etag}}})


@dataclass
class Account:
    """The stores of one deployment and a clock that moves a step with every import."""

    exports: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    evidence: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    settings: ImportBillingSettings = SETTINGS
    now: datetime = datetime(2026, 10, 20, 6, tzinfo=UTC)
    step: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        self.evidence.others["exports"] = self.exports

    def drop(self, key: str, content: bytes) -> ImportRecord:
        """An object arrives and is imported."""
        self.put(key, content)
        return self.hear_of(key)

    def put(self, key: str, content: bytes) -> None:
        """An object arrives; its event has not come yet."""
        self.exports.now = self.now
        self.exports.put(key, content, "text/csv")

    def hear_of(self, key: str) -> ImportRecord:
        """The event of an object is handled, and it is one of a bill."""
        record = self.handle(key)
        assert record is not None
        return record

    def handle(self, key: str) -> ImportRecord | None:
        """The event of an object is handled."""
        self.now += self.step
        ports = ImportPorts(self.exports, self.evidence, self.costs, self.control)
        return import_billing(created(key), ports, self.settings, self.now)

    def total(self) -> dict[str, Decimal]:
        """BilledCost by month."""
        found: dict[str, Decimal] = {}
        for fact in self.costs.months(SeriesKey("USD", ORG, "total"), YEAR):
            amount = exact_sum(fact.daily(Metric.BILLED).values())
            found[str(fact.month)] = found.get(str(fact.month), Decimal(0)) + amount
        return found
