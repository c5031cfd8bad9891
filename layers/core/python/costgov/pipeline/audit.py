"""The audit trail: an entry first, and then the change; no entry, no change."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

from pydantic import BaseModel

from costgov.clock import instant_text
from costgov.domain.audit import AuditEntry, Outcome
from costgov.errors import StoreError, VersionConflict
from costgov.gateways.audit_ports import AuditLog
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import audit_index

FOLDER: Final = "audit"


class Signature(NamedTuple):
    """Who does what, in which role and when; `action` is an operation's id."""

    who: str
    action: str
    at: datetime
    role: str = ""
    correlation_id: str = ""


class Trail:
    """What one caller does in one go.

    Every entry is an object that nobody can change, and then a document of the index, which can
    be asked.
    """

    def __init__(self, log: AuditLog, index: DocumentStore, signature: Signature) -> None:
        self._log = log
        self._index = index
        self._signature = signature
        self._recorded: list[AuditEntry] = []

    def record(self, subject: str, before: object, after: object, reason: str = "") -> None:
        """Note a change that is about to be made; `before` and `after` are models, JSON or None.

        Raises:
            StoreError: it could not be noted, so the change must not be made.
        """
        entry = self._entry(subject, "done", reason, _plain(before), _plain(after))
        # Kept and not listed, or kept although the answer was lost: not done either way.
        self._recorded.append(entry)
        self._keep(entry)

    def refused(self, subject: str, reason: str) -> None:
        """Note a request that was refused; raises StoreError."""
        self._keep(self._entry(subject, "refused", reason))

    def failed(self, reason: str) -> None:
        """Note that what was recorded has not been done after all; raises StoreError."""
        while self._recorded:
            self._keep(self._entry(self._recorded.pop().subject, "failed", reason))

    def settled(self) -> None:
        """What was recorded so far has been done."""
        self._recorded.clear()

    def _entry(
        self,
        subject: str,
        outcome: Outcome,
        reason: str,
        before: object = None,
        after: object = None,
    ) -> AuditEntry:
        signature = self._signature
        return AuditEntry(
            id=os.urandom(8).hex(),
            at=signature.at,
            who=signature.who,
            role=signature.role,
            action=signature.action,
            subject=subject,
            outcome=outcome,
            reason=reason,
            before=before,
            after=after,
            correlation_id=signature.correlation_id,
        )

    def _keep(self, entry: AuditEntry) -> None:
        # Nobody else has its id: what is there already came by an attempt whose answer was lost.
        with suppress(VersionConflict):
            self._log.append(entry_key(entry), entry.model_dump_json().encode())
        with suppress(VersionConflict):
            audit_index(self._index).put(entry, entry_sort(entry), if_version=0)


@contextmanager
def noted(trail: Trail) -> Iterator[None]:
    """Changes that are recorded within are made when it ends; if it fails, the trail says so."""
    try:
        yield
    except Exception as error:
        # The caller learns what has failed first.
        with suppress(StoreError):
            trail.failed(f"{type(error).__name__}: {error}")
        raise
    trail.settled()


def entry_key(entry: AuditEntry) -> str:
    """The object that holds an entry: `audit/YYYY/MM/DD/<instant>-<id>.json`."""
    day = entry.at.astimezone(UTC).strftime("%Y/%m/%d")
    return f"{FOLDER}/{day}/{instant_text(entry.at)}-{entry.id}.json"


def entry_sort(entry: AuditEntry) -> str:
    """Where the index has it."""
    return f"{instant_text(entry.at)}#{entry.id}"


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
