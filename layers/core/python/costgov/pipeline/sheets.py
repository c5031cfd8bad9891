"""Tables as CSV (RFC 4180): every digit, and safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from costgov.clock import instant_text
from costgov.domain.money import amount_text
from costgov.pipeline.reporting.text import clean

type Cell = str | Decimal | int | date | None

# A spreadsheet takes text that begins like this for a formula (OWASP: CSV injection); the full
# width forms are read like their narrow twins by some.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def cell_text(cell: Cell) -> str:
    """A cell as text: numbers plain, instants as everywhere, names never a formula.

    >>> cell_text(Decimal("-1.50")), cell_text("-1.50"), cell_text("=cmd|' /C calc'!A0")
    ('-1.5', "'-1.50", "'=cmd|' /C calc'!A0")
    """
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return amount_text(cell)
    if isinstance(cell, datetime):
        return instant_text(cell)
    if isinstance(cell, int | date):
        return str(cell)
    return f"'{clean(cell)}" if cell.startswith(_FORMULA) else clean(cell)


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table with its header, lines ended by CR LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue()
