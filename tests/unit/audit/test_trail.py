"""The trail notes first; its list can be made again, and nothing can be slipped into it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from costgov.domain.audit import AuditEntry
from costgov.domain.period import Month
from costgov.domain.runs import Frozen
from costgov.errors import StoreError
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import audit_index
from costgov.pipeline.audit import Signature, Trail, entry_key, entry_sort, noted
from costgov.pipeline.audit_check import check_audit, index_again

from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore
from tests.fakes.trail import InMemoryAuditLog

AT = datetime(2026, 10, 31, 23, 59, 59, 500, tzinfo=UTC)
WHO = Signature("arn:aws:iam::111122223333:user/ann", "put_budget", AT, "operator", "request-1")


class Plan(Frozen):
    """What changes."""

    amount: str


def kept_in(log: InMemoryAuditLog) -> InMemoryObjectStore:
    """The bucket that the log is a folder of, with evidence beside it."""
    objects = InMemoryObjectStore()
    for key, body in log.kept.items():
        objects.put(key, body, "application/json")
    objects.put("cost_explorer/2026-10-31/page.json", b"{}", "application/json")
    return objects


def recorded(*subjects: str, at: datetime = AT) -> tuple[InMemoryAuditLog, InMemoryDocumentStore]:
    log, control = InMemoryAuditLog(), InMemoryDocumentStore()
    for subject in subjects:
        Trail(log, control, WHO._replace(at=at)).record(subject, None, Plan(amount="10"), "because")
    return log, control


def test_an_entry_says_who_what_and_why() -> None:
    log, control = recorded("budget/web")
    [entry] = log.entries
    assert entry == AuditEntry(
        id=entry.id,
        at=AT,
        who=WHO.who,
        role="operator",
        action="put_budget",
        subject="budget/web",
        outcome="done",
        reason="because",
        before=None,
        after={"amount": "10"},
        correlation_id="request-1",
    )
    [key] = log.kept
    assert key == entry_key(entry)
    assert key.startswith("audit/2026/10/31/2026-10-31T23:59:59.000500Z-")
    assert audit_index(control).all() == [entry]


def test_two_of_one_instant_are_two_entries() -> None:
    log, control = recorded("budget/a", "budget/b")
    assert len(log.kept) == len(audit_index(control).all()) == 2


def test_an_attempt_whose_answer_was_lost_is_no_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    log, control = InMemoryAuditLog(), InMemoryDocumentStore()
    append = log.append

    def twice(key: str, entry: bytes) -> None:
        append(key, entry)
        append(key, entry)

    monkeypatch.setattr(log, "append", twice)
    Trail(log, control, WHO).record("budget/a", None, None)
    assert len(log.kept) == len(audit_index(control).all()) == 1


def change_in_vain(trail: Trail, subject: str) -> None:
    with noted(trail):
        trail.record(subject, None, None)
        raise ZeroDivisionError("why")


def test_only_what_is_not_settled_fails() -> None:
    log = InMemoryAuditLog()
    trail = Trail(log, InMemoryDocumentStore(), WHO)
    with noted(trail):
        trail.record("budget/a", None, None)
    with pytest.raises(ZeroDivisionError):
        change_in_vain(trail, "budget/b")

    assert [(one.subject, one.outcome, one.reason) for one in log.entries] == [
        ("budget/a", "done", ""),
        ("budget/b", "done", ""),
        ("budget/b", "failed", "ZeroDivisionError: why"),
    ]


def test_what_was_kept_and_could_not_be_listed_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    log, control = InMemoryAuditLog(), InMemoryDocumentStore()
    trail = Trail(log, control, WHO)

    def refuse(*_what: Any, **_how: Any) -> int:
        raise StoreError("put audit: ThrottlingException")

    with monkeypatch.context() as patched:
        patched.setattr(control, "put", refuse)
        with pytest.raises(StoreError):
            trail.record("budget/a", None, None)
    trail.failed("StoreError")

    assert [(one.subject, one.outcome) for one in log.entries] == [
        ("budget/a", "done"),
        ("budget/a", "failed"),
    ]


def test_what_fails_first_is_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    log = InMemoryAuditLog()
    trail = Trail(log, InMemoryDocumentStore(), WHO)
    record = trail.record

    def then_down(*what: Any) -> None:
        record(*what)
        log.down = True

    monkeypatch.setattr(trail, "record", then_down)
    with pytest.raises(ZeroDivisionError):
        change_in_vain(trail, "budget/b")
    assert [one.outcome for one in log.entries] == ["done"]


def test_a_list_that_says_the_same_is_whole() -> None:
    log, control = recorded("budget/a", "budget/b")
    found = check_audit(kept_in(log), control, None)
    assert found.is_whole
    assert found.kept == 2


def test_what_was_kept_and_not_listed_is_listed_again() -> None:
    log, control = recorded("budget/a", "budget/b")
    objects, entry = kept_in(log), log.entries[0]
    audit_index(control).delete(entry_sort(entry))

    found = check_audit(objects, control, None)
    assert found.not_indexed == (entry,)
    index_again(control, found.not_indexed)
    assert check_audit(objects, control, None).is_whole


def test_what_is_listed_and_was_never_kept_is_told() -> None:
    log, control = recorded("budget/a")
    forged = log.entries[0].model_copy(update={"id": "f" * 16})
    audit_index(control).put(forged, entry_sort(forged))

    assert check_audit(kept_in(log), control, None).not_kept == (entry_key(forged),)


@pytest.mark.parametrize("changed", ["listed", "kept", "unreadable"])
def test_what_is_listed_as_something_else_is_told(changed: str) -> None:
    log, control = recorded("budget/a")
    [key], [entry] = log.kept, log.entries
    other = entry.model_copy(update={"who": "somebody else"})
    if changed == "listed":
        audit_index(control).put(other, entry_sort(entry))
    objects = kept_in(log)
    if changed != "listed":
        body = b"" if changed == "unreadable" else other.model_dump_json().encode()
        objects.put(key, body, "application/json")

    assert check_audit(objects, control, None).differing == (key,)


def test_one_month_is_looked_at_alone() -> None:
    log, control = recorded("budget/a")
    november = AT.replace(month=11, day=1)
    later, _ = recorded("budget/b", at=november)
    log.kept |= later.kept

    def checked(store: DocumentStore, month: str) -> tuple[int, int]:
        found = check_audit(kept_in(log), store, Month.parse(month))
        return found.kept, len(found.not_indexed)

    assert checked(control, "2026-10") == (1, 0)
    assert checked(control, "2026-11") == (1, 1)


def test_a_trail_that_cannot_be_kept_lets_nothing_be_done() -> None:
    log = InMemoryAuditLog(down=True)
    with pytest.raises(StoreError):
        Trail(log, InMemoryDocumentStore(), WHO).record("budget/a", None, None)
