"""Whether the product is up, and how fresh what it knows is."""

from datetime import date
from typing import Literal

from costgov.domain.accuracy_ledger import DriftingSeries
from costgov.domain.costs import Ledger
from costgov.domain.own_cost import OwnCostSummary
from costgov.domain.runs import Frozen, Run
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import accuracy_summaries
from costgov.pipeline.own_cost import own_cost_summary
from costgov.pipeline.queries.channels import ChannelState, channel_states
from costgov.pipeline.queries.exchange import Answer, Question, distinct, oldest
from costgov.pipeline.queries.stores import ReadStores


class NoQuestion(Question):
    """Takes no parameters."""


class Health(Frozen):
    """The stores answered; where one does not, the answer is a 503 problem that names it."""

    status: Literal["ok"]
    version: str
    stores: tuple[str, ...]


class Lagging(Frozen):
    """A dimension that was last read before the total was, and how far it goes."""

    dimension: str
    last_day: date
    as_of: str


class LedgerState(Frozen):
    """What one source has delivered in one currency.

    `days_behind` counts the days from its last day to the last run's; null before the first run.
    `lagging` names the dimensions that are read less often, or whose last reading failed.
    """

    currency: str
    source: str
    first_day: date
    last_day: date
    as_of: str
    dimensions: tuple[str, ...]
    days_behind: int | None
    lagging: tuple[Lagging, ...] = ()


class CurrencyDrift(Frozen):
    """The series of one currency whose forecasts have become worse."""

    currency: str
    series: tuple[DriftingSeries, ...]


class Status(Answer):
    """The last run with its gaps, every ledger with its freshness, the product's own cost.

    `own_cost` is null before the first run. `drifting` names the series whose forecasts have
    become worse, `channels` those that alerts do not leave by as they should: `failing` is tried
    again, `broken` until somebody changes something, and a `warning` says who is not reached.
    """

    last_run: Run | None
    ledgers: tuple[LedgerState, ...]
    own_cost: OwnCostSummary | None
    drifting: tuple[CurrencyDrift, ...] = ()
    channels: tuple[ChannelState, ...] = ()


def health(stores: ReadStores, version: str) -> Health:
    """Whether every store answers; asks each for something small.

    Raises:
        StoreError: one of them does not answer.
    """
    stores.costs.ledgers()
    stores.control.get("run", "-")
    stores.results.get("summary", "-")
    return Health(status="ok", version=version, stores=("costs", "control", "results"))


def status(stores: ReadStores, _question: NoQuestion) -> Status:
    """The last run with its gaps, how fresh each ledger is, and what the product itself costs."""
    last_run = records.runs(stores.control).newest()
    ledgers = sorted(stores.costs.ledgers(), key=lambda known: (known.currency, known.source))
    return Status(
        data_as_of=oldest(ledger.as_of for ledger in ledgers),
        sources=distinct(ledger.source for ledger in ledgers),
        last_run=last_run,
        ledgers=tuple(_state(ledger, last_run) for ledger in ledgers),
        own_cost=own_cost_summary(stores.control),
        drifting=tuple(
            CurrencyDrift(currency=summary.currency, series=summary.drifting)
            for summary in accuracy_summaries(stores.results).all()
            if summary.drifting
        ),
        channels=tuple(
            found
            for found in channel_states(stores)
            if found.failing_since is not None or found.warning
        ),
    )


def _state(ledger: Ledger, last_run: Run | None) -> LedgerState:
    return LedgerState(
        currency=ledger.currency,
        source=ledger.source,
        first_day=ledger.first_day,
        last_day=ledger.last_day,
        as_of=ledger.as_of,
        dimensions=ledger.dimensions,
        days_behind=(last_run.as_of - ledger.last_day).days if last_run else None,
        lagging=tuple(
            Lagging(dimension=name, last_day=part.last_day, as_of=part.as_of)
            for name, part in sorted(ledger.coverage.items())
            if part.as_of < ledger.as_of
        ),
    )
