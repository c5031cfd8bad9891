"""Page tokens are opaque, bound to their question, and refused when they are anything else."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput
from costgov.pipeline.queries.anomalies import AnomalyQuestion, cost_anomalies
from costgov.pipeline.queries.history import HistoryQuestion, cost_history
from costgov.pipeline.queries.pages import Paged, fitting
from costgov.pipeline.queries.runs import ImportsQuestion, RunsQuestion, list_runs
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.queries.known import (
    LAST_DAY,
    READ_AT,
    FakeStores,
    anomaly,
    days_of,
    put_anomalies,
    put_run,
    run_of,
)


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode()


@given(st.text(min_size=1, max_size=200))
def test_a_token_gives_back_the_position_it_was_made_of(position: str) -> None:
    token = RunsQuestion().token(position)
    assert RunsQuestion(page_token=token, limit=3).position(1) == (position,)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "%",
        "not base64!",
        "é",
        "AAAA",
        encoded([]),
        encoded({}),
        encoded("text"),
        encoded(7),
        encoded(None),
        encoded([1, "x"]),
        encoded(["", "x"]),
        encoded(["0123456789abcdef", "x" * 1025]),
        encoded(["0123456789abcdef", "\ud800"]),
        "Ww" * 1000,
        urlsafe_b64encode(b"[" * 1500).decode(),
    ],
)
def test_a_garbled_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="page_token"):
        Paged(page_token=token).position(1)


def test_a_token_of_another_question_is_refused() -> None:
    token = RunsQuestion().token("daily-2026-10-19")
    with pytest.raises(ValueError, match="another request"):
        ImportsQuestion(page_token=token).position(1)
    asked = AnomalyQuestion(state="over").token("x")
    with pytest.raises(ValueError, match="another request"):
        AnomalyQuestion(state="open", page_token=asked).position(1)


def test_a_token_does_not_outlive_a_restatement() -> None:
    stores = FakeStores.empty()
    bill = days_of("a", ["1"], LAST_DAY) + days_of("b", ["2"], LAST_DAY)
    stores.bill(bill)
    page = cost_history(stores.read, HistoryQuestion(group_by="service", limit=1))
    stores.bill(bill[:1], at=READ_AT + timedelta(days=1))
    with pytest.raises(InvalidInput, match="data has changed since"):
        cost_history(
            stores.read, HistoryQuestion(group_by="service", limit=1, page_token=page.next_page)
        )


@pytest.mark.parametrize("offset", ["-1", "x", "2", "1e3", "٣", "9" * 20])
def test_an_offset_of_ones_own_making_is_refused(offset: str) -> None:
    stores = FakeStores.empty()
    stores.bill(days_of("a", ["1"], LAST_DAY) + days_of("b", ["2"], LAST_DAY))
    question = HistoryQuestion(group_by="service")
    forged = question.token("2026-10-20T06:00:00.000000Z", offset)
    with pytest.raises(InvalidInput, match="page_token"):
        cost_history(stores.read, HistoryQuestion(group_by="service", page_token=forged))


class Text(Frozen):
    """An item of a known size."""

    text: str


def test_a_page_ends_before_it_is_too_large_but_never_empty() -> None:
    large = [Text(text="x" * 400_000)] * 3
    assert len(fitting(large)) == 2
    assert len(fitting(large, taken=600_000)) == 1
    assert len(fitting([Text(text="x" * 2_000_000)])) == 1


def test_runs_come_newest_first_each_once_across_pages() -> None:
    stores = FakeStores.empty()
    days = [LAST_DAY - timedelta(days=n) for n in range(7)]
    for day in days:
        put_run(stores, run_of(day))
    found: list[date] = []
    token: str | None = None
    while True:
        page = list_runs(stores.read, RunsQuestion(limit=3, page_token=token))
        found += [run.as_of for run in page.runs]
        if (token := page.next_page) is None:
            break
    assert found == days


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=15),
    st.integers(1, 4),
    st.integers(1, 5),
    st.sampled_from(["open", "over", None]),
)
def test_anomaly_pages_hold_exactly_what_was_asked_for(
    events: list[tuple[int, bool]], limit: int, page_size: int, state: str | None
) -> None:
    stores = FakeStores.empty()
    stores.results.page_size = page_size
    stores.bill(days_of("a", ["1"], LAST_DAY))
    first = datetime(2026, 9, 1, tzinfo=UTC).date()
    all_events = [
        anomaly(first + timedelta(days=day), number, ongoing=ongoing)
        for number, (day, ongoing) in enumerate(events)
    ]
    put_anomalies(stores, all_events)
    window = {"start": first + timedelta(days=5), "end": first + timedelta(days=15)}
    expected = sorted(
        (
            (event.start, event.id)
            for event in all_events
            if window["start"] <= event.start < window["end"]
            and (state is None or event.ongoing == (state == "open"))
        ),
        reverse=True,
    )
    found: list[tuple[date, str]] = []
    token: str | None = None
    while True:
        question = AnomalyQuestion.model_validate(
            window | {"limit": limit, "state": state, "page_token": token}
        )
        page = cost_anomalies(stores.read, question)
        assert len(page.anomalies) <= limit
        found += [(event.start, event.id) for event in page.anomalies]
        if (token := page.next_page) is None:
            break
    assert found == expected
