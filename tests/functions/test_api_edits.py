"""Edits say what they are based on, so that none undoes what its caller has not seen."""

import json

import pytest
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from costgov.errors import NotFound, VersionConflict

from functions.api.preconditions import PreconditionRequired
from functions.api.problems import InvalidParameters
from functions.api.resource import Endpoint, answered
from tests.functions import notes
from tests.functions.api_requests import event, gate_of
from tests.unit.queries.known import FakeStores


@pytest.fixture
def stores() -> FakeStores:
    return FakeStores.empty()


def ask(
    stores: FakeStores, endpoint: Endpoint, text: str | None = None, **headers: str
) -> Response[str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = None if text is None else json.dumps({"text": text})
    context = {"stores": lambda: stores.read, "gate": lambda: gate_of(stores)}
    request = event(
        "/v1/notes/rent",
        method=endpoint.method,
        headers={"content-type": "application/json", **named},
        body=body,
    )
    return answered(endpoint, APIGatewayProxyEventV2(request), context)


def tag_of(reply: Response[str]) -> str:
    return str(reply.headers["ETag"])


def test_what_is_made_can_be_seen_changed_and_removed(stores: FakeStores) -> None:
    made = ask(stores, notes.PUT, "high", if_none_match="*")
    seen = ask(stores, notes.READ)
    changed = ask(stores, notes.PUT, "low", if_match=tag_of(seen))
    removed = ask(stores, notes.REMOVE, if_match=tag_of(changed))

    assert [one.status_code for one in (made, seen, changed, removed)] == [201, 200, 200, 204]
    assert tag_of(made) == tag_of(seen) != tag_of(changed)
    assert json.loads(changed.body or "")["text"] == "low"
    assert removed.body == ""
    with pytest.raises(NotFound):
        ask(stores, notes.READ)


def test_what_the_caller_has_is_not_sent_again(stores: FakeStores) -> None:
    made = ask(stores, notes.PUT, "high", if_none_match="*")

    assert ask(stores, notes.READ, if_none_match=tag_of(made)).status_code == 304


def test_of_two_who_saw_the_same_only_the_first_changes_it(stores: FakeStores) -> None:
    seen = tag_of(ask(stores, notes.PUT, "high", if_none_match="*"))
    ask(stores, notes.PUT, "low", if_match=seen)

    with pytest.raises(VersionConflict):
        ask(stores, notes.PUT, "lower", if_match=seen)
    with pytest.raises(VersionConflict):
        ask(stores, notes.REMOVE, if_match=seen)
    with pytest.raises(VersionConflict):
        ask(stores, notes.PUT, "new", if_none_match="*")
    assert json.loads(ask(stores, notes.READ).body or "")["text"] == "low"


def test_the_revision_alone_or_whatever_there_is_will_do(stores: FakeStores) -> None:
    made = ask(stores, notes.PUT, "high", if_none_match="*")
    revision = json.loads(made.body or "")["revision"]

    assert ask(stores, notes.PUT, "low", if_match=revision).status_code == 200
    assert ask(stores, notes.PUT, "lower", if_match="*").status_code == 200


@pytest.mark.parametrize("endpoint", [notes.PUT, notes.REMOVE], ids=lambda one: one.method)
def test_an_edit_that_is_based_on_nothing_said_is_refused(
    stores: FakeStores, endpoint: Endpoint
) -> None:
    with pytest.raises(PreconditionRequired, match="If-Match"):
        ask(stores, endpoint, "high")


def test_a_removal_is_never_based_on_nothing(stores: FakeStores) -> None:
    with pytest.raises(PreconditionRequired):
        ask(stores, notes.REMOVE, if_none_match="*")


@pytest.mark.parametrize(
    "headers",
    [
        {"if_match": '"a", "b"'},
        {"if_match": ""},
        {"if_match": "ü"},
        {"if_none_match": '"a"'},
        {"if_match": "*", "if_none_match": "*"},
    ],
)
def test_a_condition_that_cannot_be_read_is_named(
    stores: FakeStores, headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidParameters, match="If-"):
        ask(stores, notes.PUT, "high", **headers)
