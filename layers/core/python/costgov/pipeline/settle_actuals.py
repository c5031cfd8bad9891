"""What days came to: the actual cost of series, as it is known when forecasts are scored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from costgov.domain.accuracy import ForecastSeries, statistic
from costgov.domain.costs import TOTAL
from costgov.domain.money import amount_text
from costgov.pipeline.ledger import CurrencyLedger, CutReader


@dataclass(frozen=True, slots=True)
class Actuals:
    """The daily cost of one series at four places; the days from `since` up to and including
    `settled` are looked at.

    A day that the ledger has and the series has not cost it nothing; a day that the ledger has not
    is missing.
    """

    amounts: Mapping[date, Decimal]
    delivered: frozenset[date]
    since: date
    settled: date

    def of(self, day: date) -> Decimal | None:
        """A day's cost, None where it is not known."""
        if day > self.settled or day not in self.delivered:
            return None
        return self.amounts.get(day, Decimal(0))

    def digest(self, days: Iterable[date]) -> str:
        """A name for what these days are known to have cost."""
        known = ((day, self.of(day)) for day in days)
        text = " ".join(f"{day}={'' if one is None else amount_text(one)}" for day, one in known)
        return sha256(text.encode()).hexdigest()[:16]


@dataclass
class ActualsReader:
    """Reads the actual cost of a currency's series; each cut is read once."""

    ledger: CurrencyLedger
    reader: CutReader
    as_of: date
    settle_days: int
    _ends: dict[str, tuple[frozenset[date], date]] = field(default_factory=dict)

    @property
    def settled(self) -> date:
        """The last day of the total that has settled."""
        return self.ledger.settled_end(self.as_of, self.settle_days)

    def of(self, series: ForecastSeries) -> Actuals | None:
        """The series' days; None where no source delivers its dimension any more."""
        if series.dimension not in self.ledger.dimensions:
            return None
        delivered, settled = self._delivered(series.dimension)
        daily = self.reader.cut(series.dimension).daily(series.value, series.metric)
        amounts = {day: statistic(amount) for day, amount in daily.items()}
        return Actuals(amounts, delivered, self.reader.window.start, settled)

    def _delivered(self, dimension: str) -> tuple[frozenset[date], date]:
        """The days of a dimension that are there, and the last that has settled: tags lag."""
        if dimension not in self._ends:
            known = self.ledger.by(dimension)
            settled = known.settled_end(self.as_of, self.settle_days)
            facts, window = self.reader.cut(TOTAL).facts.get(None, ()), known.window(self.as_of)
            there = (day for fact in facts for day in fact.days())
            delivered = frozenset(day for day in there if day in window)
            self._ends[dimension] = delivered, settled
        return self._ends[dimension]
