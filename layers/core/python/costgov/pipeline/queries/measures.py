"""Measures: what they are, how far their values go, and the values."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.daily_values import unpacked
from costgov.domain.measures import Measure, MeasureMonth, MeasureName
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.measure_store import stored_values
from costgov.pipeline.queries.exchange import Answer, Day, Question, distinct
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.use_records import measure_months, measures

_LONGEST_DAYS = 1_100
_USUAL_DAYS = 92


class MeasuresQuestion(Paged):
    """All measures, by name."""


class MeasureState(Frozen):
    """A measure and its newest value; all None while there is none.

    `as_of` is when that value's month was last read or pushed, `sent_by` who pushed it.
    """

    measure: Measure
    last_day: date | None
    last_value: Decimal | None
    as_of: str | None
    sent_by: str | None


class Measures(PagedAnswer):
    """Measures by name."""

    listed: ClassVar[str] = "measures"

    measures: tuple[MeasureState, ...]


class MeasureQuestion(Question):
    """One measure's values, of the latest 92 days if nothing is said."""

    name: MeasureName
    start: Annotated[Day | None, Field(description="The first day.")] = None
    end: Annotated[Day | None, Field(description="The day after the last.")] = None


class MeasureDay(Frozen):
    """A UTC day's value in the measure's unit."""

    day: date
    value: Decimal


class MeasureValues(Answer):
    """A measure and its values in order; a day nobody measured is not there."""

    listed: ClassVar[str] = "values"

    measure: Measure
    start: date | None
    end: date | None
    values: tuple[MeasureDay, ...]


def list_measures(stores: ReadStores, question: MeasuresQuestion) -> Measures:
    """Measures with their newest values.

    Raises:
        InvalidInput: the page token is bad.
    """
    found, next_page = page_of(measures(stores.control), question, lambda one: one.name)
    states = tuple(_state(stores.results, one) for one in found)
    return Measures(
        data_as_of=min((one.as_of for one in states if one.as_of), default=None),
        sources=_sources(found),
        next_page=next_page,
        measures=states,
    )


def measure_values(stores: ReadStores, question: MeasureQuestion) -> MeasureValues:
    """A measure's daily values.

    Raises:
        NotFound: there is no such measure.
        InvalidInput: the days are reversed or too many.
    """
    measure = measures(stores.control).get(question.name)
    newest = measure_months(stores.results).newest(measure.name)
    if newest is None:
        return MeasureValues(
            data_as_of=None, sources=_sources([measure]), measure=measure, start=None, end=None,
            values=(),
        )  # fmt: skip
    end = question.end or _last(newest)[0] + ONE_DAY
    start = question.start or end - _USUAL_DAYS * ONE_DAY
    window = Window(start, end)
    if len(window) > _LONGEST_DAYS:
        raise InvalidInput(f"{len(window)} days are too many; ask for {_LONGEST_DAYS} at most")
    values = stored_values(stores.results, measure.name, window)
    return MeasureValues(
        data_as_of=newest.as_of,
        sources=_sources([measure]),
        measure=measure,
        start=start,
        end=end,
        values=tuple(MeasureDay(day=day, value=values[day]) for day in sorted(values)),
    )


def _state(results: DocumentStore, measure: Measure) -> MeasureState:
    newest = measure_months(results).newest(measure.name)
    day, value = _last(newest) if newest else (None, None)
    return MeasureState(
        measure=measure,
        last_day=day,
        last_value=value,
        as_of=newest.as_of if newest else None,
        sent_by=newest.sent_by if newest else None,
    )


def _last(newest: MeasureMonth) -> tuple[date, Decimal]:
    values = unpacked(newest.values, Month.parse(newest.month))
    return max(values), values[max(values)]


def _sources(found: tuple[Measure, ...] | list[Measure]) -> tuple[str, ...]:
    return distinct("pushed" if isinstance(one.source, str) else "cloudwatch" for one in found)
