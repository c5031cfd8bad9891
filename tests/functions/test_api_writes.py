"""What people tell the API: who said it is the signature's, and nobody's word is lost."""

from datetime import date

import pytest
from costgov.errors import VersionConflict
from costgov.pipeline import records

from tests.functions.api_requests import event, get, post, posted, send
from tests.functions.test_api_problems import assert_problem
from tests.unit.queries.known import LAST_DAY, FakeStores, anomaly, days_of, put_anomalies

PATH = "/v1/anomalies/0001/feedback"
VIEWER = "arn:aws:iam::111122223333:user/viewer"


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1"], LAST_DAY))
    put_anomalies(known, [anomaly(date(2026, 10, 7), 1)])
    return known


def test_feedback_is_stored_with_who_gave_it(stores: FakeStores) -> None:
    reply = post(stores, PATH, {"verdict": "planned", "note": " load test "})

    assert reply.status == 201
    assert reply.json["event_id"] == "0001"
    [entry] = reply.json["history"]
    assert (entry["verdict"], entry["note"], entry["who"]) == ("planned", "load test", VIEWER)
    [stored] = records.anomaly_feedback(stores.control).all()
    assert stored.latest.who == VIEWER


def test_a_second_thought_is_added_and_the_same_one_is_not(stores: FakeStores) -> None:
    post(stores, PATH, {"verdict": "planned"})
    post(stores, PATH, {"verdict": "real", "note": "it was not"})
    again = post(stores, PATH, {"verdict": "real", "note": "it was not"})

    assert again.status == 201
    assert [entry["verdict"] for entry in again.json["history"]] == ["planned", "real"]


def test_there_is_no_feedback_on_what_is_not_there(stores: FakeStores) -> None:
    problem = assert_problem(post(stores, "/v1/anomalies/0002/feedback", {"verdict": "real"}), 404)
    assert problem["detail"] == "there is no anomaly 0002"


def test_two_at_the_same_moment_are_told_so(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_where: str, **_how: object) -> int:
        raise VersionConflict("anomaly-feedback/0001 was written by somebody else")

    monkeypatch.setattr(stores.control, "put", refuse)
    problem = assert_problem(post(stores, PATH, {"verdict": "real"}), 409)
    assert "look again" in problem["detail"]


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({}, "verdict"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "real", "note": "x" * 1_001}, "note"),
        ({"verdict": "real", "note": "\ud800"}, "note"),
        ({"verdict": "real", "who": "somebody else"}, "who"),
        ({"verdict": "real", "id": "0001"}, "id"),
    ],
)
def test_a_bad_field_is_named(stores: FakeStores, fields: object, parameter: str) -> None:
    problem = assert_problem(post(stores, PATH, fields), 400)
    assert [found["parameter"] for found in problem["errors"]] == [parameter]


def test_a_write_takes_no_query(stores: FakeStores) -> None:
    request = posted(PATH, "{}") | {"rawQueryString": "verdict=real"}
    assert "query" in assert_problem(send(stores, request), 400)["detail"]


def test_only_the_declared_partitions_are_written(stores: FakeStores) -> None:
    before = set(stores.control.items)
    post(stores, PATH, {"verdict": "real"})
    written = {partition.partition("#")[0] for partition, _ in set(stores.control.items) - before}
    assert written == {"anomaly-feedback", "audit"}


def test_base64_is_read_as_well(stores: FakeStores) -> None:
    request = posted(PATH, "eyJ2ZXJkaWN0IjogIndyb25nIn0=") | {"isBase64Encoded": True}
    assert send(stores, request).json["history"][0]["verdict"] == "wrong"


def test_what_is_there_to_write_is_not_there_to_read(stores: FakeStores) -> None:
    assert get(stores, PATH).status == 405
    assert send(stores, event("/v1/anomalies", method="POST")).status == 405
