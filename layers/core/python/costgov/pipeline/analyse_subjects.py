"""Which series matter enough to be forecast, and what adds up to what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL, tag_dimension
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.scenarios import Scenario
from costgov.pipeline.analyse_forecast import Subject
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.ledger import Cut, CutReader, sum_within

RECENT = timedelta(days=30)
# A value that makes up this share of the recent spend matters.
SHARE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Selection:
    """The subjects, and per total the ids that add up to it."""

    subjects: tuple[Subject, ...]
    families: tuple[tuple[str, tuple[str, ...]], ...]


def select(
    reader: CutReader,
    calendar: Calendar,
    dimensions: Iterable[str],
    budgeted: Mapping[Series, tuple[Window, ...]],
) -> Selection:
    """The total, every value of the dimensions that matters, and every budget's series.

    Values of one dimension get a silent sibling for the rest, so that they add up to the total.
    """
    whole, total, left = Days.of(reader.cut(TOTAL), None), Series(), dict(budgeted)
    subjects = [Subject(total, whole, left.pop(total, ()))]
    families = []
    for dimension in dimensions:
        cut = reader.cut(dimension)
        own = {series.value for series in left if series == Series(dimension, series.value)}
        parts = [
            Subject(series, Days.of(cut, series.value), left.pop(series, ()))
            for series in _sorted(dimension, _that_matter(cut, calendar) | own)
        ]
        parts += _rest(cut, dimension, whole, parts)
        subjects += parts
        families += [(total.id, tuple(part.series.id for part in parts))] if parts else []
    subjects += [
        Subject(series, Days.of(reader.cut(series.dimension), series.value, series.metric), periods)
        for series, periods in left.items()
    ]
    return Selection(tuple(subjects), tuple(families))


def forecast_dimensions(known: frozenset[str], tag_keys: Iterable[str]) -> list[str]:
    """The dimensions whose values are forecast, where a source delivers them."""
    wanted = (SERVICE, ACCOUNT, *map(tag_dimension, tag_keys))
    return [name for name in wanted if name in known]


def scenario_series(
    scenarios: Iterable[Scenario], reader: CutReader, known: frozenset[str]
) -> dict[Series, tuple[Window, ...]]:
    """The series the ledger has of each scenario: they are forecast whether they matter or not."""
    return {
        Series(one.dimension, one.value, one.metric): ()
        for one in scenarios
        if one.dimension in known and one.value in reader.cut(one.dimension).facts
    }


def _that_matter(cut: Cut, calendar: Calendar) -> set[str | None]:
    window = Window(calendar.end + ONE_DAY - RECENT, calendar.end + ONE_DAY)
    recent = cut.within(window)
    spent = {value: abs(sum_within(recent.daily(value), window)) for value in recent.facts}
    least = SHARE * sum(spent.values())
    return {value for value, amount in spent.items() if amount and amount >= least}


def _sorted(dimension: str, values: Iterable[str | None]) -> list[Series]:
    ordered = sorted(values, key=lambda value: (value is not None, value or ""))
    return [Series(dimension, value) for value in ordered]


def _rest(cut: Cut, dimension: str, whole: Days, parts: Sequence[Subject]) -> list[Subject]:
    """What the chosen values leave of the total, if anything."""
    days = (whole.merged() if cut.unsplit else whole).without([part.days for part in parts])
    if days.empty:
        return []
    return [Subject(Series(f"rest of {dimension}"), days, stored=False)]
