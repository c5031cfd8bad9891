"""Why an amount is nobody's."""

from enum import StrEnum
from typing import NamedTuple

from costgov.domain.costs import TAG_PREFIX


class Reason(StrEnum):
    """Why an amount is nobody's, in a word."""

    NO_RULE = "no-rule"
    UNDECIDED = "undecided"
    NOT_READ = "not-read"
    NOT_SPLIT = "not-split"
    DIFFERENCE = "difference"


class Why(NamedTuple):
    """The reason with its sentence."""

    reason: Reason
    detail: str


NO_RULE = Why(Reason.NO_RULE, "no rule matches")
DIFFERENCE = Why(
    Reason.DIFFERENCE,
    "the bill and its parts differ, because they were read at different times or rounded",
)


def words(name: str) -> str:
    """A rule's name for something in words: `tag Team`, `service`."""
    if name.startswith(TAG_PREFIX):
        return f"tag {name.removeprefix(TAG_PREFIX)}"
    return name.replace("_", " ")
