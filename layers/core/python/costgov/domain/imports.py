"""What became of a billing file: lines kept, lines refused with their reason."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from costgov.domain.runs import Frozen


class RejectedLine(Frozen):
    """A line of a billing file that could not be read; line 1 is the header.

    Line 0 stands for all lines of one reason in a delivery that Athena grouped.

    `part` names the file where a delivery has several.
    """

    line: int
    column: str
    reason: str
    part: str | None = None


class CurrencyTotal(Frozen):
    """The exact sum of the kept lines in one currency; `net` where the file tells it apart."""

    currency: str
    billed: Decimal
    effective: Decimal
    net: Decimal | None = None


class ImportedFile(Frozen):
    """One file of a delivery, as it was read, and where its evidence is."""

    key: str
    etag: str
    size: int
    evidence_key: str


# imported: its facts are stored. refused: it cannot be imported, ever. waiting: its manifest has
# not come. superseded: something newer was there before it. incomplete: its manifest names files
# that are not there or have changed; it is tried again.
type ImportStatus = Literal["imported", "refused", "waiting", "superseded", "incomplete"]


class ImportRecord(Frozen):
    """The outcome of importing one object, which is a lone file or the manifest of a delivery.

    `reason` is the sentence of what was not imported. `month` and `version` (sortable text of when
    it was delivered) are a manifest's; `files` are what was read, `unread` the columns of which
    we read nothing. `rejected` lists the first lines that could not be read.
    """

    object_key: str
    etag: str
    source: str
    format: str | None
    status: ImportStatus
    reason: str | None = None
    month: str | None = None
    version: str | None = None
    files: tuple[ImportedFile, ...] = ()
    lines: int = 0
    kept: int = 0
    rejected: tuple[RejectedLine, ...] = ()
    rejected_count: int = 0
    totals: tuple[CurrencyTotal, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    unread: tuple[str, ...] = ()
    evidence_key: str | None = None
    finished_at: datetime
