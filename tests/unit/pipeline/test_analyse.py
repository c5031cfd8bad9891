"""Analyse as the pipeline runs it: day after day, on ledgers young, odd, broken or not there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.allocation.plan import AllocationView, View
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.insights import AnomalyEvent, ForecastResult, Summary
from costgov.domain.money import amount_text
from costgov.domain.period import Month
from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.errors import InvalidInput, StoreError
from costgov.pipeline.accuracy_records import forecast_indexes
from costgov.pipeline.analyse import AnalysePorts, analyse
from costgov.pipeline.analyse_events import RESTATED
from costgov.pipeline.records import (
    allocation_views,
    anomalies,
    budgets,
    day_sort,
    forecasts,
    month_reconciliations,
    reconciliations,
    series_parts,
    steps,
    summaries,
)
from costgov.settings import AnalyseSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.pipeline.ledgers import Bill

START = date(2026, 6, 1)
AS_OF = date(2026, 10, 20)
DAYS = (AS_OF - START).days + 1
EC2, S3 = "Amazon EC2", "Amazon S3"
PROD, DEV = "111122223333", "444455556666"


@dataclass
class World:
    """An installation whose only source is one bill, delivered up to the day of each run."""

    bill: Bill
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def run(self, as_of: date = AS_OF, *, deliver: bool = True) -> StepRecord:
        if deliver:
            self.bill.deliver(self.costs, as_of)
        event = StepEvent(
            run_id=f"daily-{as_of}", as_of=as_of, window=StepWindow(start=as_of, end=as_of)
        )
        settings = AnalyseSettings(
            cost_source="cost_explorer",
            stage="local",
            control_table="control",
            costs_table="costs",
            results_table="results",
            tag_keys=("team",),
            forecast_days=30,
        )
        ports = AnalysePorts(self.costs, self.costs, self.results, self.control)
        now = datetime(as_of.year, as_of.month, as_of.day, 6, tzinfo=UTC) + timedelta(days=1)
        return analyse(event, ports, settings, now)

    def summary(self, currency: str = "USD") -> Summary:
        found = summaries(self.results).newest(currency)
        assert found is not None
        return found

    def forecast(self, dimension: str = "total", value: str | None = None) -> ForecastResult:
        found = forecasts(self.results).newest(*series_parts("USD", dimension, value))
        assert found is not None
        return found

    def events(self) -> list[AnomalyEvent]:
        return anomalies(self.results).all("USD")


def steady() -> Bill:
    """Two services in two accounts, with a working week and a little noise."""
    bill = Bill()
    for service, account, base in ((EC2, PROD, 400), (EC2, DEV, 100), (S3, PROD, 200)):
        for number in range(DAYS):
            on = START + timedelta(days=number)
            week = 1.0 if on.weekday() < 5 else 0.8
            noise = 1 + ((number * 37 + base) % 11 - 5) / 400
            bill.charge(on, f"{base * week * noise:.4f}", service=service, account=account)
    return bill


def spike(bill: Bill, on: Sequence[date], amount: int = 300, account: str = DEV) -> Bill:
    """Somebody starts GPU instances in another region."""
    for day in on:
        bill.charge(
            day, amount, service=EC2, account=account, region="us-west-2", usage_type="g5.48xlarge"
        )
    return bill


def days(first: int, last: int) -> list[date]:
    return [date(2026, 10, number) for number in range(first, last + 1)]


def test_a_quiet_ledger_has_a_summary_forecasts_and_no_anomaly() -> None:
    world = World(steady())
    record = world.run()
    assert (record.expected, record.got, record.gaps) == (1, 1, ())
    assert steps(world.control).get("analyse#all", "daily-2026-10-20") == record
    assert world.summary().trend.label == "stable"
    assert world.forecast().state == "ok"
    assert world.forecast("service", EC2).basis.sources == ("cost_explorer",)
    assert world.events() == []


def test_one_cause_is_one_event_with_drivers_that_add_up() -> None:
    world = World(spike(steady(), days(14, 16)))
    world.run()
    (event,) = world.events()
    assert (event.dimension, event.value, event.direction) == ("service", EC2, "rise")
    assert (event.start, event.end, event.ongoing) == (days(14, 14)[0], days(16, 16)[0], False)
    assert abs(event.impact - 900) < 60
    assert event.impact == event.actual - event.expected
    assert event.low is not None
    assert event.high is not None
    assert event.low < event.expected < event.high < event.actual
    for level, main in (("account", DEV), ("usage_type", "g5.48xlarge"), ("region", "us-west-2")):
        drivers = [driver for driver in event.drivers if driver.dimension == level]
        assert sum(driver.impact for driver in drivers) == event.impact
        assert drivers[0].value == main
        assert drivers[0].share > Decimal("0.9")


def test_a_drop_is_an_event_too() -> None:
    bill = steady()
    for day in days(13, 15):
        bill.charge(day, "-190", service=S3)
    world = World(bill)
    world.run()
    (event,) = world.events()
    assert (event.value, event.direction) == (S3, "drop")
    assert event.impact < 0


def test_an_event_is_opened_extended_closed_and_never_rewritten() -> None:
    world = World(spike(steady(), days(14, 16)))
    told: list[AnomalyEvent] = []
    for day in days(12, 20):
        world.run(day)
        events = world.events()
        assert len(events) <= 1
        told += events
    assert {event.id for event in told} == {told[0].id}
    assert {event.found for event in told} == {date(2026, 10, 15)}
    assert [(event.end.day, event.ongoing) for event in told] == [
        (14, True),
        (15, True),
        (16, True),
        (16, False),
        (16, False),
        (16, False),
    ]
    assert told[-1].model_copy(update={"ongoing": True}) == told[2]


def test_a_bill_restated_later_does_not_rewrite_what_was_told() -> None:
    world = World(spike(steady(), days(14, 14)))
    world.run(date(2026, 10, 15))
    (told,) = world.events()
    world.bill = steady()
    world.run(date(2026, 10, 17))
    closed = {"ongoing": False, "because": (RESTATED,)}
    assert world.events() == [told.model_copy(update=closed)]


def test_running_twice_changes_nothing() -> None:
    world = World(spike(steady(), days(14, 16)))
    plan = BudgetPlan.model_validate({"id": "q", "amount": "1", "period": "quarterly"})
    budgets(world.control).put(plan, plan.id)
    world.run()
    writes, items = world.results.writes, dict(world.results.items)
    world.run(deliver=False)
    assert world.results.writes == writes
    assert world.results.items == items


def test_running_an_earlier_day_again_leaves_later_results_alone() -> None:
    world = World(spike(steady(), days(14, 16)))
    for day in (date(2026, 10, 16), AS_OF):
        world.run(day)
    items = dict(world.results.items)
    world.run(date(2026, 10, 16), deliver=False)
    assert world.forecast().as_of == AS_OF
    assert world.events()[0].end == date(2026, 10, 16)
    assert items.keys() == world.results.items.keys()


def test_what_was_forecast_on_earlier_days_is_kept_to_be_scored() -> None:
    world = World(steady())
    for day in days(18, 20):
        world.run(day)
    found, _ = forecasts(world.results).page(*series_parts("USD", "total", None))
    assert [one.as_of for one in found] == days(18, 20)


def test_known_one_offs_are_no_anomaly_even_where_a_cut_cannot_tell_them() -> None:
    bill = steady()
    bill.charge(date(2026, 10, 12), "4000", service="Tax", category=ChargeCategory.TAX)
    world = World(bill.unsplit("account"))
    world.run()
    assert world.events() == []


def test_the_unsettled_day_is_summarised_but_neither_forecast_from_nor_judged() -> None:
    world = World(spike(steady(), [AS_OF], amount=9000))
    world.run()
    assert (world.summary().today or 0) > 9000
    assert world.forecast().history_end == AS_OF - timedelta(days=1)
    assert world.events() == []


def test_usage_paid_by_a_credit_is_one_event_of_usage() -> None:
    bill = spike(steady(), days(14, 14))
    bill.charge(
        date(2026, 10, 14), "-300", service=EC2, account=DEV, category=ChargeCategory.CREDIT
    )
    world = World(bill)
    world.run()
    assert [(event.dimension, event.value) for event in world.events()] == [("service", EC2)]


def test_small_change_is_not_worth_telling() -> None:
    bill = steady()
    for number in range(DAYS):
        bill.charge(START + timedelta(days=number), "0.50", service="Amazon SNS")
    bill.charge(date(2026, 10, 14), "3", service="Amazon SNS")
    world = World(bill)
    world.run()
    assert world.events() == []


def test_a_new_service_is_noticed() -> None:
    bill = steady()
    for day in days(13, 15):
        bill.charge(day, "500", service="Amazon Bedrock")
    world = World(bill)
    world.run()
    (event,) = world.events()
    assert (event.value, event.start, event.expected) == (
        "Amazon Bedrock",
        date(2026, 10, 13),
        Decimal(0),
    )


def test_no_ledger_is_a_gap_and_not_an_empty_success() -> None:
    record = World(Bill()).run(deliver=False)
    assert (record.expected, record.got) == (1, 0)
    assert [(gap.reason, gap.detail) for gap in record.gaps] == [
        ("no-data", "no cost data is stored")
    ]


@pytest.mark.fault_case(15)
def test_a_brand_new_ledger_with_one_day_says_so() -> None:
    files = World(Bill(source="billing_files").charge(AS_OF, "12.5"))
    files.run()
    assert files.forecast().state == "insufficient history"
    assert files.summary().trend.label == "insufficient history"
    assert files.summary().today == Decimal("12.5")
    explorer = World(Bill().charge(AS_OF, "12.5"))
    record = explorer.run()
    assert record.notes == ("USD: no settled day yet, so no forecast",)
    assert explorer.summary().total == Decimal("12.5")


@pytest.mark.fault_case(9)
def test_on_the_first_of_the_month_nothing_fails() -> None:
    world = World(steady())
    world.run(date(2026, 10, 1))
    assert world.summary().month_to_date > 0
    end = world.forecast().month_end
    assert end is not None
    assert (end.month, end.actual) == ("2026-10", Decimal(0))
    assert end.mean > 0


def test_the_first_before_any_of_its_data_is_zero_so_far() -> None:
    bill = steady()
    world = World(bill)
    bill.deliver(world.costs, date(2026, 9, 30))
    world.run(date(2026, 10, 1), deliver=False)
    assert (world.summary().today, world.summary().month_to_date) == (None, Decimal(0))


def test_a_month_below_zero_is_analysed_like_any_other() -> None:
    bill = steady()
    bill.charge(date(2026, 10, 3), "-50000", service="Credit", category=ChargeCategory.CREDIT)
    world = World(bill)
    world.run()
    assert world.summary().month_to_date < 0
    end = world.forecast().month_end
    assert end is not None
    assert end.mean < 0


def test_currencies_are_analysed_apart() -> None:
    world = World(steady())
    euros = Bill(source="billing_files", currency="EUR")
    euros.every_day(30, lambda _: "7", first=date(2026, 9, 21)).deliver(world.costs, AS_OF)
    record = world.run()
    assert (record.expected, record.got) == (2, 2)
    assert world.summary("EUR").total == Decimal(210)
    assert world.summary().currency == "USD"


def test_a_ledger_that_begins_after_the_day_is_said_to() -> None:
    world = World(Bill().charge(AS_OF, "1"))
    world.bill.deliver(world.costs, AS_OF)
    record = world.run(date(2026, 9, 1), deliver=False)
    assert record.notes == ("USD: nothing before 2026-10-20",)


class Garbled(InMemoryCostStore):
    """A store whose euro facts cannot be read."""

    def months(
        self,
        key: SeriesKey,
        *rest: Any,
        **options: Any,
    ) -> list[MonthCost]:
        if key.currency == "EUR":
            raise InvalidInput("stored amounts 'Usage.BilledCost' cannot be read")
        return super().months(key, *rest, **options)


def test_a_ledger_that_cannot_be_read_is_a_gap_and_the_others_are_analysed() -> None:
    world = World(steady(), costs=Garbled())
    Bill(source="files", currency="EUR").charge(AS_OF, "1").deliver(world.costs, AS_OF)
    record = world.run()
    assert (record.expected, record.got) == (2, 1)
    (gap,) = record.gaps
    assert (gap.target, gap.reason, gap.retry_after) == (
        "EUR",
        "unreadable",
        AS_OF + timedelta(days=1),
    )
    assert world.summary().currency == "USD"


class Refusing(InMemoryDocumentStore):
    """A results table that takes no writes."""

    def put(self, pk: str, sk: str, body: str, **options: object) -> int:
        raise StoreError("write results: AccessDenied: no")


def test_a_store_that_refuses_stops_the_step() -> None:
    world = World(steady(), results=Refusing())
    with pytest.raises(StoreError, match="AccessDenied"):
        world.run()
    assert steps(world.control).all("daily-2026-10-20") == []


def test_dying_half_way_and_running_again_gives_the_same_results() -> None:
    @dataclass
    class Dying(InMemoryDocumentStore):
        left: int = 3

        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            self.left -= 1
            if self.left < 0:
                raise SystemExit
            return super().put(pk, sk, body)

    whole = World(spike(steady(), days(14, 16)))
    whole.run()
    dying = World(spike(steady(), days(14, 16)), results=Dying())
    with pytest.raises(SystemExit):
        dying.run()
    dying.results = InMemoryDocumentStore(dict(dying.results.items))
    dying.run(deliver=False)
    assert {key: item.body for key, item in dying.results.items.items()} == {
        key: item.body for key, item in whole.results.items.items()
    }


def test_a_summary_is_kept_per_day() -> None:
    world = World(steady())
    for day in days(19, 20):
        world.run(day)
    kept = [one.as_of for one in summaries(world.results).all("USD")]
    assert kept == days(19, 20)
    assert summaries(world.results).get(day_sort(AS_OF), "USD").as_of == AS_OF


def test_a_grouping_that_does_not_add_up_makes_the_run_partial_and_says_where() -> None:
    world = World(steady())
    world.bill.deliver(world.costs, AS_OF)
    key = SeriesKey("USD", ORG, "region")
    fact = world.costs.items[key, "eu-west-1", Month(2026, 10), "cost_explorer"]
    whole = dict(fact.amounts[ChargeCategory.USAGE, Metric.BILLED])
    lost = amount_text(whole.pop(20))
    fact.amounts[ChargeCategory.USAGE, Metric.BILLED] = whole
    record = world.run(deliver=False)
    assert not record.complete
    (gap,) = record.gaps
    assert (gap.target, gap.reason) == ("USD by region", "unreconciled")
    assert gap.detail == (
        f"2026-10-20: the groups of org (cost_explorer) sum to 0 BilledCost, not {lost}: "
        f"-{lost} USD"
    )
    assert record.got == record.expected, "the ledger was analysed all the same"
    stored = reconciliations(world.results).newest("USD")
    assert stored is not None
    assert [check.dimension for check in stored.checks if not check.ok] == ["region"]


def test_months_are_stored_beside_the_checks() -> None:
    world = World(steady())
    world.run()
    months = month_reconciliations(world.results).all("USD")
    assert [month.month for month in months] == [f"2026-{number:02d}" for number in range(6, 11)]
    assert [month.complete for month in months] == [True] * 4 + [False]
    world.run(AS_OF - timedelta(days=60), deliver=False)
    assert month_reconciliations(world.results).all("USD") == months, "an older day run again"


def test_a_service_that_falls_silent_has_drivers_as_far_as_the_ledger_tells() -> None:
    silent = {(day - START).days for day in days(14, 16)}
    bill = Bill().every_day(DAYS, lambda _: 400, START, service=EC2, account=PROD)
    bill.every_day(DAYS, lambda i: 0 if i in silent else 200, START, service=S3, account=PROD)
    world = World(bill)
    assert world.run().gaps == ()
    (event,) = world.events()
    assert (event.value, event.direction) == (S3, "drop")
    assert abs(event.impact + 600) < 10
    assert {(driver.dimension, driver.value) for driver in event.drivers} >= {("account", PROD)}


def test_a_budget_on_a_unit_is_forecast_from_what_was_allocated_this_very_day() -> None:
    world = World(steady())
    rules = {"rules": [{"account": PROD, "unit": "prod"}, {"account": DEV, "unit": "dev"}]}
    view = AllocationView(name="team", view=View.model_validate(rules))
    allocation_views(world.control).put(view, "team")
    plans: list[dict[str, object]] = [
        {"id": "unit", "dimension": "allocation:team", "value": "prod", "period": "quarterly"},
        {"id": "both", "dimension": "allocation:team", "values": ["prod", "dev"]},
        {"id": "two", "dimension": "service", "values": [EC2, S3]},
        {"id": "nobody", "dimension": "allocation:team", "value": "nobody"},
    ]
    made = [BudgetPlan.model_validate({"amount": "1", **fields}) for fields in plans]
    for plan in made:
        budgets(world.control).put(plan, plan.id)
    world.run()
    prod, account = world.forecast("allocation:team", "prod"), world.forecast("account", PROD)
    assert prod.month_end is not None
    assert account.month_end is not None
    assert prod.month_end.actual == account.month_end.actual
    assert abs(prod.month_end.mean - account.month_end.mean) < account.month_end.mean / 50
    assert [(end.start, end.end) for end in prod.period_ends] == [
        (date(2026, 10, 1), date(2027, 1, 1))
    ]
    both, total = world.forecast(*made[1].series), world.forecast()
    assert both.month_end is not None
    assert total.month_end is not None
    assert both.month_end.actual == total.month_end.actual
    assert world.forecast(*made[2].series).history_end == total.history_end
    assert forecasts(world.results).newest(*series_parts("USD", *made[3].series)) is None
    [index] = forecast_indexes(world.results).all("USD")
    assert {one.dimension for one in index.series} <= {"total", "service", "account", "tag:team"}
