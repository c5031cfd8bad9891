"""An amount against what it was before, in words that need no colour."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from costgov.domain.comparison import percent_change
from costgov.domain.money import EXACT
from costgov.pipeline.reporting.text import DASH, money, percent, signed_money

type Direction = Literal["up", "down", "unchanged", "new", "gone", "unknown"]
_ARROWS: dict[Direction, str] = {
    "up": "▲",
    "down": "▼",
    "unchanged": "=",
    "new": "+",
    "gone": "✕",
    "unknown": DASH,
}


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to `now`; None is an amount nobody knows, never zero.

    `comparable` says whether the earlier period was read at all: only then is a value without an
    earlier amount new rather than unknown.
    """

    now: Decimal | None
    before: Decimal | None
    currency: str
    comparable: bool = True

    @property
    def direction(self) -> Direction:
        """Where it went."""
        if not self.comparable or (self.now is None and self.before is None):
            return "unknown"
        if self.before is None:
            return "new"
        if self.now is None:
            return "gone"
        if self.now == self.before:
            return "unchanged"
        return "up" if self.now > self.before else "down"

    @property
    def amount(self) -> Decimal | None:
        """The exact difference; a new value counts from nothing, one that is gone to nothing."""
        if self.direction == "unknown":
            return None
        return EXACT.subtract(self.now or Decimal(0), self.before or Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent; None from zero or from a credit, where it means nothing."""
        return None if self.amount is None else percent_change(self.now, self.before)[0]

    @property
    def arrow(self) -> str:
        """The direction as a sign; always printed beside `words`."""
        return _ARROWS[self.direction]

    @property
    def words(self) -> str:
        """`up 8.2%`, `down $3.00`, `new`, `no earlier data`."""
        if self.direction == "unknown":
            return "no earlier data"
        if self.direction in {"unchanged", "new", "gone"}:
            return self.direction
        size = abs(self.amount or Decimal(0))
        share = self.percent
        text = money(size, self.currency) if share is None else percent(abs(share))
        return f"{self.direction} {text}"

    @property
    def amount_words(self) -> str:
        """The difference as money with its sign, or a dash."""
        if self.amount is None:
            return DASH
        return signed_money(self.amount, self.currency)
