"""What became of a billing file: lines kept, lines refused with their reason."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from costgov.domain.runs import Frozen


class RejectedLine(Frozen):
    """A line of a billing file that could not be read; line 1 is the header.

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


class ImportRecord(Frozen):
    """The outcome of importing one object; a refused file keeps its sentence in `reason`."""

    object_key: str
    etag: str
    source: str
    format: str | None
    status: Literal["imported", "refused"]
    reason: str | None = None
    lines: int = 0
    kept: int = 0
    rejected: tuple[RejectedLine, ...] = ()
    rejected_count: int = 0
    totals: tuple[CurrencyTotal, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    evidence_key: str | None = None
    finished_at: datetime
