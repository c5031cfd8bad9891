"""Alerts as they stand, with who saw to them and how they were delivered."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from costgov.clock import instant_text
from costgov.domain.access import Sight
from costgov.domain.alerting.alert import Alert, AlertEntry, AlertState
from costgov.domain.alerting.delivery import Delivery
from costgov.domain.alerting.signal import AROUND, RuleKind, Severity, Signal
from costgov.errors import NotFound
from costgov.pipeline.alerting.life import alert_of
from costgov.pipeline.alerting.outbox import waiting
from costgov.pipeline.alerting.records import deliveries, open_alerts, past_alerts
from costgov.pipeline.queries.alert_rows import AlertRow, ResponseTimes, WaitingMessage
from costgov.pipeline.queries.exchange import Answer, Day, Question, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.sights import HIDDEN, require
from costgov.pipeline.queries.stores import ReadStores

type AlertId = Annotated[str, Field(pattern=r"^[0-9a-f]{20}$", description="The alert's id.")]
type WantedState = Literal[
    "active", "open", "acknowledged", "snoozed", "planned", "resolved", "any"
]
type AlertSort = Literal["severity", "amount", "opened"]
type Text = Annotated[str, Field(max_length=256)]

RULES: Final = ("rules",)


class AlertsQuestion(Paged):
    """Alerts, by default those whose cause is still there, the most severe first."""

    state: Annotated[
        WantedState, Field(description="`active` is everything that is not resolved.")
    ] = "active"
    severity: Annotated[Severity | None, Field(description="At least so severe.")] = None
    kind: Annotated[RuleKind | None, Field(description="What the rule watches.")] = None
    rule: Annotated[Text | None, Field(description="The rule's name.")] = None
    team: Annotated[Text | None, Field(description="The team it is routed to.")] = None
    account: Annotated[str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId.")] = (
        None
    )
    since: Annotated[
        Day | None,
        Field(
            description="Those that were there on that day (UTC) or later; when left out, resolved "
            "ones of the last two weeks."
        ),
    ] = None
    sort: Annotated[
        AlertSort,
        Field(description="The highest severity, the largest amount, or the newest first."),
    ] = "severity"

    def accepts(self, alert: Alert) -> bool:
        """Whether an alert is one that was asked for."""
        signal = alert.signal
        asked = (
            (self.kind, signal.kind),
            (self.rule, signal.rule),
            (self.team, alert.owner),
            (self.account, signal.subject.account),
        )
        return (
            self._has(alert.state)
            and all(wanted in {None, found} for wanted, found in asked)
            and (self.severity is None or signal.severity.rank >= self.severity.rank)
            and not (self.since is not None and _was_over(alert, self.since))
        )

    @property
    def looks_back(self) -> bool:
        """Whether alerts resolved long ago may be among those asked for."""
        return self.since is not None and self.state in {"resolved", "any"}

    def _has(self, state: AlertState) -> bool:
        if self.state == "any":
            return True
        return state is not AlertState.RESOLVED if self.state == "active" else state == self.state


class Alerts(PagedAnswer):
    """A page of alerts; `count` and `response` are of everything that was asked for."""

    listed: ClassVar[str] = "alerts"

    count: int
    response: ResponseTimes
    alerts: tuple[AlertRow, ...]


class AlertQuestion(Question):
    """One alert."""

    id: AlertId


class AlertDetail(Answer):
    """One alert: what was found, all that became of it, and how each message ended."""

    alert: AlertRow
    signal: Signal
    history: tuple[AlertEntry, ...]
    deliveries: tuple[Delivery, ...]
    waiting: tuple[WaitingMessage, ...]


def list_alerts(stores: ReadStores, question: AlertsQuestion) -> Alerts:
    """Alerts, the most severe first.

    Raises:
        InvalidInput: the page token is bad.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    if question.account is not None:
        require(stores.sight, question.account, f"account {question.account}")
    found = [
        alert
        for alert in _each_once(_stored(stores, question))
        if stores.sight.sees(alert.signal.subject.account) and question.accepts(alert)
    ]
    found.sort(key=lambda alert: _place(question.sort, alert), reverse=True)
    position = question.position(1)
    left = [one for one in found if not position or _place(question.sort, one) < position[0]]
    kept = fitting([AlertRow.of(alert) for alert in left[: question.limit]])
    more = len(kept) < len(left)
    return Alerts(
        data_as_of=oldest(str(alert.judged or alert.signal.as_of) for alert in found),
        sources=RULES if found else (),
        next_page=question.token(_place(question.sort, left[len(kept) - 1])) if more else None,
        count=len(found),
        response=ResponseTimes.of([AlertRow.of(alert) for alert in found]),
        alerts=tuple(kept),
    )


def show_alert(stores: ReadStores, question: AlertQuestion) -> AlertDetail:
    """One alert with its history, and how its messages were delivered.

    Raises:
        NotFound: there is no such alert.
    """
    return detail_of(stores, seen_alert(stores, question.id))


def seen_alert(stores: ReadStores, name: str) -> Alert:
    """The alert of an id; raises NotFound where there is none that the caller sees."""
    alert = alert_of(stores.control, name)
    if not stores.sight.sees(alert.signal.subject.account):
        raise NotFound(f"there is no alert {name}")
    return alert


def detail_of(stores: ReadStores, alert: Alert) -> AlertDetail:
    """An alert with all that is stored of it."""
    channels = sorted(alert.channels)
    return AlertDetail(
        data_as_of=str(alert.judged or alert.signal.as_of),
        sources=RULES,
        currency=alert.signal.subject.currency,
        alert=AlertRow.of(alert),
        signal=_told(stores.sight, alert.signal),
        history=alert.history,
        deliveries=tuple(deliveries(stores.control).all(alert.id)),
        waiting=tuple(
            WaitingMessage.of(item)
            for channel in channels
            for item in waiting(stores.control, channel, alert.id)
        ),
    )


def _told(sight: Sight, signal: Signal) -> Signal:
    """A finding as the caller may know it: without what it says of others' sources and budgets."""
    if sight.is_whole:
        return signal
    own = tuple(one for one in signal.facts if one.label != AROUND)
    return signal.model_copy(update={"facts": own, "basis": HIDDEN})


def _stored(stores: ReadStores, question: AlertsQuestion) -> Iterator[Alert]:
    """Present alerts, then those of long ago back to the day that was asked for."""
    yield from open_alerts(stores.control).all()
    if question.since is None or not question.looks_back:
        return
    after: str | None = None
    while True:
        page, after = past_alerts(stores.control).page(after=after, newest_first=True)
        for alert in page:
            if _was_over(alert, question.since):
                return
            yield alert
        if after is None:
            return


def _each_once(alerts: Iterable[Alert]) -> Iterator[Alert]:
    """One that came back long after may still stand among the past ones too."""
    met: set[str] = set()
    for alert in alerts:
        if alert.id not in met:
            met.add(alert.id)
            yield alert


def _place(sort: AlertSort, alert: Alert) -> str:
    """Where an alert stands in the order that was asked for, as text that sorts so."""
    signal, opened = alert.signal, f"{instant_text(alert.opened_at)}#{alert.id}"
    if sort == "severity":
        return f"{signal.severity.rank}#{opened}"
    if sort == "opened":
        return opened
    if signal.amount is None:
        return f"0#{opened}"
    # Amounts of different currencies cannot be compared: each currency's stand together.
    return f"1#{signal.subject.currency}#{abs(signal.amount):040.10f}#{opened}"


def _was_over(alert: Alert, day: date) -> bool:
    """Whether it was resolved before a day (UTC) began."""
    return alert.resolved_at is not None and alert.resolved_at.astimezone(UTC).date() < day
