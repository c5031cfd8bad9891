"""The daily cap on paid requests holds across invocations and writers."""

from datetime import UTC, datetime

import pytest
from costgov.domain.documents import Document
from costgov.errors import RequestCapReached, VersionConflict
from costgov.pipeline.request_budget import RequestBudget

from tests.fakes.sources import FakeTime
from tests.fakes.stores import InMemoryDocumentStore


def budget(control: InMemoryDocumentStore, time: FakeTime, cap: int = 3) -> RequestBudget:
    return RequestBudget(control, "cost_explorer", cap, time.clock)


@pytest.mark.fault_case(41)
def test_the_cap_holds_over_several_invocations() -> None:
    control, time = InMemoryDocumentStore(), FakeTime()
    for _ in range(3):
        budget(control, time).reserve()

    with pytest.raises(RequestCapReached, match="cap of 3 requests a day"):
        budget(control, time).reserve()

    assert budget(control, time).used() == 3


def test_a_new_utc_day_starts_at_nothing() -> None:
    control, time = InMemoryDocumentStore(), FakeTime(datetime(2026, 10, 20, 23, 59, tzinfo=UTC))
    for _ in range(3):
        budget(control, time).reserve()

    time.now = datetime(2026, 10, 21, tzinfo=UTC)
    budget(control, time).reserve()

    assert budget(control, time).used() == 1


class Contended(InMemoryDocumentStore):
    """Somebody else counts between our read and our write, `rivals` times."""

    rivals = 0

    def get(self, pk: str, sk: str) -> Document | None:
        found = super().get(pk, sk)
        if found is not None and self.rivals:
            self.rivals -= 1
            body = found.body.replace('"requests":1', '"requests":2')
            self.put(pk, sk, body)
        return found


def test_a_request_counted_by_another_at_the_same_time_is_not_lost() -> None:
    control, time = Contended(), FakeTime()
    budget(control, time).reserve()
    control.rivals = 1

    budget(control, time).reserve()

    assert budget(control, time).used() == 3


def test_endless_contention_is_not_an_unpaid_request() -> None:
    control, time = Contended(), FakeTime()
    budget(control, time).reserve()
    control.rivals = 1000

    with pytest.raises(VersionConflict):
        budget(control, time).reserve()


@pytest.mark.fault_case(41)
def test_counting_a_request_takes_one_write() -> None:
    control, time = InMemoryDocumentStore(), FakeTime()

    budget(control, time).reserve()
    budget(control, time).reserve()

    assert control.writes == 2
    assert budget(control, time).left() == 1


@pytest.mark.fault_case(41)
def test_a_cap_that_was_lowered_leaves_nothing_and_not_less() -> None:
    control, time = InMemoryDocumentStore(), FakeTime()
    for _ in range(3):
        budget(control, time).reserve()

    assert budget(control, time, cap=2).left() == 0
