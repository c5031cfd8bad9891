"""The arithmetic behind a budget's standing, as it is stored and shown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from costgov.domain.runs import Frozen


class AmountPart(Frozen):
    """Days of a period on which one amount per period holds, and what of it counts for them.

    `end` is the day after the last. `counted` is the amount's share by days; the parts of a period
    add up to what is planned for it, in every digit.
    """

    start: date
    end: date
    amount: Decimal
    counted: Decimal


class Carried(Frozen):
    """An earlier period and what it hands on to the one after it.

    `available` = `planned` + `carried_in`; `left` = `available` - `actual` (negative: overspent),
    both None where days of the period are not delivered, which then hands on nothing.
    `carried_out` is `left` within the caps, of the kind that is carried; `because` says in words
    what cut it.
    """

    start: date
    end: date
    planned: Decimal
    carried_in: Decimal
    available: Decimal
    actual: Decimal | None
    left: Decimal | None
    carried_out: Decimal
    because: str = ""


class Limit(Frozen):
    """What may be spent in a period and how it comes about: `amount` = `planned` + `carried`.

    `parts` holds more than one entry where the plan's amount changes within the period. `earlier`
    holds the periods that handed something on, or nothing, to one another, the oldest first.
    """

    amount: Decimal
    planned: Decimal
    carried: Decimal = Decimal(0)
    parts: tuple[AmountPart, ...] = ()
    earlier: tuple[Carried, ...] = ()


class Chance(Frozen):
    """A probability in percent; `at_most` and `at_least` where the intervals tell no more."""

    percent: Decimal
    bound: Literal["about", "at_most", "at_least"] = "about"

    @property
    def words(self) -> str:
        """`62 %`, `< 3 %`, `> 97 %`."""
        sign = {"about": "", "at_most": "< ", "at_least": "> "}[self.bound]
        return f"{sign}{self.percent} %"


@dataclass(frozen=True, slots=True)
class Expected:
    """The cumulated cost that is expected by the end of a day, with its 80 % band."""

    day: date
    mean: Decimal
    low: Decimal
    high: Decimal


class Part(Frozen):
    """A budget within another: what of it falls into the other's period.

    `actual` runs to the same day as the parent's; None where nothing is known of it.
    """

    id: str
    planned: Decimal
    actual: Decimal | None


class RollUp(Frozen):
    """The budgets directly below one, within its period.

    `beyond` is how much they plan above the parent's own limit, 0 where they do not; `unplanned`
    what they leave of it. `actual` sums the parts that are known.
    """

    parts: tuple[Part, ...]
    planned: Decimal
    actual: Decimal
    unplanned: Decimal
    beyond: Decimal
