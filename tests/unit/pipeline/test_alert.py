"""Budgets: what is said, once, whatever runs twice, dies, flaps or is edited."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.signal import Severity
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import ChargeCategory, Metric, MonthCost, Scope
from costgov.domain.insights import Basis, ForecastResult, Interval, MonthEnd, PeriodEnd
from costgov.domain.period import Month
from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.errors import StoreError
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.records import (
    budget_statuses,
    budgets,
    day_sort,
    forecast_parts,
    forecasts,
)

from tests.builders import month_cost
from tests.fakes.inbox import Inbox
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

OCTOBER = date(2026, 10, 1)


def at(day: date) -> datetime:
    """Six in the morning after a billing day."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(days=1)


def daily(start: date, days: int, amount: str = "100") -> dict[date, str]:
    return {start + timedelta(days=i): amount for i in range(days)}


class World:
    """An installation with one budget of $1,000 a month unless told otherwise."""

    def __init__(self, **plan: object) -> None:
        self.costs = InMemoryCostStore()
        self.results = InMemoryDocumentStore()
        self.control = InMemoryDocumentStore(page_size=2)
        self.inbox = Inbox(self.control)
        self.budget(**plan)

    def budget(self, **fields: object) -> None:
        plan = BudgetPlan.model_validate({"id": "all", "amount": "1000"} | fields)
        budgets(self.control).put(plan, plan.id)

    def bill(self, *facts: MonthCost, as_of: date = OCTOBER) -> None:
        source = facts[0].source
        self.costs.replace(source, sorted({f.month for f in facts}), facts, at(as_of))

    def forecast(self, made: date, mean: str, **fields: object) -> None:
        """A stored month-end forecast of the total, made on a day."""
        bounds = (Interval(level=80, low=Decimal(mean) - 50, high=Decimal(mean) + 50),)
        end = MonthEnd(
            month=str(Month.of(made)), actual=Decimal(0), mean=Decimal(mean), intervals=bounds
        )
        result = ForecastResult.model_validate(
            {
                "currency": "USD",
                "dimension": "total",
                "value": None,
                "as_of": made,
                "history_days": 60,
                "history_end": made,
                "state": "ok",
                "days": (),
                "month_end": end,
                "accuracy": None,
                "basis": Basis(sources=("cost_explorer",), as_of="now", method="naive"),
            }
            | fields
        )
        parts = forecast_parts("USD", result.dimension, result.value, result.metric)
        forecasts(self.results).put(result, day_sort(made), *parts)

    def run(self, as_of: date) -> StepRecord:
        event = StepEvent(
            run_id=f"daily-{as_of}", as_of=as_of, window=StepWindow(start=as_of, end=as_of)
        )
        ports = AlertPorts(self.costs, self.results, self.control, self.inbox)
        return send_alerts(event, ports, at(as_of))

    def status(self, budget_id: str = "all") -> BudgetStatus:
        return budget_statuses(self.results).get(budget_id)

    def told(self) -> list[str]:
        """What people were told since the last look."""
        return self.inbox.told()


def spent(days: Mapping[date, str], **fields: object) -> MonthCost:
    return month_cost(days, **fields)  # type: ignore[arg-type]


def test_the_thresholds_newly_crossed_are_told_in_one_message() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8)))

    world.run(date(2026, 10, 8))

    [news] = world.inbox.read()
    signal = news.alert.signal
    assert signal.title == "Budget all: $800.00 of $1,000.00 spent (80.0 %)"
    assert (signal.step, signal.severity) == ("actual-50 actual-80", Severity.MEDIUM)
    assert signal.since == date(2026, 10, 5)
    assert (signal.amount, signal.projected) == (Decimal(0), None)
    assert "50 %, 80 % spent of $1,000.00" in signal.why
    assert world.inbox.woken == 1


@pytest.mark.fault_case(1)
def test_running_the_same_day_twice_tells_nothing_twice_and_changes_no_status() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8)))
    world.run(date(2026, 10, 8))
    before, writes = world.status(), world.results.writes

    record = world.run(date(2026, 10, 8))

    assert len(world.told()) == 1
    assert (world.status(), world.results.writes) == (before, writes)
    assert record.complete


@pytest.mark.fault_case(35)
def test_each_further_threshold_is_an_update_of_the_one_alert() -> None:
    world = World()
    for last in range(1, 13):
        world.bill(spent(daily(OCTOBER, last)))
        world.run(date(2026, 10, last))

    assert world.told() == [
        "Budget all: $500.00 of $1,000.00 spent (50.0 %)",
        "updated: Budget all: $800.00 of $1,000.00 spent (80.0 %)",
        "updated: Budget all: $1,000.00 of $1,000.00 spent (100.0 %)",
        "updated: Budget all: $1,200.00 of $1,000.00 spent (120.0 %)",
    ]
    [alert] = open_alerts(world.control).all()
    assert alert.signal.severity is Severity.CRITICAL
    assert alert.signal.amount == Decimal(200)


@pytest.mark.fault_case(7)
def test_restated_cost_that_falls_and_rises_again_says_nothing_new() -> None:
    world = World()
    for amount in ("100", "90", "100"):
        world.bill(spent(daily(OCTOBER, 8, amount)))
        world.run(date(2026, 10, 8))
    assert world.told() == ["Budget all: $800.00 of $1,000.00 spent (80.0 %)"]


@pytest.mark.fault_case(35)
def test_an_edited_amount_does_not_repeat_what_was_told_but_tells_what_is_new() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8)))
    world.run(date(2026, 10, 8))
    for number, amount in enumerate(("1200", "1000", "800", "1000", "800"), 9):
        world.budget(amount=amount)
        world.run(date(2026, 10, number))

    assert world.told() == [
        "Budget all: $800.00 of $1,000.00 spent (80.0 %)",
        "updated: Budget all: $800.00 of $800.00 spent (100.0 %)",
    ]
    assert len(open_alerts(world.control).all()) == 1


@pytest.mark.fault_case(35)
def test_spend_that_hovers_around_a_threshold_is_told_once() -> None:
    world = World(thresholds=(80,))
    for number, amount in enumerate(("100.5", "99", "100.5", "90", "101", "70", "102"), 8):
        world.bill(spent(daily(OCTOBER, 8, amount)))
        world.run(date(2026, 10, number))

    assert world.told() == ["Budget all: $804.00 of $1,000.00 spent (80.4 %)"]


@pytest.mark.fault_case(35)
def test_a_budget_that_is_raised_far_enough_ends_its_alert_and_one_raised_a_little_does_not() -> (
    None
):
    world = World(thresholds=(80,))
    world.bill(spent(daily(OCTOBER, 8, "100")))
    for number, amount in enumerate(("1000", "1010", "1000", "1030"), 8):
        world.budget(thresholds=(80,), amount=amount)
        world.run(date(2026, 10, number))

    assert world.told() == [
        "Budget all: $800.00 of $1,000.00 spent (80.0 %)",
        "resolved: Budget all: $800.00 of $1,000.00 spent (80.0 %)",
    ]


@pytest.mark.fault_case(35)
def test_a_forecast_that_hovers_around_the_limit_is_told_once() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 4)))
    for number, mean in enumerate(("1010", "990", "1010", "960", "1001", "940"), 4):
        world.forecast(date(2026, 10, number), mean)
        world.run(date(2026, 10, number))

    assert world.told() == [
        "Budget all: $1,010.00 of $1,000.00 expected by 31 Oct 2026 (101 %)",
        "resolved: Budget all: $1,001.00 of $1,000.00 expected by 31 Oct 2026 (100 %)",
    ]


@pytest.mark.fault_case(35)
def test_a_forecast_that_is_missing_for_a_day_resolves_nothing() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 4)))
    world.forecast(date(2026, 10, 4), "1200")
    world.run(date(2026, 10, 4))
    for forecast in forecasts(world.results).all(*forecast_parts("USD", "total", None)):
        forecasts(world.results).delete(
            day_sort(forecast.as_of), *forecast_parts("USD", "total", None)
        )
    world.run(date(2026, 10, 5))

    assert len(world.told()) == 1
    assert open_alerts(world.control).all()[0].is_open


def test_a_new_month_starts_from_nothing_ends_the_old_alert_and_opens_another() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 31)))
    world.run(date(2026, 10, 31))
    over = "Budget all: $3,100.00 of $1,000.00 spent (310.0 %)"
    assert world.told() == [over]

    world.run(date(2026, 11, 1))
    assert world.status().state == "no_data"
    assert "no day of the period has been delivered" in world.status().basis
    assert world.told() == [], "of a month that nobody knows, nothing is over"

    november = daily(date(2026, 11, 1), 5)
    world.bill(spent(daily(OCTOBER, 31)), spent(november))
    world.run(date(2026, 11, 5))
    assert sorted(world.told()) == [
        "Budget all: $500.00 of $1,000.00 spent (50.0 %)",
        f"resolved: {over}",
    ]


def test_on_the_first_of_the_month_the_forecast_alone_can_say_at_risk() -> None:
    world = World()
    world.bill(spent(daily(date(2026, 9, 1), 30)))
    world.forecast(OCTOBER, "3100")
    world.run(OCTOBER)
    assert (world.status().state, world.status().actual) == ("at_risk", Decimal(0))
    assert world.told() == ["Budget all: $3,100.00 of $1,000.00 expected by 31 Oct 2026 (310 %)"]


def test_an_expected_breach_is_told_once_with_its_interval() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 4)))
    for last in (3, 4):
        world.forecast(date(2026, 10, last), "1234.5")
        world.run(date(2026, 10, last))
    [news] = world.inbox.read()
    assert news.alert.signal.title.endswith(
        "$1,234.50 of $1,000.00 expected by 31 Oct 2026 (123 %)"
    )
    assert news.alert.signal.since == date(2026, 10, 3)
    [forecast] = [one.text for one in news.alert.signal.facts if one.label == "Forecast"]
    assert forecast.endswith("80 % between $1,184.50 and $1,284.50")
    status = world.status()
    assert (status.forecast_low, status.forecast_high) == (Decimal("1184.5"), Decimal("1284.5"))


@pytest.mark.fault_case(15)
def test_insufficient_history_is_said_and_predicts_nothing() -> None:
    world = World()
    world.bill(spent({OCTOBER: "100"}))
    world.forecast(OCTOBER, "3100", state="insufficient history", history_days=1)
    world.run(OCTOBER)
    status = world.status()
    assert (status.state, status.forecast) == ("ok", None)
    assert "insufficient history (1 days)" in status.basis
    assert world.told() == []


def test_yesterdays_forecast_serves_while_todays_is_missing_but_not_for_ever() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 4)))
    world.forecast(date(2026, 10, 3), "900")
    world.forecast(date(2026, 10, 20), "5000")
    world.run(date(2026, 10, 4))
    assert world.status().forecast == Decimal(900)
    assert "forecast of 2026-10-03" in world.status().basis
    world.run(date(2026, 10, 11))
    assert world.status().forecast is None


def test_a_quarterly_budget_uses_the_quarters_end() -> None:
    world = World(period="quarterly", amount="9000")
    world.bill(spent(daily(OCTOBER, 4)))
    end = PeriodEnd(
        start=OCTOBER,
        end=date(2027, 1, 1),
        actual=Decimal(400),
        mean=Decimal(9200),
        intervals=(Interval(level=80, low=Decimal(9000), high=Decimal(9400)),),
    )
    world.forecast(date(2026, 10, 4), "3100", period_ends=(end,))
    world.run(date(2026, 10, 4))
    status = world.status()
    assert (status.forecast, status.state) == (Decimal(9200), "at_risk")
    assert (status.period_start, status.period_end) == (OCTOBER, date(2027, 1, 1))


def test_a_budget_on_billed_cost_counts_billed_cost() -> None:
    world = World(metric="BilledCost")
    fact = spent(daily(OCTOBER, 2))
    fact.add(ChargeCategory.PURCHASE, Metric.BILLED, OCTOBER, Decimal("0.000000001"))
    world.bill(fact)
    world.forecast(date(2026, 10, 2), "700", metric=Metric.BILLED)
    world.forecast(date(2026, 10, 2), "600")
    world.run(date(2026, 10, 2))
    assert world.status().actual == Decimal("200.000000001")
    assert world.status().forecast == Decimal(700)


def test_a_budget_in_a_currency_without_a_ledger_has_no_data_and_says_so() -> None:
    world = World(currency="EUR")
    world.bill(spent(daily(OCTOBER, 31)))
    record = world.run(date(2026, 10, 31))
    status = world.status()
    assert (status.state, status.actual) == ("no_data", Decimal(0))
    assert status.basis == "no cost data in EUR is stored"
    assert "budget all: no data, no cost data in EUR is stored" in record.notes
    assert world.told() == []


def test_no_ledger_at_all_is_no_data() -> None:
    world = World()
    world.run(OCTOBER)
    assert world.status().basis == "no cost data in USD is stored"


def test_a_value_or_dimension_never_seen_is_no_data_not_zero() -> None:
    world = World(dimension="service", value="Amazon E C 2")
    world.budget(id="tagged", dimension="tag:team", value="web")
    world.bill(spent(daily(OCTOBER, 3), dimension="service", value="Amazon EC2"))
    world.run(date(2026, 10, 3))
    assert world.status().basis == "the USD ledger has never seen service 'Amazon E C 2'"
    assert world.status("tagged").state == "no_data"
    assert "tells costs apart by tag:team" in world.status("tagged").basis


@pytest.mark.parametrize(
    "value", ["a#b/ß=$x", "=cmd|' /C calc'!A0", "<!channel>", "👩\u200d💻 \u202ex", "", None]
)
def test_a_budget_on_any_tag_value_finds_exactly_that_value(value: str | None) -> None:
    world = World(dimension="tag:team", value=value)
    world.bill(
        spent(daily(OCTOBER, 6), dimension="tag:team", value=value),
        spent(daily(OCTOBER, 6, "7"), dimension="tag:team", value="other"),
    )
    world.run(date(2026, 10, 6))
    assert world.status().actual == Decimal(600)
    assert world.told() == ["Budget all: $600.00 of $1,000.00 spent (60.0 %)"]


def test_a_month_of_credits_above_usage_is_negative_and_quiet() -> None:
    world = World()
    world.bill(
        spent(daily(OCTOBER, 10)),
        spent(daily(OCTOBER, 10, "0"), dimension="service", value="none"),
    )
    fact = spent(daily(OCTOBER, 10))
    fact.add(ChargeCategory.CREDIT, Metric.EFFECTIVE, OCTOBER, Decimal("-1500.5"))
    world.bill(fact)
    world.run(date(2026, 10, 10))
    status = world.status()
    assert (status.actual, status.actual_percent) == (Decimal("-500.5"), Decimal("-50.0"))
    assert status.state == "ok"
    assert world.told() == []


def test_the_message_names_what_costs_most_within_the_budget() -> None:
    world = World()
    world.budget(id="one", amount="100", dimension="account", value="111122223333")
    world.budget(id="two", amount="100", dimension="service", value="Amazon EC2")
    week = daily(OCTOBER, 6, "50")
    account, service = Scope.account("111122223333"), Scope.service("Amazon EC2")
    world.bill(
        spent(daily(OCTOBER, 6)),
        spent(week, dimension="account", value="111122223333"),
        spent(week, dimension="service", value="Amazon EC2"),
        spent(week, dimension="service", value="AWS Lambda"),
        spent(daily(OCTOBER, 6, "-1"), dimension="service", value="Refunds"),
        spent(week, dimension="service", value="Amazon S3", scope=account),
        spent(week, dimension="account", value="444455556666", scope=service),
    )
    world.run(date(2026, 10, 6))
    signals = {news.alert.signal.subject.value: news.alert.signal for news in world.inbox.read()}
    named = {name: [part.name for part in one.drivers] for name, one in signals.items()}
    assert named == {
        "all": ["AWS Lambda", "Amazon EC2"],
        "one": ["Amazon S3"],
        "two": ["444455556666"],
    }
    assert (signals["all"].drivers_of, signals["two"].drivers_of) == ("services", "accounts")
    assert signals["one"].subject.account == "111122223333"


def test_days_after_as_of_do_not_count() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 31)))
    world.run(date(2026, 10, 3))
    assert world.status().actual == Decimal(300)
    assert world.told() == []


def test_a_budget_of_a_dimension_that_lags_says_how_far_it_is_known() -> None:
    world = World()
    world.budget(id="team", amount="100", dimension="tag:Team", value="web")
    total, team = spent(daily(OCTOBER, 6)), {"dimension": "tag:Team", "value": "web"}
    world.bill(total, spent(daily(OCTOBER, 2, "10"), **team), as_of=date(2026, 10, 2))
    world.costs.replace(
        total.source, [total.month], [total], at(date(2026, 10, 6)), only=[("org", "total")]
    )
    world.run(date(2026, 10, 6))

    status = world.status("team")
    assert status.actual == Decimal(20)
    assert "read 2026-10-03T06:00" in status.basis
    assert "; tag:Team is known up to 2026-10-02 only; " in status.basis
    assert "only" not in world.status("all").basis


def test_a_removed_budget_loses_its_status() -> None:
    world = World()
    world.budget(id="gone")
    world.bill(spent(daily(OCTOBER, 3)))
    world.run(date(2026, 10, 3))
    budgets(world.control).store.delete("budget", "gone")
    world.run(date(2026, 10, 3))
    assert [status.plan.id for status in budget_statuses(world.results).all()] == ["all"]


def test_two_sources_of_one_currency_are_added() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 3)))
    world.bill(spent(daily(OCTOBER, 3, "50"), source="azure"))
    world.run(date(2026, 10, 3))
    assert world.status().actual == Decimal(450)


@pytest.mark.fault_case(2)
def test_two_runs_at_the_same_time_open_one_alert() -> None:
    world = World(thresholds=(50,))
    world.bill(spent(daily(OCTOBER, 6)))

    class Overtaken(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            if pk == "alert-open" and options.get("if_version") == 0 and (pk, sk) not in self.items:
                super().put(pk, sk, body)
            return super().put(pk, sk, body, **options)  # type: ignore[arg-type]

    world.control = Overtaken(dict(world.control.items))
    world.inbox = Inbox(world.control)
    world.run(date(2026, 10, 6))
    assert len(world.told()) == 1
    assert len(open_alerts(world.control).all()) == 1


@pytest.mark.parametrize("writes", range(12))
def test_dying_after_any_write_loses_and_repeats_nothing(writes: int) -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8)))

    class Dying(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            if self.writes == writes:
                raise SystemExit
            return super().put(pk, sk, body, **options)  # type: ignore[arg-type]

    living, world.control = world.control, Dying(dict(world.control.items))
    with suppress(SystemExit):
        world.run(date(2026, 10, 8))
    living.items = world.control.items
    world.control, world.inbox = living, Inbox(living)
    world.run(date(2026, 10, 8))
    world.run(date(2026, 10, 8))

    assert world.told() == ["Budget all: $800.00 of $1,000.00 spent (80.0 %)"]


def test_a_store_that_refuses_stops_the_step_instead_of_losing_alerts() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8)))

    class Refusing(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            raise StoreError("write results: ProvisionedThroughputExceeded: no")

    world.results = Refusing()
    with pytest.raises(StoreError, match="Throughput"):
        world.run(date(2026, 10, 8))
    assert world.told() == []


def test_an_older_day_run_again_keeps_the_newer_standing_and_sends_nothing() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8, "10")))
    world.run(date(2026, 10, 8))
    world.bill(spent(daily(OCTOBER, 8, "400")))

    record = world.run(date(2026, 10, 5))

    assert (world.status().as_of, world.status().actual) == (date(2026, 10, 8), Decimal(80))
    assert world.told() == []
    assert record.complete
    assert "budget all: the standing of 2026-10-08 is kept" in record.notes


def test_a_budget_that_was_taken_away_goes_also_when_an_older_day_is_run_again() -> None:
    world = World()
    world.bill(spent(daily(OCTOBER, 8, "10")))
    world.run(date(2026, 10, 8))
    budgets(world.control).make_equal([])

    world.run(date(2026, 10, 5))

    assert budget_statuses(world.results).all() == []
