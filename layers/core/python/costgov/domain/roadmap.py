"""In which order to do what is advised, and what is needed to save so much."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from costgov.domain.backlog.summary import Spend
from costgov.domain.findings import Action, Level
from costgov.domain.investment import Investment
from costgov.domain.runs import Frozen

RISK_POINTS: Final = {Level.LOW: 1, Level.MEDIUM: 3, Level.HIGH: 9}
"""What a level of risk weighs; one point more is one percent of the time too small."""

MIN_TARGET: Final = 1
MAX_TARGET: Final = 100
SHOWN: Final = 100
"""So many steps of a phase are listed, those that save most first; all of them are counted."""

type PhaseName = Literal["now", "next", "later"]


class Step(Frozen):
    """One recommendation done by one of its options; `risk` is in points.

    `after` are the ids of what is to be done before it, `before_doing` what to take care of.
    """

    id: str
    option: str
    title: str
    name: str
    account_id: str
    owner: str
    action: Action
    saving: Decimal
    risk: Decimal
    effort: Level
    hours: Decimal
    after: tuple[str, ...] = ()
    before_doing: tuple[str, ...] = ()
    investment: Investment


class Phase(Frozen):
    """What is to be done at one time. `steps` lists SHOWN of `count`."""

    name: PhaseName
    why: str
    count: int
    saving: Decimal
    risk: Decimal
    hours: Decimal
    investment: Investment
    steps: tuple[Step, ...]


class Roadmap(Frozen):
    """The backlog in phases, in one currency.

    `most_percent` is how much of the spend could be saved at most, None where the spend is not
    known. `notes` say what was left out and why.
    """

    as_of: date
    currency: str
    spend: Spend | None
    phases: tuple[Phase, ...]
    saving: Decimal
    investment: Investment
    most: Decimal
    most_percent: Decimal | None
    notes: tuple[str, ...] = ()


class Pick(Frozen):
    """A recommendation chosen for a target, by one of its options; `risk` is in points."""

    id: str
    option: str
    saving: Decimal
    risk: Decimal
    hours: Decimal


class TargetSet(Frozen):
    """The set of recommendations that saves at least a percentage of the spend at least risk.

    Of sets with the same risk it is one of least effort. Where the target is out of reach,
    `target_percent` is None and the set is the one that saves the most.
    """

    as_of: date
    currency: str
    spend: Spend
    target_percent: int | None
    saving: Decimal
    percent: Decimal
    risk: Decimal
    hours: Decimal
    investment: Investment
    picks: tuple[Pick, ...]
