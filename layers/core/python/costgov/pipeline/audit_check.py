"""Whether the index of the audit trail tells what its objects say."""

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from costgov.domain.audit import AuditEntry
from costgov.domain.period import Month
from costgov.gateways.ports import DocumentStore, ObjectStore
from costgov.pipeline.alerting.records import audit_index
from costgov.pipeline.audit import FOLDER, entry_key, entry_sort

_JSON: Final = ".json"


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """How the two differ: by the keys of the objects.

    `not_indexed` came to be kept and was never listed; `not_kept` is listed and nowhere kept, and
    `differing` is listed as something else: neither happens but by somebody's hand.
    """

    kept: int
    not_indexed: tuple[AuditEntry, ...]
    not_kept: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the index says what the objects say."""
        return not (self.not_indexed or self.not_kept or self.differing)


def check_audit(objects: ObjectStore, control: DocumentStore, month: Month | None) -> AuditCheck:
    """Compare every entry of a month, or of all time."""
    folder = f"{FOLDER}/{month.first:%Y/%m}/" if month else f"{FOLDER}/"
    table = audit_index(control)
    indexed = {entry_key(one): one for one in table.all(prefix=str(month) if month else "")}
    kept = {info.key: objects.get(info.key) for info in objects.listing(folder)}
    told: list[AuditEntry] = []
    differing: list[str] = []
    for key, body in kept.items():
        entry = _entry(body)
        if entry is None or entry_key(entry) != key or indexed.get(key, entry) != entry:
            differing.append(key)
        elif key not in indexed:
            told.append(entry)
    missing = tuple(sorted(indexed.keys() - kept.keys()))
    return AuditCheck(len(kept), tuple(told), missing, tuple(differing))


def index_again(control: DocumentStore, entries: tuple[AuditEntry, ...]) -> None:
    """List entries that are kept and were not listed."""
    for entry in entries:
        audit_index(control).put(entry, entry_sort(entry))


def _entry(body: bytes) -> AuditEntry | None:
    try:
        return AuditEntry.model_validate_json(body)
    except ValidationError:
        return None
