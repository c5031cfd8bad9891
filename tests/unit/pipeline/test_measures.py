"""Daily values of measures: kept by month, never a zero that nobody measured, no writer lost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.daily_values import by_month, joined, packed, unpacked
from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.period import Month, Window
from costgov.errors import InvalidInput, VersionConflict
from costgov.pipeline.measure_store import keep_values, last_day, stored_values
from costgov.pipeline.measures import daily_frame
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.fakes.stores import InMemoryDocumentStore

NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
AUTUMN = Window(date(2026, 9, 1), date(2026, 11, 1))

values = st.dictionaries(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    max_size=40,
)


@given(values)
def test_values_come_back_from_their_months_digit_for_digit(
    measured: dict[date, Decimal],
) -> None:
    months = by_month(measured)

    again = joined(unpacked(packed(found), month) for month, found in months.items())

    assert again == measured


@given(values, values)
def test_later_values_replace_those_of_the_same_day_only(
    first: dict[date, Decimal], second: dict[date, Decimal]
) -> None:
    results = InMemoryDocumentStore()
    for measured in (first, second):
        keep_values(results, "orders", measured, NOW)

    window = Window(date(2024, 1, 1), date(2028, 1, 1))

    assert stored_values(results, "orders", window) == first | second


def test_text_of_another_month_is_refused() -> None:
    with pytest.raises(InvalidInput, match="2026-02"):
        unpacked("30=1", Month(2026, 2))


def test_a_day_nobody_measured_is_missing_in_the_frame() -> None:
    results = InMemoryDocumentStore()
    measured = {date(2026, 9, 30): Decimal(7), date(2026, 10, 2): Decimal("7.5")}
    keep_values(results, "orders", measured, NOW)

    frame = daily_frame(results, "orders", AUTUMN)

    assert frame["unique_id"].tolist() == ["orders", "orders"]
    assert frame["ds"].dt.strftime("%m-%d").tolist() == ["09-30", "10-02"]
    assert frame["y"].tolist() == [7, 7.5]
    assert last_day(results, "orders") == date(2026, 10, 2)


def test_a_measure_without_values_is_an_empty_frame() -> None:
    frame = daily_frame(InMemoryDocumentStore(), "orders", AUTUMN)

    assert frame.empty
    assert str(frame["ds"].dtype) == "datetime64[us]"


def test_the_same_values_again_write_nothing() -> None:
    results = InMemoryDocumentStore()
    measured = {date(2026, 9, 30): Decimal(7), date(2026, 10, 2): Decimal(8)}
    keep_values(results, "orders", measured, NOW, "arn:aws:iam::1:user/ann")
    writes = results.writes

    kept = keep_values(results, "orders", measured, NOW + timedelta(days=1), "someone else")

    assert results.writes == writes == 2
    assert [one.sent_by for one in kept] == ["arn:aws:iam::1:user/ann"] * 2


@dataclass
class Contended(InMemoryDocumentStore):
    """Somebody else writes a day of the month just before each of the first writes."""

    conflicts: int = 1

    def put(
        self,
        pk: str,
        sk: str,
        body: str,
        *,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        if self.conflicts > 0 and if_version is not None:
            self.conflicts -= 1
            other = body.replace('"1=', '"2=')
            super().put(pk, sk, other)
        return super().put(pk, sk, body, if_version=if_version, expires_at=expires_at)


def test_two_who_push_at_once_lose_nothing() -> None:
    results = Contended()

    keep_values(results, "orders", {date(2026, 10, 1): Decimal(5)}, NOW)

    assert set(stored_values(results, "orders", AUTUMN)) == {date(2026, 10, 1), date(2026, 10, 2)}


def test_without_end_of_a_race_the_conflict_is_told() -> None:
    with pytest.raises(VersionConflict):
        keep_values(Contended(conflicts=99), "orders", {date(2026, 10, 1): Decimal(5)}, NOW)


def test_what_a_measure_must_not_reach_is_its_threshold_or_a_share_of_its_limit() -> None:
    plain = Measure(name="orders", unit="orders", kind="business")
    assert plain.critical is None
    limited = plain.model_copy(update={"limit": Decimal(200)})
    assert limited.critical == 160
    assert limited.model_copy(update={"threshold": Decimal(150)}).critical == 150


def test_a_share_of_an_unknown_limit_is_refused() -> None:
    with pytest.raises(ValidationError, match="no limit"):
        Measure(name="orders", unit="orders", kind="business", target_percent=Decimal(60))


@pytest.mark.parametrize("statistic", ["average", "p101", "IQM"])
def test_a_statistic_cloudwatch_does_not_know_is_refused(statistic: str) -> None:
    with pytest.raises(ValidationError, match="statistic"):
        CloudWatchSource(
            account="111122223333",
            region="us-east-1",
            namespace="Shop",
            metric="Orders",
            statistic=statistic,
        )
