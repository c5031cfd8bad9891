"""Which events and files a report is about."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.period import Window
from costgov.pipeline import records
from costgov.pipeline.reporting.anomaly_rows import anomaly_rows, badges, largest
from costgov.pipeline.reporting.completeness import imports_of

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.reporting.demo_insights import anomaly
from tests.unit.reporting.demo_run import IMPORT

WINDOW = Window(date(2026, 9, 1), date(2026, 10, 21))


def store_with(*starts: tuple[date, date, bool]) -> InMemoryDocumentStore:
    """Events by first day, last day and whether they are open; a page holds two of them."""
    results = InMemoryDocumentStore(page_size=2)
    for number, (start, end, ongoing) in enumerate(starts):
        impact = Decimal(100 + number)
        event = anomaly(id=f"e{number}", start=start, end=end, ongoing=ongoing, impact=impact)
        records.anomalies(results).put(event, records.anomaly_sort(event), "USD")
    return results


def test_recent_and_open_events_are_shown_whatever_page_they_are_on() -> None:
    results = store_with(
        (date(2026, 4, 1), date(2026, 10, 20), True),
        (date(2026, 7, 1), date(2026, 10, 20), True),
        (date(2026, 7, 2), date(2026, 7, 3), False),
        (date(2026, 8, 28), date(2026, 9, 1), False),
        (date(2026, 10, 2), date(2026, 10, 2), False),
        (date(2026, 10, 21), date(2026, 10, 22), True),
    )
    rows = anomaly_rows(results, InMemoryDocumentStore(), "USD", WINDOW)
    assert [(row.number, row.event.id) for row in rows] == [(1, "e4"), (2, "e3"), (3, "e1")]
    assert anomaly_rows(results, InMemoryDocumentStore(), "EUR", WINDOW) == ()


def test_the_largest_is_an_open_one() -> None:
    day = date(2026, 10, 2)
    rows = anomaly_rows(
        store_with((day, day, True), (day, day, False)), InMemoryDocumentStore(), "USD", WINDOW
    )
    found = largest(rows)
    assert found
    assert found.event.id == "e0"


def test_many_events_of_one_day_share_a_badge() -> None:
    day = date(2026, 10, 2)
    rows = anomaly_rows(
        store_with(*[(day, day, False)] * 5), InMemoryDocumentStore(), "USD", WINDOW
    )
    assert badges(rows) == {day: "1\u20135"}


@pytest.mark.parametrize(
    ("days", "arrived", "shown"),
    [
        ((date(2026, 9, 26), date(2026, 10, 2)), date(2026, 8, 1), True),
        ((date(2026, 7, 1), date(2026, 7, 31)), date(2026, 8, 1), False),
        ((date(2026, 7, 1), date(2026, 7, 31)), date(2026, 10, 5), True),
        ((None, None), date(2026, 8, 1), False),
        ((None, None), date(2026, 10, 5), True),
    ],
)
def test_files_of_these_days_or_that_came_in_since_are_listed(
    days: tuple[date | None, date | None], arrived: date, *, shown: bool
) -> None:
    control = InMemoryDocumentStore()
    at = datetime(arrived.year, arrived.month, arrived.day, tzinfo=UTC) + timedelta(hours=3)
    update = {"first_day": days[0], "last_day": days[1], "finished_at": at}
    records.imports(control).put(IMPORT.model_copy(update=update), IMPORT.object_key)
    assert bool(imports_of(control, WINDOW)) is shown
