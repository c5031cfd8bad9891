"""Deliveries of billing files: whose they are, which is newer, and how each source stands.

A *source* is what a later delivery replaces as a whole: one month of an export that comes with
manifests, or a lone file under its key. A month of an export is a source of its own because its
charges may lie in other months: a correction belongs to the bill that brings it.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from costgov.domain.period import Month
from costgov.domain.runs import Frozen

EXPORT: Final = "export:"
FILE: Final = "file:"
_OF_MONTH: Final = re.compile(r"/\d{4}-\d{2}$")

# imported: its facts are what the newest good delivery said. refused: the newest delivery cannot be
# imported, ever. waiting: files came that no manifest lists yet. incomplete: a manifest names files
# that are not there or have changed.
type DeliveryStatus = Literal["imported", "refused", "waiting", "incomplete"]


def export_source(folder: str, month: Month) -> str:
    """The source that one month of an export is."""
    return f"{EXPORT}{folder}/{month}"


def file_source(key: str) -> str:
    """The source that a lone file is."""
    return f"{FILE}{key}"


def export_of(source: str) -> str | None:
    """The export a source is a month of; None for a lone file.

    >>> export_of("export:billing/cur/2026-10"), export_of("file:billing/2026-10/focus.csv")
    ('export:billing/cur', None)
    """
    return _OF_MONTH.sub("", source) if source.startswith(EXPORT) else None


class Lease(Frozen):
    """Somebody imports for this source until then; `version` and `etags` say what."""

    until: datetime
    version: str
    etags: dict[str, str]


class DeliveryState(Frozen):
    """How a source stands; written conditionally, so that a source has one importer at a time.

    `status` is the newest news, `reason` its sentence and `seen` the ETags of the files it is
    about. What the stored facts are from stays beside it: `version`, sortable text of when they
    were delivered, the ETags of their files by key, and `reading`, by which settings they were
    read. `waiting_since` is when the first file came that no manifest lists yet. `begun` are months
    (YYYY-MM) that an import has begun to write and no ledger tells of yet.
    """

    source: str
    status: DeliveryStatus
    reason: str | None = None
    noted_at: datetime
    seen: dict[str, str] = Field(default_factory=dict)
    version: str | None = None
    etags: dict[str, str] = Field(default_factory=dict)
    reading: str = ""
    imported_at: datetime | None = None
    waiting_since: datetime | None = None
    begun: tuple[str, ...] = ()
    lease: Lease | None = None

    def superseded(self, version: str) -> bool:
        """Whether something newer than this version has been imported."""
        return self.version is not None and version < self.version


class Verdict(StrEnum):
    """What to do with a delivery, told by how its source stands."""

    IMPORT = "import"
    SAME = "same"
    SUPERSEDED = "superseded"
    UNDER_WAY = "under way"
    BUSY = "busy"


class Delivery(Frozen):
    """What is about to be imported for a source: the version, its files, how they are read."""

    version: str
    etags: dict[str, str]
    reading: str

    def verdict(self, state: DeliveryState | None, now: datetime) -> Verdict:
        """Older is superseded; what is stored or being imported is not done twice."""
        if state is None:
            return Verdict.IMPORT
        if state.superseded(self.version):
            return Verdict.SUPERSEDED
        stored = (state.version, state.etags, state.reading)
        if state.status == "imported" and stored == (self.version, self.etags, self.reading):
            return Verdict.SAME
        if state.lease is not None and now < state.lease.until:
            same = (state.lease.version, state.lease.etags) == (self.version, self.etags)
            return Verdict.UNDER_WAY if same else Verdict.BUSY
        return Verdict.IMPORT
