"""Commitments that end soon: from then on, what they paid for costs its price on demand."""

from datetime import date, datetime
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import PASSED, Failed, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

UNPRICED: Final = "what a renewal saves is told by the advice on purchases"


def judged(commitment: Resource, look: Look, attribute: str, what: str) -> Verdict:
    """A finding when the commitment ends within the setting `days`; raises NotKnown."""
    end = _day(look.attribute(commitment, attribute))
    left = (end - look.as_of).days
    if left > look.setting("days"):
        return PASSED
    return Failed(
        why=f"{what} ends on {end}, in {max(left, 0)} days.",
        unpriced=UNPRICED,
        facts={"ends": end.isoformat()},
    )


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise NotKnown("when it ends was not told")
    return datetime.fromisoformat(value).date()
