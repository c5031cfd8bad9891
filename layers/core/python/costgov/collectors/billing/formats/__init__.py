"""The billing formats we read, each a module with a SPEC; list a new one in FORMATS."""

from typing import Final

from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.format import BillingFormat
from costgov.collectors.billing.formats import azure_ea, cur2, cur_legacy, focus
from costgov.errors import NotBillingData

FORMATS: Final[tuple[BillingFormat, ...]] = (
    focus.SPEC,
    cur2.SPEC,
    cur_legacy.SPEC,
    azure_ea.SPEC,
)


def recognised(columns: Columns) -> BillingFormat:
    """The format of a file with these columns, by their names alone.

    Raises:
        NotBillingData: they are those of no format.
        MissingColumn: they are those of a format, but one it needs is not there.
    """
    for candidate in FORMATS:
        if candidate.matches(columns):
            candidate.check(columns)
            return candidate
    known = ", ".join(candidate.name for candidate in FORMATS)
    raise NotBillingData(f"the columns are those of no billing format we know ({known})")
