"""The index of stored reports: what was written where, and what it said at the top."""

from datetime import date
from decimal import Decimal

from costgov.domain.runs import Frozen


class ReportHeadline(Frozen):
    """A ledger's first figures (EffectiveCost); None where a day or a forecast is missing."""

    currency: str
    today: Decimal | None
    month_to_date: Decimal | None
    month_end: Decimal | None


class ReportEntry(Frozen):
    """One day's report in the reports bucket."""

    as_of: date
    run_id: str
    key: str
    files: tuple[str, ...]
    gaps: int
    headlines: tuple[ReportHeadline, ...]
