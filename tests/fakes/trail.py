"""An audit trail in memory."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from costgov.domain.access import Role
from costgov.domain.audit import AuditEntry
from costgov.errors import StoreError, VersionConflict
from costgov.pipeline.audit import Signature, Trail
from costgov.pipeline.queries.stores import Caller

from tests.fakes.stores import InMemoryDocumentStore


@dataclass
class InMemoryAuditLog:
    """AuditLog in a dict; `down` refuses to keep anything."""

    kept: dict[str, bytes] = field(default_factory=dict)
    down: bool = False

    def append(self, key: str, entry: bytes) -> None:
        if self.down:
            raise StoreError(f"write s3://evidence/{key}: SlowDown")
        if key in self.kept:
            raise VersionConflict(f"{key} is there already")
        self.kept[key] = entry

    @property
    def entries(self) -> list[AuditEntry]:
        """What was noted, in order."""
        return [AuditEntry.model_validate_json(entry) for entry in self.kept.values()]


@dataclass
class InMemoryCounters:
    """Counters in a dict; `down` answers nothing."""

    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    down: bool = False

    def add(self, pk: str, sk: str, expires_at: datetime) -> int:
        if self.down:
            raise StoreError(f"count {pk}: ProvisionedThroughputExceededException")
        assert expires_at.tzinfo is UTC
        self.counted[pk, sk] += 1
        return self.counted[pk, sk]


def caller(
    who: str,
    at: datetime,
    *,
    log: InMemoryAuditLog | None = None,
    role: Role = Role.ADMIN,
    based_on: str | None = None,
) -> Caller:
    """Somebody whose changes are noted in `log`, or in one that is looked at by nobody."""
    signature = Signature(who, "test", at, str(role))
    trail = Trail(log or InMemoryAuditLog(), InMemoryDocumentStore(), signature)
    return Caller(who, at, trail, role, based_on)
