"""Typed records over the document stores: the one place that knows their keys.

control table: runs, their steps, leases, imports, budgets, alerts, counters.
results table: summaries, forecasts, anomalies, resources, report index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ValidationError

from costgov.clock import instant_text
from costgov.domain.accounts import AccountInfo
from costgov.domain.allocation.plan import AllocationView
from costgov.domain.allocation.result import AllocationMonth, UnitDays, UnitSums
from costgov.domain.aws_findings import AwsFinding
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.cost_queries import BackFill, CostDimensions, QueryReadings
from costgov.domain.costs import Metric
from costgov.domain.credits import CreditGrant, CreditReport
from costgov.domain.deliveries import DeliveryState
from costgov.domain.documents import Document
from costgov.domain.feedback import AnomalyFeedback
from costgov.domain.imports import ImportRecord
from costgov.domain.insights import AnomalyEvent, ForecastResult, Summary
from costgov.domain.keys import document_part, value_key
from costgov.domain.notices import AccountNotice
from costgov.domain.own_cost import OwnCost, UsageRecord
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.reconciliation import MonthReconciliation, Reconciliation
from costgov.domain.reports import ReportEntry
from costgov.domain.resources import InventoryState, Resource
from costgov.domain.restatements import Correction, CostMonth
from costgov.domain.runs import RequestCount, Run, StepRecord
from costgov.errors import NotFound, StoreError
from costgov.gateways.ports import DocumentStore


@dataclass(frozen=True, slots=True)
class Records[T: BaseModel]:
    """Documents of one type under one kind of partition."""

    store: DocumentStore
    model: type[T]
    kind: str

    def partition(self, *parts: str) -> str:
        """The partition key: the kind, then each part quoted."""
        return "#".join((self.kind, *map(document_part, parts)))

    def put(
        self,
        value: T,
        sort: str,
        *parts: str,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        """Write one; see DocumentStore.put for `if_version` and `expires_at`."""
        body, partition = value.model_dump_json(), self.partition(*parts)
        return self.store.put(partition, sort, body, if_version=if_version, expires_at=expires_at)

    def get(self, sort: str, *parts: str) -> T:
        """Read one; raises NotFound."""
        return self.read(self.versioned(sort, *parts))

    def found(self, sort: str, *parts: str) -> Document | None:
        """Read one with its version, None where there is none."""
        return self.store.get(self.partition(*parts), sort)

    def versioned(self, sort: str, *parts: str) -> Document:
        """Read one with its version; raises NotFound."""
        document = self.found(sort, *parts)
        if document is None:
            raise NotFound(f"no {self.kind} {sort!r} is stored")
        return document

    def read(self, document: Document) -> T:
        """The value a document holds; fields that a newer version has added are left out.

        Raises:
            StoreError: this version cannot read it.
        """
        try:
            return self.model.model_validate_json(document.body)
        except ValidationError:
            return self._of_another_version(document)

    def _of_another_version(self, document: Document) -> T:
        try:
            return self.model.model_validate_json(document.body, extra="ignore")
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, problem["loc"])) or "all of it"
            raise StoreError(
                f"{self.kind} {document.sk!r} was stored by another version: {place}: "
                f"{problem['msg']}"
            ) from error

    def newest(self, *parts: str) -> T | None:
        """The one with the highest sort key."""
        page = self.store.query(self.partition(*parts), newest_first=True, limit=1)
        return self.read(page.documents[0]) if page.documents else None

    def page(
        self,
        *parts: str,
        prefix: str = "",
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> tuple[list[T], str | None]:
        """Some of them in sort-key order, and the key to go on after."""
        found = self.store.query(
            self.partition(*parts),
            prefix=prefix,
            after=after,
            newest_first=newest_first,
            limit=limit,
        )
        return [self.read(document) for document in found.documents], found.next_after

    def all(self, *parts: str, prefix: str = "") -> list[T]:
        """All of a partition, however many pages that is."""
        values, after = self.page(*parts, prefix=prefix)
        while after is not None:
            more, after = self.page(*parts, prefix=prefix, after=after)
            values += more
        return values

    def bodies(self, *parts: str, prefix: str = "") -> dict[str, str]:
        """The stored text of all of a partition, by sort key."""
        partition, after = self.partition(*parts), None
        stored: dict[str, str] = {}
        while True:
            page = self.store.query(partition, prefix=prefix, after=after)
            stored |= {document.sk: document.body for document in page.documents}
            if (after := page.next_after) is None:
                return stored

    def delete(self, sort: str, *parts: str, if_version: int | None = None) -> None:
        """Remove one, if there is one; see DocumentStore.delete for `if_version`."""
        self.store.delete(self.partition(*parts), sort, if_version=if_version)

    def make_equal(self, values: Iterable[tuple[str, T]], *parts: str, prefix: str = "") -> None:
        """Make the partition (below `prefix`) hold exactly these, writing only what differs."""
        wanted = {sort: value.model_dump_json() for sort, value in values}
        stored = self.bodies(*parts, prefix=prefix)
        partition = self.partition(*parts)
        for sort, body in wanted.items():
            if stored.get(sort) != body:
                self.store.put(partition, sort, body)
        for sort in stored.keys() - wanted.keys():
            self.delete(sort, *parts)


def runs(control: DocumentStore) -> Records[Run]:
    """Runs, sorted by run id (which sorts by day)."""
    return Records(control, Run, "run")


def steps(control: DocumentStore) -> Records[StepRecord]:
    """Steps of a run: part `run_id`, sort `<step>#<target>`."""
    return Records(control, StepRecord, "step")


def record_step(control: DocumentStore, run_id: str, record: StepRecord) -> None:
    """Store what a step got; doing it twice leaves one record."""
    steps(control).put(record, f"{record.step}#{record.target}", run_id)


def accounts(control: DocumentStore) -> Records[AccountInfo]:
    """Accounts of the organisation, sorted by id; those that have left are kept."""
    return Records(control, AccountInfo, "account")


def account_notices(control: DocumentStore) -> Records[AccountNotice]:
    """Accounts that cannot be looked at, or could not, sorted by `<account>#<cause>`."""
    return Records(control, AccountNotice, "account-notice")


def request_counts(control: DocumentStore) -> Records[RequestCount]:
    """Paid requests: part source, sort the UTC day."""
    return Records(control, RequestCount, "requests")


def cost_months(control: DocumentStore) -> Records[CostMonth]:
    """How final each month is: part source, sort the month."""
    return Records(control, CostMonth, "cost-month")


def corrections(control: DocumentStore) -> Records[Correction]:
    """Restated months: part currency, sort from `correction_sort`."""
    return Records(control, Correction, "correction")


def correction_sort(correction: Correction) -> str:
    """Where a correction is sorted: `<month>#<when it was noted>#<source>`."""
    return f"{correction.month}#{instant_text(correction.noted_at)}#{correction.source}"


def query_readings(control: DocumentStore) -> Records[QueryReadings]:
    """What each query of a source has read: part source, sort the query's name."""
    return Records(control, QueryReadings, "query-readings")


def cost_dimensions(control: DocumentStore) -> Records[CostDimensions]:
    """The tags and cost categories that were discovered, sorted by source."""
    return Records(control, CostDimensions, "cost-dimensions")


def back_fills(control: DocumentStore) -> Records[BackFill]:
    """The first collection of each source, sorted by source."""
    return Records(control, BackFill, "back-fill")


def usages(control: DocumentStore) -> Records[UsageRecord]:
    """What invocations used: part the UTC day, sort `<function>#<invocation>`."""
    return Records(control, UsageRecord, "usage")


def own_costs(control: DocumentStore) -> Records[OwnCost]:
    """What days of the product's own use cost, sorted by the UTC day."""
    return Records(control, OwnCost, "own-cost")


def imports(control: DocumentStore) -> Records[ImportRecord]:
    """Billing-file imports, sorted by object key."""
    return Records(control, ImportRecord, "import")


def deliveries(control: DocumentStore) -> Records[DeliveryState]:
    """How the sources of billing files stand, sorted by `source_part`."""
    return Records(control, DeliveryState, "delivery")


def budgets(control: DocumentStore) -> Records[BudgetPlan]:
    """Budget plans, sorted by id."""
    return Records(control, BudgetPlan, "budget")


def allocation_views(control: DocumentStore) -> Records[AllocationView]:
    """Allocation views, sorted by name."""
    return Records(control, AllocationView, "allocation-view")


def allocations(results: DocumentStore) -> Records[AllocationMonth]:
    """Allocated months: parts currency and view, sort YYYY-MM."""
    return Records(results, AllocationMonth, "allocation")


def allocation_units(results: DocumentStore) -> Records[UnitSums]:
    """A month's units: parts currency, view and YYYY-MM, sort `value_key` of the unit."""
    return Records(results, UnitSums, "allocation-unit")


def allocation_days(results: DocumentStore) -> Records[UnitDays]:
    """The same by day, under the same keys."""
    return Records(results, UnitDays, "allocation-day")


def credit_grants(control: DocumentStore) -> Records[CreditGrant]:
    """Granted credits, sorted by name."""
    return Records(control, CreditGrant, "credit")


def anomaly_feedback(control: DocumentStore) -> Records[AnomalyFeedback]:
    """What people say of anomalies, sorted by event id."""
    return Records(control, AnomalyFeedback, "anomaly-feedback")


def aws_findings(control: DocumentStore) -> Records[AwsFinding]:
    """What AWS Cost Anomaly Detection has found, sorted by its id."""
    return Records(control, AwsFinding, "aws-finding")


def planned_events(control: DocumentStore) -> Records[PlannedEvent]:
    """Planned events, sorted by name."""
    return Records(control, PlannedEvent, "planned-event")


def budget_statuses(results: DocumentStore) -> Records[BudgetStatus]:
    """Where budgets stand, sorted by budget id; overwritten by each run."""
    return Records(results, BudgetStatus, "budget-status")


def summaries(results: DocumentStore) -> Records[Summary]:
    """Summaries: part currency, sort the as-of day."""
    return Records(results, Summary, "summary")


def forecasts(results: DocumentStore) -> Records[ForecastResult]:
    """Forecasts: parts from `forecast_parts`, sort the as-of day; none is ever overwritten by a
    later day, so that each can be scored."""
    return Records(results, ForecastResult, "forecast")


def series_parts(currency: str, dimension: str, value: str | None) -> tuple[str, str, str]:
    """The partition parts of one organisation-wide series."""
    return currency, dimension, value_key(value)


def forecast_parts(
    currency: str, dimension: str, value: str | None, metric: Metric = Metric.EFFECTIVE
) -> tuple[str, ...]:
    """The partition parts of a series' forecasts; EffectiveCost's are the series' own."""
    own = series_parts(currency, dimension, value)
    return own if metric is Metric.EFFECTIVE else (*own, metric)


def anomalies(results: DocumentStore) -> Records[AnomalyEvent]:
    """Anomaly events: part currency, sort `<start day>#<id>`."""
    return Records(results, AnomalyEvent, "anomaly")


def anomaly_sort(event: AnomalyEvent) -> str:
    """Where an event is sorted."""
    return f"{event.start.isoformat()}#{event.id}"


def resources(results: DocumentStore) -> Records[Resource]:
    """Resources: parts account and region, sort `Resource.key`."""
    return Records(results, Resource, "resource")


def inventories(results: DocumentStore) -> Records[InventoryState]:
    """How far each target's inventory is, sorted by `<account>/<region>`."""
    return Records(results, InventoryState, "inventory")


def credit_reports(results: DocumentStore) -> Records[CreditReport]:
    """Where credits stand: part currency, sort the as-of day."""
    return Records(results, CreditReport, "credit-report")


def reconciliations(results: DocumentStore) -> Records[Reconciliation]:
    """How groupings add up: part currency, sort the as-of day."""
    return Records(results, Reconciliation, "reconciliation")


def month_reconciliations(results: DocumentStore) -> Records[MonthReconciliation]:
    """Months as every source tells them: part currency, sort YYYY-MM."""
    return Records(results, MonthReconciliation, "month-reconciliation")


def reports(results: DocumentStore) -> Records[ReportEntry]:
    """The report index, sorted by the as-of day; a prefix `YYYY-MM` is a month's list."""
    return Records(results, ReportEntry, "report")


def day_sort(day: date) -> str:
    """A day as a sort key."""
    return day.isoformat()
