"""What a cost question is answered with when it asks what was known earlier."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.costs import ChargeCategory
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.queries.breakdown import BreakdownQuestion, cost_breakdown
from costgov.pipeline.queries.history import CostHistory, HistoryQuestion, cost_history
from pydantic import ValidationError

from tests.unit.queries.known import FakeStores, Line, days_of

FIRST = date(2026, 10, 1)
SECOND_AT = datetime(2026, 10, 3, 6, tzinfo=UTC)
THIRD_AT = datetime(2026, 10, 4, 6, tzinfo=UTC)


@pytest.fixture
def stores() -> FakeStores:
    """Read on the 3rd, and on the 4th with a day more and the first day restated."""
    stores = FakeStores.empty()
    stores.bill(days_of("EC2", ["1", "2"], FIRST), at=SECOND_AT)
    stores.bill(days_of("EC2", ["1.5", "2", "4"], FIRST) + support(), at=THIRD_AT)
    return stores


def support() -> list[Line]:
    return [("Support", FIRST, ChargeCategory.ADJUSTMENT, Decimal(10))]


def history(stores: FakeStores, **asked: object) -> CostHistory:
    return cost_history(stores.read, HistoryQuestion.model_validate(asked))


def test_without_an_instant_the_answer_is_what_is_known_now(stores: FakeStores) -> None:
    assert history(stores).total == Decimal("17.5")
    assert history(stores).as_of is None


def test_as_of_a_day_means_its_end_in_utc(stores: FakeStores) -> None:
    answer = history(stores, as_of="2026-10-03")

    assert answer.total == Decimal(3)
    assert answer.end == date(2026, 10, 3), "the third was not known yet"
    assert answer.data_as_of == "2026-10-03T06:00:00.000000Z"
    assert answer.as_of == datetime(2026, 10, 3, 23, 59, 59, 999999, UTC)
    assert history(stores, as_of="2026-10-04").total == Decimal("17.5")


def test_as_of_an_instant_tells_before_from_after(stores: FakeStores) -> None:
    just_before = (THIRD_AT - timedelta(microseconds=1)).isoformat()

    assert history(stores, as_of=just_before).total == Decimal(3)
    assert history(stores, as_of=THIRD_AT.isoformat()).total == Decimal("17.5")


def test_values_that_came_later_are_not_there(stores: FakeStores) -> None:
    question = BreakdownQuestion.model_validate({"dimension": "service", "as_of": "2026-10-03"})
    answer = cost_breakdown(stores.read, question)

    assert [(value.value, value.amount) for value in answer.values] == [("EC2", Decimal(3))]


def test_before_the_first_delivery_nothing_was_known(stores: FakeStores) -> None:
    with pytest.raises(NotFound, match=r"no cost was stored by 2026-10-02T23:59"):
        history(stores, as_of="2026-10-02")


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-10-03T06:00:00", "0001-01-01T00:00:00+14:00", "20261003", ""]
)
def test_what_is_neither_a_day_nor_an_instant_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="as_of"):
        HistoryQuestion.model_validate({"as_of": text})


def test_the_first_year_of_the_calendar_is_before_everything(stores: FakeStores) -> None:
    with pytest.raises(NotFound, match="was stored by 0001-01-01"):
        history(stores, as_of="0001-01-01")


def test_a_page_of_an_earlier_instant_outlives_a_restatement(stores: FakeStores) -> None:
    asked = {"group_by": "service", "limit": 1, "as_of": "2026-10-04"}
    first = history(stores, **asked)
    now = history(stores, group_by="service", limit=1)
    stores.bill(days_of("EC2", ["50"], FIRST), at=THIRD_AT + timedelta(days=1))

    second = history(stores, **asked, page_token=first.next_page)

    assert [series.value for series in (*first.series, *second.series)] == ["Support", "EC2"]
    with pytest.raises(InvalidInput, match="data has changed"):
        history(stores, group_by="service", limit=1, page_token=now.next_page)
    with pytest.raises(ValueError, match="another request"):
        history(stores, group_by="service", limit=1, page_token=first.next_page)


def test_a_page_token_ends_with_the_data_even_within_one_instant(stores: FakeStores) -> None:
    first = history(stores, group_by="service", limit=1)
    stores.bill(days_of("EC2", ["50"], FIRST) + support(), at=THIRD_AT)

    with pytest.raises(InvalidInput, match="data has changed"):
        history(stores, group_by="service", limit=1, page_token=first.next_page)


def test_a_dimension_that_lags_says_how_far_it_goes(stores: FakeStores) -> None:
    stores.bill(days_of("Azure", ["7"], FIRST), source="azure", at=SECOND_AT, dimensions=["total"])

    by_service = history(stores, group_by="service")

    assert by_service.sources == ("cost_explorer",)
    assert history(stores).sources == ("azure", "cost_explorer")
