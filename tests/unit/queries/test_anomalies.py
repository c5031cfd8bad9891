"""Which anomalies are told: by state, severity, days and series, in the order asked for."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from costgov.domain.insights import AnomalyEvent
from costgov.errors import NotFound
from costgov.pipeline.commands.feedback import FeedbackCommand, give_feedback
from costgov.pipeline.queries.anomalies import AnomalyQuestion, cost_anomalies, event_of

from tests.fakes.trail import caller
from tests.unit.queries.known import LAST_DAY, FakeStores, anomaly, days_of, put_anomalies

WHO = caller("arn:aws:iam::111122223333:user/ann", datetime(2026, 10, 20, 9, tzinfo=UTC))


def numbered(number: int, **changed: object) -> AnomalyEvent:
    """An event that began on that day of October."""
    found = anomaly(date(2026, 10, number), number)
    return found.model_copy(update=changed)


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1"], LAST_DAY))
    put_anomalies(
        known,
        [
            numbered(1, severity="high", impact=Decimal("-900")),
            numbered(2, ongoing=True, impact=Decimal("99.5")),
            numbered(3, severity="low", dimension="account", value="111122223333"),
            numbered(4, planned_by="sale", impact=Decimal(1000)),
            numbered(5, ongoing=True),
        ],
    )
    give_feedback(
        stores=known.read, command=FeedbackCommand(id="0005", verdict="wrong"), caller=WHO
    )
    return known


def asked(stores: FakeStores, **question: object) -> list[int]:
    answer = cost_anomalies(stores.read, AnomalyQuestion.model_validate(question))
    return [int(event.id) for event in answer.anomalies]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"state": "open"}, [2]),
        ({"state": "over"}, [3, 1]),
        ({"state": "planned"}, [4]),
        ({"state": "wrong"}, [5]),
        ({"state": "real"}, []),
        ({"severity": "high"}, [1]),
        ({"severity": "medium"}, [5, 4, 2, 1]),
        ({"dimension": "account"}, [3]),
        ({"dimension": "service", "value": "AmazonS3"}, []),
        ({"start": "2026-10-02", "end": "2026-10-04"}, [3, 2]),
        ({"sort": "impact"}, [4, 1, 2, 5, 3]),
        ({"sort": "impact", "state": "over"}, [1, 3]),
    ],
    ids=str,
)
def test_only_what_was_asked_for_is_told(
    stores: FakeStores, question: dict[str, object], told: list[int]
) -> None:
    assert asked(stores, **question) == told


@pytest.mark.parametrize("sort", ["start", "impact"])
def test_pages_go_on_in_the_order_asked_for(stores: FakeStores, sort: str) -> None:
    whole, seen, token = asked(stores, sort=sort), [], None
    while True:
        question = AnomalyQuestion.model_validate(
            {"sort": sort, "limit": 2, **({"page_token": token} if token else {})}
        )
        answer = cost_anomalies(stores.read, question)
        seen += [int(event.id) for event in answer.anomalies]
        if (token := answer.next_page) is None:
            break
    assert seen == whole


def test_an_event_is_found_by_its_id_whatever_its_currency(stores: FakeStores) -> None:
    assert event_of(stores.read, "0003").dimension == "account"
    with pytest.raises(NotFound, match="there is no anomaly 0009"):
        event_of(stores.read, "0009")
