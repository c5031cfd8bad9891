"""What a caller is told about cost over time."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from costgov.domain.costs import ACCOUNT, ChargeCategory
from costgov.domain.period import Month
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.queries.history import HistoryQuestion, cost_history
from pydantic import ValidationError

from tests.builders import month_cost
from tests.unit.queries.known import LAST_DAY, READ_AT, READ_AT_TEXT, FakeStores, days_of

AUGUST = date(2026, 8, 1)


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(
        days_of("AmazonEC2", ["1.10"] * 80, AUGUST) + days_of("AmazonS3", ["2", "", "3"], AUGUST)
    )
    return known


def test_by_default_it_is_the_last_30_days_the_ledger_has(stores: FakeStores) -> None:
    history = cost_history(stores.read, HistoryQuestion())
    (series,) = history.series
    assert (history.start, history.end) == (date(2026, 9, 20), date(2026, 10, 20))
    assert [series.points[at]["start"] for at in (0, -1)] == ["2026-09-20", str(LAST_DAY)]
    assert history.total == Decimal("33.00")
    assert (history.currency, history.sources) == ("USD", ("cost_explorer",))
    assert history.data_as_of == READ_AT_TEXT


def test_an_end_alone_gives_the_30_days_before_it(stores: FakeStores) -> None:
    history = cost_history(stores.read, HistoryQuestion(end=date(2026, 9, 1)))
    assert (history.start, history.end) == (date(2026, 8, 2), date(2026, 9, 1))


@pytest.mark.fault_case(14)
def test_a_missing_day_is_absent_not_zero(stores: FakeStores) -> None:
    question = HistoryQuestion(group_by="service", start=AUGUST, end=date(2026, 8, 6))
    by_value = {found.value: found for found in cost_history(stores.read, question).series}
    assert [point["start"] for point in by_value["AmazonS3"].points] == ["2026-08-01", "2026-08-03"]


def test_a_window_without_any_figure_has_no_total(stores: FakeStores) -> None:
    question = HistoryQuestion(start=date(2020, 1, 1), end=date(2020, 2, 1))
    history = cost_history(stores.read, question)
    assert (history.total, history.series) == (None, ())


def test_months_hold_only_the_days_of_the_window(stores: FakeStores) -> None:
    question = HistoryQuestion(
        granularity="monthly", start=date(2026, 8, 31), end=date(2026, 10, 2)
    )
    (series,) = cost_history(stores.read, question).series
    assert [(point["start"], point["amount"]) for point in series.points] == [
        ("2026-08-01", "1.1"),
        ("2026-09-01", "33"),
        ("2026-10-01", "1.1"),
    ]


def test_a_day_that_is_still_filling_up_and_a_month_that_is_not_whole_are_named() -> None:
    stores = FakeStores.empty()
    stores.bill(days_of("AmazonEC2", ["1"] * 82, AUGUST.replace(day=31)))
    # Read on the 20th of October, of which it has the first hours; later days are not there yet.
    daily = HistoryQuestion(start=date(2026, 10, 1), end=date(2026, 10, 21))
    assert cost_history(stores.read, daily).incomplete == (date(2026, 10, 20),)
    monthly = HistoryQuestion(granularity="monthly", start=AUGUST, end=date(2026, 10, 21))
    assert cost_history(stores.read, monthly).incomplete == (AUGUST, date(2026, 10, 1))
    cut = HistoryQuestion(granularity="monthly", start=date(2026, 9, 2), end=date(2026, 10, 1))
    assert cost_history(stores.read, cut).incomplete == (date(2026, 9, 1),)
    empty = HistoryQuestion(granularity="monthly", start=date(2020, 1, 1), end=date(2020, 3, 1))
    assert cost_history(stores.read, empty).incomplete == ()


def test_a_billing_files_days_are_whole() -> None:
    stores = FakeStores.empty()
    stores.bill(days_of("AmazonEC2", ["1"] * 20, date(2026, 10, 1)), source="export:cur")
    question = HistoryQuestion(start=date(2026, 10, 1), end=date(2026, 10, 21))
    assert cost_history(stores.read, question).incomplete == ()


def test_the_largest_series_comes_first_and_ties_are_in_the_values_order() -> None:
    stores = FakeStores.empty()
    stores.bill(
        days_of("b", ["1"], AUGUST)
        + days_of("a", ["1"], AUGUST)
        + days_of(None, ["1"], AUGUST)
        + days_of("c", ["7"], AUGUST)
    )
    series = cost_history(stores.read, HistoryQuestion(group_by="service")).series
    assert [found.value for found in series] == ["c", None, "a", "b"]


def test_two_sources_of_one_currency_are_added(stores: FakeStores) -> None:
    stores.bill(
        days_of("Azure VM", ["0.05"], LAST_DAY),
        source="focus-azure",
        at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    history = cost_history(stores.read, HistoryQuestion())
    assert history.total == Decimal("33.05")
    assert history.sources == ("cost_explorer", "focus-azure")
    assert history.data_as_of == "2026-10-01T00:00:00.000000Z", "the oldest reading counts"


def test_the_total_of_one_account_is_its_part_of_the_cut_by_account(stores: FakeStores) -> None:
    facts = [
        month_cost({LAST_DAY: amount}, dimension=ACCOUNT, value=account)
        for account, amount in (("111122223333", "0.25"), ("444455556666", "9"))
    ]
    months = [Month.of(LAST_DAY)]
    stores.costs.replace("cost_explorer", months, facts, READ_AT, only={("org", ACCOUNT)})
    history = cost_history(stores.read, HistoryQuestion(scope="account=111122223333"))
    assert history.total == Decimal("0.25")
    assert history.scope == "account=111122223333"


@pytest.mark.fault_case(13)
def test_credits_can_be_left_out(stores: FakeStores) -> None:
    credit = [("AmazonEC2", LAST_DAY, ChargeCategory.CREDIT, Decimal(-30))]
    stores.bill(credit, source="credits")
    usage = HistoryQuestion(charge_category=(ChargeCategory.USAGE, ChargeCategory.TAX))
    assert cost_history(stores.read, HistoryQuestion()).total == Decimal("3.00")
    assert cost_history(stores.read, usage).total == Decimal("33.00")


def test_a_charge_category_a_source_cannot_tell_is_refused_not_left_out(
    stores: FakeStores,
) -> None:
    unsplit = [("AmazonEC2", LAST_DAY, ChargeCategory.UNSPLIT, Decimal(4))]
    stores.bill(unsplit, source="totals-only")
    with pytest.raises(InvalidInput, match="does not tell charge categories apart by 'total'"):
        cost_history(stores.read, HistoryQuestion(charge_category=(ChargeCategory.USAGE,)))
    both = (ChargeCategory.USAGE, ChargeCategory.UNSPLIT)
    assert cost_history(stores.read, HistoryQuestion(charge_category=both)).total == Decimal(
        "37.00"
    )


@pytest.mark.fault_case(16)
def test_currencies_are_never_mixed(stores: FakeStores) -> None:
    stores.bill(days_of("AmazonEC2", ["5"], LAST_DAY), currency="EUR")
    assert cost_history(stores.read, HistoryQuestion(currency="EUR")).total == Decimal(5)
    with pytest.raises(InvalidInput, match="several: EUR, USD"):
        cost_history(stores.read, HistoryQuestion())
    with pytest.raises(NotFound, match="'CHF'; the currencies are EUR, USD"):
        cost_history(stores.read, HistoryQuestion(currency="CHF"))


def test_before_the_first_delivery_it_says_so() -> None:
    with pytest.raises(NotFound, match="no cost is stored yet"):
        cost_history(FakeStores.empty().read, HistoryQuestion())


def test_an_undelivered_dimension_names_the_delivered_ones(stores: FakeStores) -> None:
    with pytest.raises(NotFound, match="'tag:Team', only by service, total"):
        cost_history(stores.read, HistoryQuestion(group_by="tag:Team"))


@pytest.mark.parametrize(
    ("granularity", "days", "allowed"),
    [
        ("daily", 400, True),
        ("daily", 401, False),
        ("monthly", 1861, True),
        ("monthly", 1862, False),
    ],
)
def test_a_window_has_a_longest_length(
    stores: FakeStores, granularity: str, days: int, allowed: bool
) -> None:
    end = date(2026, 10, 20)
    question = HistoryQuestion.model_validate(
        {
            "granularity": granularity,
            "start": date.fromordinal(end.toordinal() - days),
            "end": end,
        }
    )
    if allowed:
        assert cost_history(stores.read, question).total is not None
    else:
        with pytest.raises(InvalidInput, match=f"has {days} days, more than"):
            cost_history(stores.read, question)


def test_a_reversed_window_is_refused(stores: FakeStores) -> None:
    with pytest.raises(InvalidInput, match="cannot end"):
        cost_history(stores.read, HistoryQuestion(start=LAST_DAY, end=AUGUST))


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2999, 12, 31)])
def test_the_first_and_the_last_day_are_days_like_any_other(stores: FakeStores, day: date) -> None:
    assert cost_history(stores.read, HistoryQuestion(start=day, end=day)).series == ()


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(3000, 1, 1), date.max])
def test_what_lies_beyond_them_is_refused(day: date) -> None:
    with pytest.raises(ValidationError, match="is not between 1900-01-01 and 2999-12-31"):
        HistoryQuestion(end=day)
