"""Three accounts of two teams, and how things in them are called."""

from datetime import timedelta
from decimal import Decimal

from costgov.domain.insights import Basis

from tests.unit.queries.known import (
    LAST_DAY,
)

MINE, ALSO_MINE, THEIRS = "111122223333", "222233334444", "999988887777"
WORD = "canary"
"""In every name of what is in THEIRS."""

PLACE = "us-east-1"
BASIS = Basis(
    sources=("cost_explorer", f"file:{WORD}.csv"),
    as_of="2026-10-20T06:00:00.000000Z",
    method="test",
)
DAYS = tuple(LAST_DAY - timedelta(days=back) for back in range(40))
SOURCES = {MINE: "cost_explorer", ALSO_MINE: "cost_explorer", THEIRS: f"file:{WORD}.csv"}
COSTS = {MINE: Decimal(1), ALSO_MINE: Decimal(10), THEIRS: Decimal(1000)}


def name_in(account: str, what: str) -> str:
    """What something in an account is called."""
    return f"{WORD}-{what}" if account == THEIRS else f"own-{what}"
