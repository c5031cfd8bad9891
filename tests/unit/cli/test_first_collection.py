"""What the first collection costs is said before it starts, and no longer once it is over."""

from datetime import UTC, date, datetime
from decimal import Decimal

from costgov.domain.cost_queries import BackFill, first_collection_cost
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline import records

from cli.first_collection import announcement
from tests.fakes.stores import InMemoryDocumentStore

COST = first_collection_cost(8, 200)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)


def control(*, finished: bool) -> InMemoryDocumentStore:
    store = InMemoryDocumentStore()
    begun = BackFill(
        source=COST_EXPLORER,
        start=date(2025, 9, 1),
        queries=8,
        usd_at_least=Decimal("0.08"),
        daily_request_cap=200,
        began_at=NOW,
        finished_at=NOW if finished else None,
    )
    records.back_fills(store).put(begun, COST_EXPLORER)
    return store


def test_requests_and_price_are_named_before_anything_was_read() -> None:
    assert announcement(InMemoryDocumentStore(), COST) == (
        "The first collection reads 13 months from Cost Explorer: at least 8 Cost Explorer"
        " requests ($0.08), one more for every further page, tag and cost category; at most 200 a"
        " day ($2.00)."
    )


def test_a_first_collection_that_the_cap_ended_goes_on() -> None:
    said = announcement(control(finished=False), COST)

    assert said is not None
    assert said.startswith("The first collection, back to 2025-09-01, goes on: at least 8")


def test_afterwards_nothing_is_said() -> None:
    assert announcement(control(finished=True), COST) is None


def test_billing_files_cost_no_request() -> None:
    assert announcement(InMemoryDocumentStore(), "") is None
