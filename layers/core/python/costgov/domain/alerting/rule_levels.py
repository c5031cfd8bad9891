"""How severe a figure is: levels of money or percent, and days that are left."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from costgov.domain.alerting.signal import Severity
from costgov.domain.runs import Frozen

type Money = Annotated[Decimal, Field(ge=0)]
type DaysLeft = Annotated[int, Field(ge=0, le=730)]


class Levels(Frozen):
    """From which figure on an alert is medium, high, critical; below it is low, None is never."""

    medium: Money | None
    high: Money | None
    critical: Money | None

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        given = [one for one in (self.medium, self.high, self.critical) if one is not None]
        if given != sorted(given):
            raise ValueError("levels must rise from medium to critical")
        return self

    def of(self, figure: Decimal) -> Severity:
        """The severity of a figure."""
        return _reached(
            level is not None and figure >= level
            for level in (self.medium, self.high, self.critical)
        )


class Deadlines(Frozen):
    """With how many days left an alert is medium, high, critical; before it is low, None never."""

    medium: DaysLeft | None
    high: DaysLeft | None
    critical: DaysLeft | None

    @model_validator(mode="after")
    def _descending(self) -> Self:
        given = [one for one in (self.medium, self.high, self.critical) if one is not None]
        if given != sorted(given, reverse=True):
            raise ValueError("deadlines must fall from medium to critical")
        return self

    def of(self, days_left: int) -> Severity:
        """The severity with so many days left."""
        return _reached(
            level is not None and days_left <= level
            for level in (self.medium, self.high, self.critical)
        )


def _reached(levels: Iterable[bool]) -> Severity:
    """The highest of medium, high, critical that is reached, else low."""
    found = Severity.LOW
    for severity, is_reached in zip(list(Severity)[1:], levels, strict=True):
        found = severity if is_reached else found
    return found
