"""What rules on stored reports share: a report of the very day, or nothing can be judged."""

from collections.abc import Sequence

from pydantic import BaseModel

from costgov.errors import NotFound
from costgov.pipeline.alerting.evaluate.ground import Ground
from costgov.pipeline.records import Records, day_sort


def of_today[T: BaseModel](table: Records[T], ground: Ground, *parts: str) -> T | None:
    """The report that was stored for this day; None where that part of the analysis is missing."""
    try:
        return table.get(day_sort(ground.as_of), *parts)
    except NotFound:
        return None


def missing(rule: str, what: str, ground: Ground) -> Sequence[str]:
    """The note that a rule could not be judged for want of a report."""
    return (f"{rule}: no {what} of {ground.as_of} is stored",)
