"""What one look ahead of the analysis found, to be merged into the step's one record."""

from dataclasses import dataclass
from datetime import date

from costgov.domain.period import ONE_DAY
from costgov.domain.runs import ANALYSE, Gap


@dataclass(frozen=True, slots=True)
class Findings:
    """How many results were expected and got, what is missing and why, and notes in words."""

    expected: int = 0
    got: int = 0
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.expected + other.expected,
            self.got + other.got,
            self.gaps + other.gaps,
            self.notes + other.notes,
        )


def missing(as_of: date, target: str, reason: str, detail: str) -> Gap:
    """A result that the analysis of a day could not make; the next run tries again."""
    return Gap(
        step=ANALYSE, target=target, reason=reason, detail=detail, retry_after=as_of + ONE_DAY
    )
