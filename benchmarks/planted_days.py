"""Mornings of the synthetic organisation: its bill as Cost Explorer showed it, and its events.

Every morning the two months Cost Explorer is asked about are booked as the collector books them
(the last day half there, the ones before it still growing) and analyse looks for events as it
does in production. What it stores is carried on to the next morning.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from costgov.clock import instant_text
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_shapes import BASE, Shape
from costgov.domain.costs import Coverage, Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.insights import AnomalyEvent
from costgov.domain.period import Month, Window
from costgov.pipeline import records
from costgov.pipeline.analyse_findings import store_anomalies
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.ledger import CurrencyLedger, CutReader

from cli.local.synthetic import LineItem, Organisation
from tests.fakes.stores import InMemoryDocumentStore

CURRENCY = "USD"
UNSETTLED_DAYS = 1
_MORNING = time(6, tzinfo=UTC)
_FIELDS = {
    "SERVICE": "service",
    "LINKED_ACCOUNT": "account_id",
    "REGION": "region",
    "RECORD_TYPE": "record_type",
    "USAGE_TYPE": "usage_type",
}

type Facts = dict[SeriesKey, dict[tuple[Month, str | None], MonthCost]]


@dataclass
class Mornings:
    """An installation that watches the organisation: its facts and what it stores of them."""

    organisation: Organisation
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    _facts: Facts = field(default_factory=lambda: defaultdict(dict))
    _ledgers: dict[str, Ledger] = field(default_factory=dict)

    def run(self, as_of: date) -> list[AnomalyEvent]:
        """Collect and analyse on the morning of a day; all events known then."""
        self._collect(as_of)
        (ledger,) = self._ledgers.values()
        known = CurrencyLedger(ledger.currency, (ledger,))
        reader = CutReader(self, ledger.currency, known.window(as_of))
        whole = Days.of(reader.cut("total"), None)
        calendar = Calendar.of(whole, known.settled_end(as_of, UNSETTLED_DAYS))
        store_anomalies(
            self.results,
            self.control,
            ledger=known,
            reader=reader,
            calendar=calendar,
            whole=whole,
            as_of=as_of,
        )
        return records.anomalies(self.results).all(ledger.currency)

    def months(
        self,
        key: SeriesKey,
        window: Window,
        value: str | None = None,
        *,
        one: bool = False,
        known_at: datetime | None = None,
        metric: Metric | None = None,
    ) -> list[MonthCost]:
        """The facts of a cut, as the stores give them."""
        del known_at, metric
        wanted = frozenset(window.months())
        found = self._facts.get(key, {}).items()
        return [
            fact for (month, text), fact in found if month in wanted and (not one or text == value)
        ]

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        """What has been delivered."""
        del known_at
        return list(self._ledgers.values())

    def _collect(self, as_of: date) -> None:
        """Book the months that are read every day; before the first morning, all months."""
        first = Month.of(as_of).shift(-1) if self._ledgers else Month.of(self.organisation.start)
        lines = list(_since(self.organisation, first.first).lines(as_known_on=as_of))
        for facts in self._facts.values():
            for place in [place for place in facts if place[0] >= first]:
                del facts[place]
        for shape in BASE:
            self._book(shape, lines)
        coverage = Coverage(
            self.organisation.start, as_of, instant_text(datetime.combine(as_of, _MORNING))
        )
        dimensions = {name for shape in BASE for _, name in shape.families}
        self._ledgers[CURRENCY] = Ledger(CURRENCY, SOURCE, dict.fromkeys(dimensions, coverage))

    def _book(self, shape: Shape, lines: Iterable[LineItem]) -> None:
        """Book the effective cost, which is what is watched."""
        names = [_FIELDS[key] for _, key in shape.group_by]
        sums: defaultdict[tuple[str, ...], defaultdict[date, Decimal]]
        sums = defaultdict(lambda: defaultdict(Decimal))
        for line in lines:
            sums[tuple(getattr(line, name) for name in names)][line.day] += line.amortized
        for keys, by_day in sums.items():
            category, cuts = shape.book(keys)
            for scope, dimension, value in cuts:
                key = SeriesKey(CURRENCY, scope, dimension)
                for day, amount in by_day.items():
                    place = Month.of(day), value
                    fact = self._facts[key].setdefault(
                        place, MonthCost(key, value, place[0], SOURCE)
                    )
                    fact.add(category, Metric.EFFECTIVE, day, amount)


def _since(organisation: Organisation, start: date) -> Organisation:
    """The organisation's bill from a first of a month on."""
    skipped = max(0, (start - organisation.start).days)
    return replace(
        organisation,
        start=max(start, organisation.start),
        series=tuple(series.since(skipped) for series in organisation.series),
    )
