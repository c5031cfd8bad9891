"""What AWS Cost Anomaly Detection has found, in its own words."""

from datetime import date
from decimal import Decimal

from costgov.domain.runs import Frozen


class RootCause(Frozen):
    """Where AWS saw it; what it does not name is None, as is a contribution it does not tell."""

    service: str | None
    account: str | None
    region: str | None
    usage_type: str | None
    contribution: Decimal | None


class AwsFinding(Frozen):
    """One anomaly of AWS's, from `start` up to and including `end`, as it was read last.

    It goes on growing for days under the same id. Amounts are in US dollars, None where AWS tells
    none; `impact` is the total so far.
    """

    id: str
    start: date
    end: date
    causes: tuple[RootCause, ...]
    actual: Decimal | None
    expected: Decimal | None
    impact: Decimal
    score: Decimal
    monitor: str
    read_at: str
