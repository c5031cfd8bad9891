"""Load of Auto Scaling groups: what is kept of the past, what is predicted, and by which method."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, Self

from costgov.domain.insights import Basis, Interval
from costgov.domain.resources import Resource
from costgov.domain.runs import Frozen, Target

GROUP_TAG: Final = "aws:autoscaling:groupName"
CPU: Final = "CPUUtilization"
PERCENT: Final = "Percent"
HOUR: Final = timedelta(hours=1)
HISTORY: Final = timedelta(days=28)
"""Four weeks, so that a usual week can be told from an odd one."""
_STEP: Final = Decimal("0.01")
_MISSING: Final = "-"

type LoadMethod = Literal["forest", "statistical"]


def groups_of(resources: list[Resource]) -> tuple[str, ...]:
    """The Auto Scaling groups whose members are running, in order."""
    tags = (resource.tags for resource in resources if resource.state == "running")
    return tuple(sorted({own[GROUP_TAG] for own in tags if GROUP_TAG in own}))


class GroupLoad(Frozen):
    """The hourly average load of a group up to `as_of`, packed: one number an hour, `-` if unknown.

    It is the average over the members of each hour, whichever they were; `start` is a UTC hour.
    """

    target: Target
    group: str
    metric: str
    unit: str
    as_of: date
    start: datetime
    values: str

    @classmethod
    def of(
        cls, target: Target, group: str, as_of: date, points: Mapping[datetime, Decimal]
    ) -> Self:
        """Pack the points (one or more) of whole UTC hours, rounded to a hundredth."""
        start, end = min(points), max(points)
        hours = (start + number * HOUR for number in range((end - start) // HOUR + 1))
        values = (points.get(hour) for hour in hours)
        return cls(
            target=target,
            group=group,
            metric=CPU,
            unit=PERCENT,
            as_of=as_of,
            start=start,
            values=" ".join(
                _MISSING if value is None else f"{value.quantize(_STEP):f}" for value in values
            ),
        )

    def points(self) -> dict[datetime, Decimal]:
        """The known hours."""
        return {
            self.start + number * HOUR: Decimal(text)
            for number, text in enumerate(self.values.split(" "))
            if text != _MISSING
        }


class LoadPoint(Frozen):
    """The load expected of the hour that begins at `at`."""

    at: datetime
    mean: Decimal
    intervals: tuple[Interval, ...]


class LoadForecast(Frozen):
    """The predicted load of a group in the hours after `history_end`, the last known one.

    Errors are shares of the load (WAPE), means over `origins` past origins from which both
    methods predicted as many hours; None where they could not be compared, as `reason` says.
    """

    target: Target
    group: str
    metric: str
    unit: str
    as_of: date
    history_hours: int
    history_end: datetime
    points: tuple[LoadPoint, ...]
    method: LoadMethod
    reason: str
    statistical_error: Decimal | None
    forest_error: Decimal | None
    origins: int
    basis: Basis
