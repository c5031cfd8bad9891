"""Anomalies of a currency's ledger, newest first, with what people said of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from costgov.domain.access import Sight
from costgov.domain.costs import ACCOUNT, SERVICE
from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry, State, state_of
from costgov.domain.insights import AnomalyEvent, Driver
from costgov.domain.period import Window
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode, Day, Dimension
from costgov.pipeline.queries.pages import MAX_PAGE, Paged, PagedAnswer, fitting
from costgov.pipeline.queries.sights import basis_for, require
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


class AnomalyPart(Frozen):
    """What one account added to an event of a larger whole, whose figures are not shown.

    `drivers` take the account's own impact apart.
    """

    event: str
    account: str
    service: str | None
    start: date
    end: date
    ongoing: bool
    severity: Severity
    impact: Decimal
    drivers: tuple[Driver, ...]


class Anomalies(PagedAnswer):
    """Events in the order that was asked for.

    Who sees some accounts only gets the events of these; `parts` are what they added to events of
    services and of the whole bill, the latest of them, on the first page alone.
    """

    listed: ClassVar[str] = "anomalies"

    anomalies: tuple[Anomaly, ...]
    parts: tuple[AnomalyPart, ...] = ()


_RANK: Mapping[Severity, int] = {"low": 0, "medium": 1, "high": 2}


def cost_anomalies(stores: ReadStores, question: AnomalyQuestion) -> Anomalies:
    """Anomalies, the one that began last or weighs most first.

    Raises:
        InvalidInput, NotFound: the window is reversed; the currency is not clear or not there.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    if question.start and question.end:
        Window(question.start, question.end)
    if question.dimension == ACCOUNT and question.value is not None:
        require(stores.sight, question.value, f"account {question.value}")
    ledger = ledger_of(stores.costs, question.currency)
    found: list[Anomaly] = []
    for event in _matching(stores, ledger.currency, question):
        found.append(event)
        if len(found) > question.limit:
            break
    kept = fitting(found[: question.limit])
    more = len(kept) < len(found)
    basis = basis_for(stores.sight, ledger.basis("anomalies"))
    return Anomalies(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=question.token(_place(question, kept[-1])) if more else None,
        anomalies=tuple(kept),
        parts=() if question.page_token else tuple(_parts(stores, ledger.currency, question)),
    )


def anomalies_of(stores: ReadStores, currency: str, since: date | None = None) -> list[Anomaly]:
    """Every event of a ledger that began on a day or later, the last first; those that are shown.

    An event of one account is shown to who sees it, one of a larger whole to who sees all.
    """
    events = _events(stores, currency, since)
    if stores.sight.is_whole:
        return events
    return [
        one.model_copy(update={"basis": basis_for(stores.sight, one.basis)})
        for one in events
        if sees(stores.sight, one)
    ]


def sees(sight: Sight, event: AnomalyEvent) -> bool:
    """Whether an event is the caller's to see."""
    return sight.sees(event.value if event.dimension == ACCOUNT else None)


def _events(stores: ReadStores, currency: str, since: date | None) -> list[Anomaly]:
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
        NotFound: there is none that the caller sees.
    """
    for ledger in currency_ledgers(stores.costs):
        for event in records.anomalies(stores.results).all(ledger.currency):
            if event.id == event_id and sees(stores.sight, event):
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


def _parts(stores: ReadStores, currency: str, question: AnomalyQuestion) -> Iterator[AnomalyPart]:
    """What the accounts of a caller who sees only some added to events that are not theirs."""
    if stores.sight.is_whole:
        return
    whole = (one for one in _events(stores, currency, question.start) if one.dimension != ACCOUNT)
    events = (one for one in whole if question.accepts(one, one.state))
    yield from islice((part for event in events for part in _added(stores.sight, event)), MAX_PAGE)


def _added(sight: Sight, event: AnomalyEvent) -> Iterator[AnomalyPart]:
    for service, driver in _of_accounts(event):
        if driver.value is not None and sight.sees(driver.value):
            yield AnomalyPart(
                event=event.id,
                account=driver.value,
                service=service,
                start=event.start,
                end=event.end,
                ongoing=event.ongoing,
                severity=event.severity,
                impact=driver.impact,
                drivers=driver.parts,
            )


def _of_accounts(event: AnomalyEvent) -> Iterator[tuple[str | None, Driver]]:
    """The parts that are accounts: of the event, else of its services; each with the service."""
    own = event.value if event.dimension == SERVICE else None
    if accounts := [one for one in event.drivers if one.dimension == ACCOUNT]:
        yield from ((own, one) for one in accounts)
        return
    services = [one for one in event.drivers if one.dimension == SERVICE]
    yield from (
        (one.value, part) for one in services for part in one.parts if part.dimension == ACCOUNT
    )


def _place(question: AnomalyQuestion, event: AnomalyEvent) -> str:
    """Where an event stands in the order that was asked for, as text that sorts so."""
    place = records.anomaly_sort(event)
    return f"{abs(event.impact):040.10f}#{place}" if question.sort == "impact" else place
