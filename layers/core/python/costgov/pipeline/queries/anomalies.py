"""Anomalies of a currency's ledger, newest first."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from costgov.domain.insights import AnomalyEvent
from costgov.domain.period import Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode, Day
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.stores import ReadStores


class AnomalyQuestion(Paged):
    """Events by their first day; the window is half-open, all of time by default."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None
    start: Annotated[Day | None, Field(description="First day an event may begin on.")] = None
    end: Annotated[Day | None, Field(description="First day after those.")] = None
    state: Annotated[
        Literal["ongoing", "over"] | None, Field(description="Both when left out.")
    ] = None

    def accepts(self, event: AnomalyEvent) -> bool:
        """Whether the event is in the state asked for."""
        return self.state is None or event.ongoing == (self.state == "ongoing")


class Anomalies(PagedAnswer):
    """Events, the one that began last first."""

    anomalies: tuple[AnomalyEvent, ...]


def cost_anomalies(stores: ReadStores, question: AnomalyQuestion) -> Anomalies:
    """Anomalies, the one that began last first.

    Raises:
        InvalidInput, NotFound: the window is reversed; the currency is not clear or not there.
    """
    if question.start and question.end:
        Window(question.start, question.end)
    ledger = ledger_of(stores.costs, question.currency)
    found: list[AnomalyEvent] = []
    for event in _matching(stores.results, ledger.currency, question):
        found.append(event)
        if len(found) > question.limit:
            break
    kept = fitting(found[: question.limit])
    more = len(kept) < len(found)
    basis = ledger.basis("anomalies")
    return Anomalies(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=question.token(records.anomaly_sort(kept[-1])) if more else None,
        anomalies=tuple(kept),
    )


def _matching(
    results: DocumentStore, currency: str, question: AnomalyQuestion
) -> Iterator[AnomalyEvent]:
    position = question.position(1)
    # Keys begin with the first day, so the day itself sorts before every event on it.
    bound = question.end.isoformat() if question.end else None
    after = position[0] if position else bound
    while True:
        events, after = records.anomalies(results).page(
            currency, after=after, newest_first=True, limit=question.limit
        )
        for event in events:
            if question.start and event.start < question.start:
                return
            if question.accepts(event):
                yield event
        if after is None:
            return
