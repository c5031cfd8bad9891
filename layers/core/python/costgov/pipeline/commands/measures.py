"""Values of measures that a caller pushes."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, field_validator

from costgov.domain.measures import PUSHED, MeasureName, MeasureNumber
from costgov.domain.period import Month, Window
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput
from costgov.pipeline.measure_store import keep_values, stored_values
from costgov.pipeline.queries.exchange import Day
from costgov.pipeline.queries.stores import Caller, ReadStores
from costgov.pipeline.use_records import measures

MOST_VALUES: Final = 200
_DAY: Final = timedelta(days=1)


class MeasureValue(Frozen):
    """The value of a UTC day, in the measure's unit."""

    day: Day
    value: Annotated[MeasureNumber, Field(description="Exactly as given; less than 10^18.")]


class PushCommand(Frozen):
    """Days and their values; those of the same day are replaced."""

    name: MeasureName
    values: Annotated[
        tuple[MeasureValue, ...],
        Field(min_length=1, max_length=MOST_VALUES, description="Each day once."),
    ]

    @field_validator("values")
    @classmethod
    def _each_day_once(cls, values: tuple[MeasureValue, ...]) -> tuple[MeasureValue, ...]:
        days = [one.day for one in values]
        if twice := sorted({day for day in days if days.count(day) > 1}):
            raise ValueError(f"{twice[0]} is given twice")
        return values


class StoredValues(Frozen):
    """What is stored now: the days that were pushed, of a measure in its unit."""

    name: str
    unit: str
    values: tuple[MeasureValue, ...]
    months: tuple[str, ...]


def push_values(stores: ReadStores, command: PushCommand, caller: Caller) -> StoredValues:
    """Push daily values of a measure; a day's earlier value is replaced.

    Raises:
        NotFound: there is no such measure.
        InvalidInput: it is not one that is pushed, or a day has not come yet.
        VersionConflict: others kept writing the same month at the same moment.
    """
    measure = measures(stores.control).get(command.name)
    if measure.source != PUSHED:
        raise InvalidInput(f"measure {measure.name!r} is read from CloudWatch, not pushed")
    latest = max(one.day for one in command.values)
    if latest > caller.at.date() + _DAY:
        raise InvalidInput(f"{latest} has not come yet")
    values = {one.day: one.value for one in command.values}
    known = stored_values(stores.results, measure.name, Window(min(values), latest + _DAY))
    before = {str(day): str(known[day]) for day in sorted(values.keys() & known.keys())}
    after = {str(day): str(value) for day, value in sorted(values.items())}
    caller.trail.record(f"measure/{measure.name}", before or None, after)
    keep_values(stores.results, measure.name, values, caller.at, caller.who)
    return StoredValues(
        name=measure.name,
        unit=measure.unit,
        values=tuple(sorted(command.values, key=lambda one: one.day)),
        months=tuple(sorted({str(Month.of(day)) for day in values})),
    )
