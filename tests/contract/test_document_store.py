"""The in-memory and the DynamoDB document store behave alike."""

import random
import string
from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import ANY, Stubber
from costgov.domain.documents import Page
from costgov.errors import StoreError, VersionConflict
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.ports import DocumentStore
from moto import mock_aws

from tests.fakes.stores import InMemoryDocumentStore
from tests.fakes.tables import create_table


@pytest.fixture(params=["dynamo", "in-memory"])
def store(request: pytest.FixtureRequest) -> Iterator[DocumentStore]:
    if request.param == "in-memory":
        yield InMemoryDocumentStore()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "control")
        yield DynamoDocumentStore(client, "control")


def test_a_document_is_read_back_with_its_version(store: DocumentStore) -> None:
    assert store.put("run", "a", '{"x":1}') == 1
    assert store.put("run", "a", '{"x":2}') == 2

    document = store.get("run", "a")
    assert document is not None
    assert (document.body, document.version) == ('{"x":2}', 2)
    assert store.get("run", "b") is None


def test_only_the_first_of_two_writers_wins(store: DocumentStore) -> None:
    store.put("run", "a", "{}", if_version=0)
    with pytest.raises(VersionConflict):
        store.put("run", "a", "{}", if_version=0)

    store.put("run", "a", "{}", if_version=1)
    with pytest.raises(VersionConflict):
        store.put("run", "a", "{}", if_version=1)


def test_a_large_document_survives(store: DocumentStore) -> None:
    body = '{"x":"' + "ü" * 200_000 + '"}'
    store.put("report", "a", body)

    document = store.get("report", "a")
    assert document is not None
    assert document.body == body


def test_pages_follow_each_other_in_both_directions(store: DocumentStore) -> None:
    for name in "abcde":
        store.put("run", name, "{}")

    def walk(*, newest_first: bool) -> list[str]:
        names: list[str] = []
        after = None
        while True:
            page = store.query("run", newest_first=newest_first, after=after, limit=2)
            names += [document.sk for document in page.documents]
            after = page.next_after
            if after is None:
                return names

    assert walk(newest_first=False) == list("abcde")
    assert walk(newest_first=True) == list("edcba")


def test_a_prefix_selects(store: DocumentStore) -> None:
    for name in ("2026-09-30#x", "2026-10-01#y"):
        store.put("anomaly", name, "{}")

    page = store.query("anomaly", prefix="2026-10")
    assert [document.sk for document in page.documents] == ["2026-10-01#y"]


@pytest.mark.parametrize(
    ("after", "newest_first", "names"),
    [
        ("2026-09", False, ["2026-10#a", "2026-10#b"]),
        ("2026-11", False, []),
        ("2026-09", True, []),
        ("2026-11", True, ["2026-10#b", "2026-10#a"]),
        ("2026-10#a", False, ["2026-10#b"]),
    ],
)
def test_a_place_outside_a_prefix_is_before_or_after_all_of_it(
    store: DocumentStore, *, after: str, newest_first: bool, names: list[str]
) -> None:
    for name in ("2026-10#a", "2026-10#b"):
        store.put("anomaly", name, "{}")

    page = store.query("anomaly", prefix="2026-10", after=after, newest_first=newest_first)
    assert [document.sk for document in page.documents] == names


def test_dynamodb_is_never_asked_to_begin_outside_of_what_is_asked_for() -> None:
    """It refuses that, which no stand-in does."""
    client = boto3.client("dynamodb", region_name="us-east-1")
    with Stubber(client) as stub:
        asked = {
            "TableName": "control",
            "ScanIndexForward": True,
            "KeyConditionExpression": ANY,
            "ExpressionAttributeValues": ANY,
        }
        stub.add_response("query", {"Items": []}, asked)
        page = DynamoDocumentStore(client, "control").query("anomaly", prefix="b", after="a")
    assert page == Page((), None)


def test_delete_forgets_and_may_be_repeated(store: DocumentStore) -> None:
    store.put("run", "a", "{}")
    store.delete("run", "a")
    store.delete("run", "a")

    assert store.get("run", "a") is None


def test_only_the_version_that_was_seen_is_removed(store: DocumentStore) -> None:
    store.put("run", "a", "{}")
    store.put("run", "a", "{}")
    for version in (1, 3):
        with pytest.raises(VersionConflict):
            store.delete("run", "a", if_version=version)
    store.delete("run", "a", if_version=2)

    with pytest.raises(VersionConflict):
        store.delete("run", "a", if_version=2)


def test_a_document_made_anew_is_another_revision(store: DocumentStore) -> None:
    def written(body: str) -> str:
        store.put("run", "a", body)
        document = store.get("run", "a")
        assert document is not None
        return document.revision

    first, second = written('{"x":1}'), written('{"x":1}')
    store.delete("run", "a")

    assert len({first, second, written('{"x":2}')}) == 3


def test_a_document_over_the_item_limit_is_refused_not_cut() -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "control")
        store = DynamoDocumentStore(client, "control")
        noise = "".join(random.Random(1).choices(string.printable, k=700_000))
        with pytest.raises(StoreError, match="400 KB"):
            store.put("run", "a", noise)


def test_a_missing_table_is_a_store_error() -> None:
    with mock_aws():
        store = DynamoDocumentStore(boto3.client("dynamodb"), "nowhere")
        with pytest.raises(StoreError, match="read nowhere: ResourceNotFoundException"):
            store.get("run", "a")
