"""Days that were scored are restated: scored again once their month has closed, the first score
kept; and whatever is restated, the ledger's sums are those of everything scored from scratch."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.accuracy import Horizon
from costgov.domain.costs import Metric
from costgov.domain.restatements import Correction, CostMonth, MetricChange
from costgov.pipeline import records
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.accuracy.test_settle import from_scratch
from tests.unit.accuracy.world import World, noon, steady

FIRST = date(2026, 7, 1)
CLOSING = date(2026, 8, 15)


@dataclass
class Bill:
    """What days came to, as far as it is known; restated by writing another amount."""

    amounts: dict[date, Decimal] = field(default_factory=dict)

    def __call__(self, day: date) -> Decimal | None:
        return self.amounts.get(day, steady(day))


def settled_through(last: date, bill: Bill) -> World:
    world = World(came=bill, ahead=7)
    world.days(FIRST, last)
    return world


def test_a_restated_day_is_scored_again_when_its_month_closes_and_the_first_score_stays() -> None:
    bill = Bill()
    world = settled_through(CLOSING - timedelta(days=2), bill)
    before = world.row(date(2026, 7, 10), 7)
    bill.amounts[date(2026, 7, 12)] = Decimal(160)
    world.deliver(CLOSING - timedelta(days=1), since=FIRST)

    world.settle(CLOSING - timedelta(days=1))
    assert world.row(date(2026, 7, 10), 7) == before, "the month may still change"

    world.forecast(CLOSING)
    world.settle(CLOSING)
    row = world.row(date(2026, 7, 10), 7)
    assert (row.scores[Horizon.DAYS_7].error, row.scored_on) == (Decimal(100), CLOSING)
    assert row.first is not None
    assert (row.first.scored_on, row.first.scores) == (before.scored_on, before.scores)
    untouched = world.row(date(2026, 7, 20), 7)
    assert untouched.first is None
    assert world.ledger().months == from_scratch(world)
    assert world.ledger().closed_until == "2026-07"


def test_the_end_of_a_restated_month_is_scored_again() -> None:
    bill = Bill()
    world = settled_through(CLOSING - timedelta(days=2), bill)
    before = world.month_end("2026-07")
    bill.amounts[date(2026, 7, 12)] = Decimal(160)
    world.deliver(CLOSING - timedelta(days=1), since=FIRST)

    world.settle(CLOSING)

    july = world.month_end("2026-07")
    assert july.actual == before.actual + 100
    assert (july.first_actual, july.first_scored_on) == (before.actual, before.scored_on)
    assert {one.scores[next(iter(one.scores))].error for one in july.forecasts} == {100}


def test_a_month_that_cost_explorer_still_estimates_is_not_closed() -> None:
    bill = Bill()
    world = settled_through(CLOSING - timedelta(days=1), bill)
    asked = CostMonth(
        source="cost_explorer",
        month="2026-07",
        read_at=noon(CLOSING),
        estimated=True,
        closed=False,
    )
    records.cost_months(world.control).put(asked, asked.month, asked.source)
    bill.amounts[date(2026, 7, 12)] = Decimal(160)
    world.deliver(CLOSING, since=FIRST)

    world.settle(CLOSING)
    assert world.row(date(2026, 7, 10), 7).first is None

    final = asked.model_copy(update={"estimated": False, "closed": True})
    records.cost_months(world.control).put(final, asked.month, asked.source)
    world.settle(CLOSING + timedelta(days=1))
    assert world.row(date(2026, 7, 10), 7).first is not None


def test_a_closed_month_that_is_corrected_is_scored_again() -> None:
    bill = Bill()
    world = settled_through(date(2026, 8, 20), bill)
    bill.amounts[date(2026, 7, 12)] = Decimal(160)
    world.deliver(date(2026, 8, 20), since=FIRST)
    world.settle(date(2026, 8, 20))
    assert world.row(date(2026, 7, 10), 7).first is None, "nobody has said that it was changed"

    note_correction(world, "2026-07", datetime(2026, 8, 21, 6, tzinfo=UTC))
    world.settle(date(2026, 8, 21))
    first = world.row(date(2026, 7, 10), 7).first
    assert first is not None
    assert first.scores[Horizon.DAYS_7].error == 0

    bill.amounts[date(2026, 7, 12)] = Decimal(360)
    world.deliver(date(2026, 8, 21), since=FIRST)
    note_correction(world, "2026-07", datetime(2026, 8, 22, 6, tzinfo=UTC))
    world.settle(date(2026, 8, 22))
    again = world.row(date(2026, 7, 10), 7)
    assert again.scores[Horizon.DAYS_7].error == 300
    assert again.first == first, "the first score of all is kept"
    assert world.ledger().months == from_scratch(world)


def test_a_day_delivered_late_completes_a_sum_at_the_close() -> None:
    late = date(2026, 7, 12)
    there: dict[date, Decimal] = {}
    world = World(came=lambda day: there.get(day) if day == late else steady(day))
    world.days(FIRST, CLOSING - timedelta(days=1))
    row = world.row(date(2026, 7, 10), 7)
    assert (row.missing, row.scores[Horizon.SUM_7].points) == (1, 0)
    assert world.ledger().months_until == "2026-06", "the month has a day that may still come"

    there[late] = steady(late)
    world.deliver(CLOSING, since=FIRST)
    world.forecast(CLOSING)
    world.settle(CLOSING)

    row = world.row(date(2026, 7, 10), 7)
    assert (row.missing, row.scores[Horizon.SUM_7].points) == (0, 1)
    assert world.ledger().months_until == "2026-07"
    assert world.ledger().months == from_scratch(world)


def test_a_month_with_a_day_that_never_came_is_left_behind_when_it_closes() -> None:
    gone = date(2026, 7, 12)
    world = World(came=lambda day: None if day == gone else steady(day))
    world.days(FIRST, CLOSING)

    assert world.ledger().months_until == "2026-07"
    assert not set(world.ledger().months["2026-07"]) & {
        Horizon.MONTH_END_10,
        Horizon.MONTH_END_20,
        Horizon.MONTH_END_31,
    }


def test_a_comparison_killed_half_way_is_made_up_for() -> None:
    bill = Bill()
    world = settled_through(CLOSING - timedelta(days=1), bill)
    bill.amounts[date(2026, 7, 12)] = Decimal(160)
    world.deliver(CLOSING, since=FIRST)

    with world.dying_after(4):
        world.settle(CLOSING)
    world.settle(CLOSING)

    changed = [row for row in world.rows() if row.first]
    assert changed
    assert world.ledger().months == from_scratch(world)
    assert world.ledger().closed_until == "2026-07"


STORY = 35
days_of_it = st.integers(min_value=0, max_value=STORY - 1)
restatements = st.dictionaries(
    days_of_it,
    st.dictionaries(days_of_it, st.none() | st.integers(min_value=-50, max_value=900), max_size=3),
    max_size=4,
)


@given(restatements, st.sets(days_of_it, max_size=8))
@settings(max_examples=8, deadline=None)
def test_whatever_is_restated_and_missed_the_sums_are_those_of_a_recomputation(
    restated: dict[int, dict[int, int | None]], without_run: set[int]
) -> None:
    """`restated` maps a day of the story to the days that it tells anew; on some days nothing
    runs. Corrections of closed months are noted as the collectors do."""
    begin, last = date(2026, 7, 15), date(2026, 9, 16)
    known: dict[date, Decimal | None] = {}
    world = World(came=lambda day: known.get(day, steady(day)), ahead=7)
    for number in range(STORY):
        today = begin + timedelta(days=number)
        told = restated.get(number, {})
        for which, amount in told.items():
            known[begin + timedelta(days=which)] = None if amount is None else Decimal(amount)
        world.deliver(today, since=begin if told else None)
        world.forecast(today)
        if number not in without_run:
            world.settle(today)
    for month in ("2026-07", "2026-08"):
        note_correction(world, month, noon(last))
    world.deliver(last, since=begin)
    for _ in range(2):
        world.settle(last)

    assert world.ledger().months == from_scratch(world)
    assert len(world.rows()) == STORY
    for row in world.rows():
        told_of = (world.came(row.first_day + timedelta(days=i)) for i in range(7))
        cost = sum(abs(amount) for amount in told_of if amount is not None)
        assert row.scores[Horizon.DAYS_7].cost == cost


def note_correction(world: World, month: str, noted_at: datetime) -> None:
    correction = Correction(
        source="cost_explorer",
        currency="USD",
        month=month,
        changes=(MetricChange(metric=Metric.EFFECTIVE, before=Decimal(1), after=Decimal(2)),),
        noted_at=noted_at,
        after_close=True,
    )
    records.corrections(world.control).put(correction, records.correction_sort(correction), "USD")
