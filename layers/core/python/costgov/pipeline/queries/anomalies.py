"""Anomalies of a currency's ledger, newest first, with what people said of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry, State, state_of
from costgov.domain.insights import AnomalyEvent
from costgov.domain.period import Window
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode, Day, Dimension
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.stores import ReadStores

type Severity = Literal["low", "medium", "high"]


class AnomalyQuestion(Paged):
    """Events by their first day; the window is half-open, all of time by default."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None
    start: Annotated[Day | None, Field(description="First day an event may begin on.")] = None
    end: Annotated[Day | None, Field(description="First day after those.")] = None
    state: Annotated[State | None, Field(description="Any when left out.")] = None
    severity: Annotated[Severity | None, Field(description="At least so severe.")] = None
    dimension: Annotated[Dimension | None, Field(description="What the series is cut by.")] = None
    value: Annotated[
        str | None, Field(max_length=1_024, description="The series' value in `dimension`.")
    ] = None
    sort: Annotated[
        Literal["start", "impact"],
        Field(description="The one that began last first, or the one with the largest impact."),
    ] = "start"

    def accepts(self, event: AnomalyEvent, state: State) -> bool:
        """Whether the event is one that was asked for."""
        return (
            self.state in {None, state}
            and (self.severity is None or _RANK[event.severity] >= _RANK[self.severity])
            and self.dimension in {None, event.dimension}
            and self.value in {None, event.value}
            and (self.end is None or event.start < self.end)
        )


class Anomaly(AnomalyEvent):
    """An event, what has become of it, and all that people said of it, the latest last."""

    state: State
    feedback: tuple[FeedbackEntry, ...]

    @classmethod
    def of(cls, event: AnomalyEvent, feedback: AnomalyFeedback | None) -> "Anomaly":
        """An event with its feedback, if there is any."""
        said = feedback.history if feedback else ()
        return cls(**dict(event), state=state_of(event, feedback), feedback=said)


class Anomalies(PagedAnswer):
    """Events in the order that was asked for."""

    anomalies: tuple[Anomaly, ...]


_RANK: Mapping[Severity, int] = {"low": 0, "medium": 1, "high": 2}


def cost_anomalies(stores: ReadStores, question: AnomalyQuestion) -> Anomalies:
    """Anomalies, the one that began last or weighs most first.

    Raises:
        InvalidInput, NotFound: the window is reversed; the currency is not clear or not there.
    """
    if question.start and question.end:
        Window(question.start, question.end)
    ledger = ledger_of(stores.costs, question.currency)
    found: list[Anomaly] = []
    for event in _matching(stores, ledger.currency, question):
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
        next_page=question.token(_place(question, kept[-1])) if more else None,
        anomalies=tuple(kept),
    )


def anomalies_of(stores: ReadStores, currency: str, since: date | None = None) -> list[Anomaly]:
    """Every event of a ledger that began on a day or later, the last first."""
    said = {one.event_id: one for one in records.anomaly_feedback(stores.control).all()}
    found: list[Anomaly] = []
    after: str | None = None
    while True:
        events, after = records.anomalies(stores.results).page(
            currency, after=after, newest_first=True
        )
        for event in events:
            if since and event.start < since:
                return found
            found.append(Anomaly.of(event, said.get(event.id)))
        if after is None:
            return found


def event_of(stores: ReadStores, event_id: str) -> AnomalyEvent:
    """The event of an id.

    Raises:
        NotFound: there is none.
    """
    for ledger in currency_ledgers(stores.costs):
        for event in records.anomalies(stores.results).all(ledger.currency):
            if event.id == event_id:
                return event
    raise NotFound(f"there is no anomaly {event_id}")


def _matching(stores: ReadStores, currency: str, question: AnomalyQuestion) -> Iterator[Anomaly]:
    events = [
        event
        for event in anomalies_of(stores, currency, question.start)
        if question.accepts(event, event.state)
    ]
    events.sort(key=lambda event: _place(question, event), reverse=True)
    position = question.position(1)
    return (event for event in events if not position or _place(question, event) < position[0])


def _place(question: AnomalyQuestion, event: AnomalyEvent) -> str:
    """Where an event stands in the order that was asked for, as text that sorts so."""
    place = records.anomaly_sort(event)
    return f"{abs(event.impact):040.10f}#{place}" if question.sort == "impact" else place
