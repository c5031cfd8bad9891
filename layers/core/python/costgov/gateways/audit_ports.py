"""What the audit trail and the limits of callers need from outside."""

from datetime import datetime
from typing import Protocol


class AuditLog(Protocol):
    """Entries that are added and never changed."""

    def append(self, key: str, entry: bytes) -> None:
        """Add one.

        Raises:
            VersionConflict: there is one under that key already.
            StoreError: it could not be kept.
        """
        ...


class Counters(Protocol):
    """Numbers that many callers add to at once."""

    def add(self, pk: str, sk: str, expires_at: datetime) -> int:
        """Count one more and return how many there are now; raises StoreError."""
        ...
