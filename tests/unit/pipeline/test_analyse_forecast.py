"""Forecasts cover the same money as the bill, add up, and say when they know too little."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import ChargeCategory, Metric
from costgov.domain.insights import Basis, ForecastResult
from costgov.pipeline.analyse_budgets import budget_series, joined_subjects
from costgov.pipeline.analyse_forecast import Outlook
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.analyse_subjects import Selection, select
from costgov.pipeline.budget_days import Books
from costgov.pipeline.ledger import CutReader, currency_ledgers

from tests.fakes.stores import InMemoryCostStore
from tests.unit.pipeline.ledgers import Bill

START = date(2026, 6, 1)
AS_OF = date(2026, 10, 20)
BASIS = Basis(sources=("cost_explorer",), as_of="now", method="test")


def weekly(base: int) -> Sequence[int]:
    """A working week: weekends cost half."""
    return [base, base, base, base, base, base // 2, base // 2]


def working(base: int) -> Bill:
    return service(Bill(), "Amazon EC2", base)


def service(bill: Bill, name: str, base: int, until: date = AS_OF) -> Bill:
    week = weekly(base)
    days = (until - START).days + 1
    return bill.every_day(days, lambda i: week[i % 7], first=START, service=name)


def outlook(
    bill: Bill,
    *others: Bill,
    as_of: date = AS_OF,
    plans: Sequence[BudgetPlan] = (),
    dimensions: tuple[str, ...] = ("service", "account"),
    length: int = 90,
) -> list[ForecastResult]:
    store = InMemoryCostStore()
    for delivered in (bill, *others):
        delivered.deliver(store, as_of)
    (ledger,) = currency_ledgers(store)
    reader = CutReader(store, "USD", ledger.window(as_of))
    calendar = Calendar.of(Days.of(reader.cut("total"), None), ledger.settled_end(as_of, 1))
    books = Books(ledger, reader)
    wanted = budget_series(plans, books, as_of)
    chosen: Selection = select(reader, calendar, dimensions, wanted)
    subjects = (*chosen.subjects, *joined_subjects(plans, books, as_of))
    made = Outlook(calendar, subjects, chosen.families, as_of, length)
    return made.results("USD", BASIS)


def of(results: Sequence[ForecastResult], dimension: str, value: str | None) -> ForecastResult:
    (found,) = (r for r in results if (r.dimension, r.value) == (dimension, value))
    return found


def test_a_working_week_is_forecast_with_intervals_and_its_accuracy() -> None:
    total = of(outlook(working(100)), "total", None)
    assert (total.state, total.history_end) == ("ok", date(2026, 10, 19))
    assert len(total.days) == 90
    assert total.days[0].day == date(2026, 10, 20)
    weekend = [day.mean for day in total.days[:28] if day.day.weekday() >= 5]
    assert all(abs(mean - 50) < 2 for mean in weekend)
    for day in total.days:
        lows = [interval.low for interval in day.intervals]
        highs = [interval.high for interval in day.intervals]
        assert [interval.level for interval in day.intervals] == [80, 90, 95]
        assert lows == sorted(lows, reverse=True)
        assert lows[0] <= day.mean <= highs[0]
        assert highs == sorted(highs)
    assert total.accuracy is not None
    assert total.accuracy.wape is not None
    assert total.accuracy.wape < Decimal("0.02")
    assert total.accuracy.origins == 6
    assert total.choice is not None
    assert "a profile of the week" in total.choice.method
    assert "past forecasts of 28 days" in total.choice.reason
    assert total.choice.error is not None
    assert total.choice.rival_error is not None
    assert total.choice.error < Decimal("0.02")


def test_the_months_end_is_exact_so_far_plus_the_forecast_of_the_rest() -> None:
    total = of(outlook(working(100)), "total", None)
    end = total.month_end
    assert end is not None
    settled = sum(weekly(100)[(date(2026, 10, d) - START).days % 7] for d in range(1, 20))
    assert (end.month, end.actual) == ("2026-10", Decimal(settled))
    rest = sum(day.mean for day in total.days if day.day <= date(2026, 10, 31))
    assert abs(end.mean - end.actual - rest) < Decimal("0.01")
    assert end.actual < end.intervals[0].low <= end.mean <= end.intervals[0].high


def test_services_and_accounts_add_up_to_the_total() -> None:
    bill = service(service(working(1000), "Amazon S3", 400), "AWS Lambda", 100)
    service(bill, "Amazon SQS", 4)
    results = outlook(bill)
    total = of(results, "total", None)
    shown = [r for r in results if r.dimension == "service"]
    assert [r.value for r in shown] == ["AWS Lambda", "Amazon EC2", "Amazon S3"]
    for position, day in enumerate(total.days):
        parts = sum(r.days[position].mean for r in shown)
        assert day.mean * Decimal("0.98") < parts < day.mean
    account = of(results, "account", "111122223333")
    assert [abs(a.mean - t.mean) for a, t in zip(account.days, total.days, strict=True)] == [
        pytest.approx(0, abs=Decimal("0.0002"))
    ] * 90


def test_tax_of_every_month_is_in_the_forecast_of_the_month_that_has_not_had_it() -> None:
    bill = working(100)
    for month in (7, 8, 9):
        bill.charge(date(2026, month, 28), "250", service="Tax", category=ChargeCategory.TAX)
    bill.charge(date(2026, 9, 25), "-5000", service="Refund", category=ChargeCategory.ADJUSTMENT)
    results = outlook(bill)
    plain = of(outlook(working(100)), "total", None).month_end
    total = of(results, "total", None).month_end
    assert total is not None
    assert plain is not None
    assert abs(total.mean - plain.mean - 250) < 1
    tax = of(results, "service", "Tax")
    assert (tax.state, tax.accuracy) == ("ok", None)
    assert tax.month_end is not None
    assert tax.month_end.mean == Decimal(250)


def test_credits_above_usage_give_a_negative_month_and_a_defined_forecast() -> None:
    bill = working(100)
    for month in (8, 9, 10):
        bill.charge(
            date(2026, month, 5), "-9000", service="Credits", category=ChargeCategory.CREDIT
        )
    end = of(outlook(bill), "total", None).month_end
    assert end is not None
    assert end.actual < 0
    assert end.actual < end.intervals[0].low <= end.mean <= end.intervals[0].high < 0


@pytest.mark.parametrize(
    ("days", "state"), [(1, "insufficient history"), (13, "insufficient history"), (14, "ok")]
)
def test_too_little_history_is_said(days: int, state: str) -> None:
    bill = Bill(source="billing_files")
    bill.every_day(days, lambda _: 10, first=AS_OF - timedelta(days=days - 1))
    total = of(outlook(bill), "total", None)
    assert (total.state, total.history_days) == (state, days)
    assert len(total.days) == 90


def test_written_zeros_before_a_service_cost_anything_are_no_history_of_it() -> None:
    began = (AS_OF - START).days - 27
    bill = working(100).every_day(
        began + 28, lambda i: "50" if i >= began else "0", first=START, service="AWS Lambda"
    )
    found = of(outlook(bill), "service", "AWS Lambda")
    assert found.history_days == 27
    for day in found.days[:14]:
        assert 20 < day.mean < 80
        assert day.intervals[-1].high < 160


def test_a_few_days_give_a_choice_without_errors() -> None:
    few = service(Bill(), "Amazon EC2", 100, until=START + timedelta(days=9))
    choice = of(outlook(few, as_of=START + timedelta(days=9)), "total", None).choice
    assert choice is not None
    assert (choice.error, choice.rival, choice.rival_error) == (None, None, None)
    assert "too short" in choice.reason


def test_only_what_makes_up_a_hundredth_of_the_recent_spend_matters_or_has_a_budget() -> None:
    bill = service(working(1000), "Amazon SQS", 2)
    service(bill, "Amazon MQ", 3)
    service(bill, "Old", 5000, until=date(2026, 9, 10))
    assert [r.value for r in outlook(bill) if r.dimension == "service"] == ["Amazon EC2"]
    plan = BudgetPlan.model_validate(
        {"id": "sqs", "amount": "9", "dimension": "service", "value": "Amazon SQS"}
    )
    typo = plan.model_copy(update={"value": "Amazon Queue"})
    shown = [r.value for r in outlook(bill, plans=[plan, typo]) if r.dimension == "service"]
    assert shown == ["Amazon EC2", "Amazon SQS"]


def test_a_quarterly_and_a_billed_budget_get_their_own_ends() -> None:
    bill = working(100)
    for month in (8, 9, 10):
        fact_day = date(2026, month, 1)
        bill.charge(fact_day, "300", service="Reserved", category=ChargeCategory.PURCHASE)
    plans = [
        BudgetPlan.model_validate({"id": "q", "amount": "1", "period": "quarterly"}),
        BudgetPlan.model_validate({"id": "y", "amount": "1", "period": "yearly"}),
        BudgetPlan.model_validate({"id": "b", "amount": "1", "metric": "BilledCost"}),
    ]
    results = outlook(bill, plans=plans)
    total, billed = (
        next(r for r in results if r.dimension == "total" and r.metric is metric)
        for metric in (Metric.EFFECTIVE, Metric.BILLED)
    )
    assert billed.period_ends == ()
    assert [(end.start, end.end) for end in total.period_ends] == [
        (date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 1, 1), date(2027, 1, 1)),
    ]
    quarter, year = total.period_ends
    rest = quarter.mean - quarter.actual
    assert abs(rest - (year.mean - year.actual)) < Decimal("0.01")
    assert abs(rest - (73 * 600 // 7 + 2 * 300)) < 60
    assert len(total.days) == 90


def test_a_budget_on_several_services_is_forecast_as_one_series() -> None:
    bill = service(service(working(1000), "Amazon SQS", 20), "Amazon MQ", 30)
    plan = BudgetPlan.model_validate(
        {
            "id": "queues",
            "amount": "9",
            "dimension": "service",
            "values": ["Amazon SQS", "Amazon MQ", "Amazon Queue"],
        }
    )
    results = outlook(bill, plans=[plan])
    queues = of(results, *plan.series)
    parts = outlook(bill, plans=[plan.model_copy(update={"values": (), "value": "Amazon SQS"})])
    alone = of(parts, "service", "Amazon SQS")
    assert queues.month_end is not None
    assert alone.month_end is not None
    assert queues.month_end.actual == alone.month_end.actual * 50 / 20
    assert abs(queues.month_end.mean - alone.month_end.mean * 50 / 20) < 5


def test_a_custom_period_is_forecast_to_its_end_unless_that_is_too_far() -> None:
    def ends(**period: object) -> list[tuple[date, date]]:
        plan = BudgetPlan.model_validate({"id": "p", "amount": "1", "period": "custom", **period})
        total = of(outlook(working(100), plans=[plan]), "total", None)
        return [(end.start, end.end) for end in total.period_ends]

    assert ends(start="2026-10-05", end="2026-12-24") == [(date(2026, 10, 5), date(2026, 12, 25))]
    assert ends(start="2026-10-05", end="2028-12-24") == []
    assert ends(start="2026-12-05", end="2026-12-24") == []
    assert ends(start="2026-10-01", end="2026-10-31") == []


def test_a_period_beyond_the_stored_days_is_still_forecast_to_its_end() -> None:
    plan = BudgetPlan.model_validate({"id": "y", "amount": "1", "period": "yearly"})
    total = of(outlook(working(100), plans=[plan], length=7), "total", None)
    assert len(total.days) == 7
    (year,) = total.period_ends
    assert year.mean - year.actual > 70 * 80


def test_on_the_last_settled_day_of_a_month_there_is_nothing_left_to_forecast() -> None:
    bill = Bill(source="billing_files").every_day(153, lambda i: weekly(100)[i % 7], first=START)
    end = of(outlook(bill, as_of=date(2026, 10, 31)), "total", None).month_end
    assert end is not None
    assert end.mean == end.actual
    assert {(i.low, i.high) for i in end.intervals} == {(end.actual, end.actual)}


def test_a_lagging_ledger_forecasts_the_whole_month_from_its_last_day() -> None:
    bill = service(Bill(source="billing_files"), "Amazon EC2", 100, until=date(2026, 9, 24))
    end = of(outlook(bill), "total", None).month_end
    assert end is not None
    assert end.actual == 0
    assert abs(end.mean - 2650) < 60
    assert 0 < end.intervals[0].low < end.mean < end.intervals[0].high


def test_an_unsettled_day_dearer_than_forecast_raises_the_months_end() -> None:
    calm = of(outlook(working(100)), "total", None).month_end
    bill = working(100).charge(AS_OF, "5000", service="Amazon Bedrock")
    total = of(outlook(bill), "total", None).month_end
    assert calm is not None
    assert total is not None
    assert abs(total.mean - calm.mean - 5000) < 5
    assert abs(total.intervals[0].low - calm.intervals[0].low - 5000) < 5


def test_untagged_spend_is_a_series_of_its_own() -> None:
    bill = Bill()
    for value in ("web", None):
        bill.every_day(60, lambda _: 50, first=date(2026, 8, 22), tags={"team": value})
    results = outlook(bill, dimensions=("tag:team",))
    assert [r.value for r in results if r.dimension == "tag:team"] == [None, "web"]


def test_a_credit_expected_today_but_not_delivered_yet_is_no_excess() -> None:
    bill = service(Bill(), "Amazon EC2", 100, until=AS_OF - timedelta(days=1))
    plain = of(outlook(bill), "total", None).month_end
    for month in (7, 8, 9):
        bill.charge(
            date(2026, month, 20), "-700", service="Credits", category=ChargeCategory.CREDIT
        )
    end = of(outlook(bill), "total", None).month_end
    assert plain is not None
    assert end is not None
    assert abs(plain.mean - end.mean - 700) < 1


def test_accounts_add_up_where_one_source_tells_categories_apart_and_another_cannot() -> None:
    explorer, files = working(300), Bill(source="billing_files")
    service(files, "Virtual Machines", 100)
    for month in (6, 7, 8, 9):
        for bill in (explorer, files):
            bill.charge(date(2026, month, 25), "90", service="Tax", category=ChargeCategory.TAX)
    explorer.charge(date(2026, 10, 2), "10", account="444455556666")
    results = outlook(explorer.unsplit("account"), files)
    total, account = of(results, "total", None), of(results, "account", "111122223333")
    gaps = [abs(a.mean / t.mean - 1) for a, t in zip(account.days, total.days, strict=True)]
    assert max(gaps) < Decimal("0.01")


def test_the_same_input_gives_the_same_result() -> None:
    bill = service(working(100), "Amazon S3", 40)
    assert outlook(bill) == outlook(bill)
