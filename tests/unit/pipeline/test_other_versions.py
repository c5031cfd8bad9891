"""A deployment that is under way, or taken back: items of other versions stay readable."""

import gzip
import inspect
import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_origin

import costgov.pipeline
import pytest
from costgov.errors import StoreError
from costgov.pipeline.records import Records, account_notices, budgets
from pydantic import BaseModel

from tests.fakes.stores import InMemoryDocumentStore

STORED = Path("tests/data/stored")
# Kinds that no version reads any more, and what came instead.
REPLACED = {"alert": "alert-open"}


def tables() -> Iterator[tuple[str, Records[Any]]]:
    """Every kind of record that any module of the pipeline declares, by kind."""
    packages = pkgutil.walk_packages(costgov.pipeline.__path__, "costgov.pipeline.")
    for module in (import_module(found.name) for found in packages):
        for _, function in inspect.getmembers(module, inspect.isfunction):
            returned = inspect.get_annotations(function).get("return")
            declared = get_origin(returned) is Records and function.__module__ == module.__name__
            if declared and len(inspect.signature(function).parameters) == 1:
                table = function(InMemoryDocumentStore())
                yield table.kind, table


KINDS = dict(tables())
SNAPSHOTS = [
    (path.name, kind, bodies)
    for path in sorted(STORED.glob("*.json.gz"))
    for kind, bodies in json.loads(gzip.decompress(path.read_bytes())).items()
]


@pytest.mark.fault_case(40)
@pytest.mark.parametrize(
    ("version", "kind", "bodies"), SNAPSHOTS, ids=lambda value: str(value)[:40]
)
def test_what_an_earlier_version_stored_is_read(version: str, kind: str, bodies: list[str]) -> None:
    if kind in REPLACED:
        assert REPLACED[kind] in KINDS, f"{kind} of {version} has no successor"
        assert kind not in KINDS, f"{kind} is read again: take it off the list"
        return
    table = KINDS[kind]
    for number, body in enumerate(bodies):
        table.store.put(table.partition(), str(number), body)
        stored = json.loads(table.get(str(number)).model_dump_json())
        assert _within(json.loads(body), stored), f"{kind} of {version} has lost a field"


@pytest.mark.fault_case(40)
@pytest.mark.parametrize(
    ("version", "kind", "bodies"), SNAPSHOTS, ids=lambda value: str(value)[:40]
)
def test_a_version_taken_back_leaves_out_what_the_newer_one_added(
    version: str, kind: str, bodies: list[str]
) -> None:
    if kind in REPLACED:
        return
    table = KINDS[kind]
    table.store.put(table.partition(), "old", bodies[0])
    table.store.put(table.partition(), "new", json.dumps(_with_additions(json.loads(bodies[0]))))

    assert table.get("new") == table.get("old")


@pytest.mark.fault_case(40)
def test_what_cannot_be_read_at_all_says_where_and_is_no_crash() -> None:
    table = budgets(InMemoryDocumentStore())
    table.store.put(table.partition(), "all", '{"id": "all", "amount": "a lot"}')

    with pytest.raises(StoreError, match="budget 'all' was stored by another version: amount"):
        table.get("all")


def test_every_kind_has_one_model() -> None:
    """Two tables of one kind would read each other's items."""
    seen: dict[str, type[BaseModel]] = {}
    for kind, table in tables():
        assert seen.setdefault(kind, table.model) is table.model, kind
    assert len(seen) > 60


def _within(before: Any, after: Any) -> bool:
    """Whether everything that was said is said still; more may be."""
    if isinstance(before, dict) and isinstance(after, dict):
        return all(name in after and _within(one, after[name]) for name, one in before.items())
    if isinstance(before, list) and isinstance(after, list):
        pairs = zip(before, after, strict=False)
        return len(before) == len(after) and all(_within(*pair) for pair in pairs)
    return bool(before == after)


def _with_additions(value: dict[str, Any]) -> dict[str, Any]:
    """The same with a field that nobody knows yet."""
    return {**value, "added_by_a_later_version": {"x": 1}}


@pytest.mark.fault_case(40)
def test_a_notice_that_an_earlier_version_had_sent_is_still_open() -> None:
    earlier = {
        "account_id": "222233334444",
        "account_name": "",
        "cause": "no-member-role",
        "detail": "cannot be assumed",
        "regions": ["us-east-1"],
        "since": "2026-11-01",
        "state": "sent",
        "claimed_at": "2026-11-01T06:00:00Z",
        "sent_at": "2026-11-01T06:00:01Z",
        "message_id": "m",
    }
    table = account_notices(InMemoryDocumentStore())
    table.store.put(table.partition(), "one", json.dumps(earlier))

    assert table.get("one").state == "open"
