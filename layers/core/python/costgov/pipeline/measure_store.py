"""The stored daily values of measures: a document per month, written when something changed."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from costgov.clock import instant_text
from costgov.domain.daily_values import DailyValues, by_month, joined, packed, unpacked
from costgov.domain.measures import MeasureMonth
from costgov.domain.period import Month, Window
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.use_records import measure_months

# Whoever lost a race reads again; so many writers at once on one month are no accident.
_ATTEMPTS: Final = 5


def stored_values(results: DocumentStore, name: str, window: Window) -> dict[date, Decimal]:
    """A measure's values on the window's days; a day nobody measured is not there."""
    months = {str(month) for month in window.months()}
    found = (one for one in measure_months(results).all(name) if one.month in months)
    every = joined(unpacked(one.values, Month.parse(one.month)) for one in found)
    return {day: value for day, value in every.items() if day in window}


def last_day(results: DocumentStore, name: str) -> date | None:
    """The last day with a value."""
    newest = measure_months(results).newest(name)
    return max(unpacked(newest.values, Month.parse(newest.month))) if newest else None


def keep_values(
    results: DocumentStore,
    name: str,
    values: DailyValues,
    now: datetime,
    sent_by: str | None = None,
) -> tuple[MeasureMonth, ...]:
    """Store values beside those already there, of which the same day's are replaced.

    Only months that change are written; a writer in between is read again, not overwritten.

    Returns:
        Every month that was touched, as it is stored now.

    Raises:
        VersionConflict: others kept writing the same month.
    """
    return tuple(
        _persistently(results, (name, month), found, (now, sent_by))
        for month, found in by_month(values).items()
    )


def _persistently(
    results: DocumentStore,
    place: tuple[str, Month],
    values: DailyValues,
    said: tuple[datetime, str | None],
) -> MeasureMonth:
    for _ in range(_ATTEMPTS - 1):
        with suppress(VersionConflict):
            return _merged(results, place, values, said)
    return _merged(results, place, values, said)


def _merged(
    results: DocumentStore,
    place: tuple[str, Month],
    values: DailyValues,
    said: tuple[datetime, str | None],
) -> MeasureMonth:
    (name, month), (now, sent_by) = place, said
    table, before = measure_months(results), None
    with suppress(NotFound):
        before = table.versioned(str(month), name)
    stored = table.read(before) if before else None
    known = unpacked(stored.values, month) if stored else {}
    if stored and all(known.get(day) == value for day, value in values.items()):
        return stored
    kept = MeasureMonth(
        name=name,
        month=str(month),
        values=packed(joined((known, values))),
        as_of=instant_text(now),
        sent_by=sent_by,
    )
    table.put(kept, kept.month, name, if_version=before.version if before else 0)
    return kept
