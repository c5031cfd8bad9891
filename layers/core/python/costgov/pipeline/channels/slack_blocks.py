"""Alerts as Slack shows them: what and how much first, then the drivers, a chart and buttons."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Final, NamedTuple

from costgov.domain.alerting.alert import AlertState, News
from costgov.domain.alerting.signal import Driver, Fact, RuleKind, Severity
from costgov.pipeline.alerting.plain import plain
from costgov.pipeline.alerting.wording import (
    ASKING,
    background,
    drivers_shown,
    figures,
    headline,
    money,
    seen_to,
    standing,
    state,
    to_do,
)
from costgov.pipeline.channels.slack_chart import chart_blocks
from costgov.pipeline.channels.slack_markup import (
    ALTOGETHER,
    FIELDS,
    Block,
    button,
    escaped,
    fields,
    header,
    link,
    notes,
    section,
    who,
)

ACKNOWLEDGE: Final = "costgov_acknowledge"
SNOOZE: Final = "costgov_snooze"
PLANNED: Final = "costgov_planned"
APPROVE: Final = "costgov_approve"
SNOOZE_DAYS: Final = 7
PROPOSALS: Final = 10
"""So many recommendations a message lists."""

MARKS: Final = {
    Severity.CRITICAL: "🚨",
    Severity.HIGH: "🔴",
    Severity.MEDIUM: "🟠",
    Severity.LOW: "🔵",
}
_STATES: Final = {
    AlertState.ACKNOWLEDGED: "👀",
    AlertState.SNOOZED: "💤",
    AlertState.PLANNED: "📅",
    AlertState.RESOLVED: "✅",
}
_FACTS: Final = 20
_LENGTHS: Final = (600, 250, 100)
REPEATED: Final = "⚠️ This may be here twice: whether the first sending arrived is not known."


type _Layout = Callable[[News, str, Look], list[Block]]


class SlackMessage(NamedTuple):
    """What is posted: `text` for notifications and screen readers, `blocks` for everybody else."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def without_chart(self) -> "SlackMessage":
        """The same for a workspace that does not know charts."""
        kept = tuple(block for block in self.blocks if block["type"] != "data_visualization")
        return self._replace(blocks=kept)


class Look(NamedTuple):
    """How a message looks: whom it mentions, whether buttons lead anywhere, whether it may be a
    copy, and how many characters a single fact may take."""

    mention: str = ""
    buttons: bool = False
    repeated: bool = False
    longest: int = _LENGTHS[0]


def first_message(news: News, look: Look) -> SlackMessage:
    """Everything about an alert: what is posted first."""
    return _fitting(_whole, news, headline(news), look)


def standing_message(news: News, look: Look) -> SlackMessage:
    """The same as the alert stands now, for the first message to be replaced with."""
    return _fitting(_whole, news, standing(news.alert), look)


def update_message(news: News, look: Look) -> SlackMessage:
    """What is new about an alert: a short message below the first one."""
    return _fitting(_update, news, headline(news), look)


def mark(news: News) -> str:
    """One sign for how an alert stands, or how grave it is while nobody has it."""
    alert = news.alert
    if alert.signal.kind is RuleKind.RECOMMENDATION:
        return "💡"
    return _STATES.get(alert.state) or MARKS[alert.signal.severity]


def _fitting(blocks_of: _Layout, news: News, title: str, look: Look) -> SlackMessage:
    """The message with facts as long as all of it together may be."""
    title = f"{mark(news)} {title}"
    for length in _LENGTHS:
        blocks = blocks_of(news, title, look._replace(longest=length))
        if len(json.dumps(blocks, ensure_ascii=False)) <= ALTOGETHER:
            break
    return SlackMessage(escaped(title), tuple(blocks))


def _whole(news: News, title: str, look: Look) -> list[Block]:
    return [
        header(title),
        *_mentioned(news, look),
        *_facts(news, (*figures(news), *_owner(news)), look),
        *_drivers(news, look),
        *chart_blocks(news.alert.signal),
        *_advice(news, look),
        *_buttons(news, look),
        *_small_print(news, look),
    ]


def _update(news: News, title: str, look: Look) -> list[Block]:
    asks = news.what in ASKING
    return [
        section(f"*{escaped(title)}*"),
        *_mentioned(news, look),
        *_facts(news, figures(news) if asks else _said_now(news), look),
        *(_buttons(news, look) if asks else ()),
        *_repeat(look),
    ]


def _said_now(news: News) -> tuple[Fact, ...]:
    """Figures without the signal's own, which the first message keeps."""
    known = news.alert.signal.facts
    return tuple(fact for fact in figures(news) if fact not in known)


def _owner(news: News) -> Iterator[Fact]:
    if owner := news.alert.owner or news.alert.signal.subject.team:
        yield Fact(label="Owner", text=owner)


def _mentioned(news: News, look: Look) -> Iterator[Block]:
    """Only what asks for somebody calls anybody."""
    if look.mention and news.what in ASKING:
        yield section(f"{look.mention} this is yours.")


def _facts(news: News, facts: Iterable[Fact], look: Look) -> Iterator[Block]:
    shown = [_fact(news, fact, look) for fact in facts if plain(fact.text)][:_FACTS]
    for several in batched(shown, FIELDS, strict=False):
        yield fields(several)


def _fact(news: News, fact: Fact, look: Look) -> str:
    """A fact as a field; where it names somebody of Slack, as a mention."""
    named = {"State": state, "Seen to": seen_to}.get(fact.label)
    if named is None or fact.text != named(news.alert):
        text = escaped(fact.text, look.longest)
    else:
        text = named(news.alert, who)
    return f"*{escaped(fact.label)}*\n{text}"


def _drivers(news: News, look: Look) -> Iterator[Block]:
    signal = news.alert.signal
    currency = signal.subject.currency
    if signal.kind is RuleKind.RECOMMENDATION:
        yield from (_proposal(one, currency, look) for one in signal.drivers[:PROPOSALS])
        return
    shown, more = drivers_shown(news)
    if not shown:
        return
    heading = f"Largest {signal.drivers_of}" if signal.drivers_of else "Made up of"
    lines = [
        f"{number}. {escaped(driver.name, min(150, look.longest))}: {_amount(driver, currency)}"
        for number, driver in enumerate(shown, 1)
    ]
    lines += [f"and {more} more"] if more else []
    yield section("\n".join([f"*{escaped(heading, 100)}*", *lines]))


def _amount(driver: Driver, currency: str | None) -> str:
    amount = f"*{escaped(money(driver.amount, currency))}*"
    if driver.share_percent is None:
        return amount
    return f"{amount} ({driver.share_percent.normalize():f} %)"


def _proposal(driver: Driver, currency: str | None, look: Look) -> Block:
    """A recommendation with the button that approves it."""
    text = f"{escaped(driver.name, look.longest)}\nsaves {_amount(driver, currency)} a month"
    block = section(text)
    if look.buttons and driver.id:
        block["accessory"] = button("Approve", APPROVE, driver.id, "primary")
    return block


def _advice(news: News, look: Look) -> Iterator[Block]:
    for fact in to_do(news):
        if fact.label == "To do":
            yield section(f"*{fact.label}*\n{escaped(fact.text, look.longest)}")


def _buttons(news: News, look: Look) -> Iterator[Block]:
    alert = news.alert
    if not look.buttons or not alert.is_open or alert.signal.kind is RuleKind.RECOMMENDATION:
        return
    offered = (
        (AlertState.ACKNOWLEDGED, button("Acknowledge", ACKNOWLEDGE, alert.id, "primary")),
        (AlertState.SNOOZED, button(f"Snooze {SNOOZE_DAYS} d", SNOOZE, alert.id)),
        (AlertState.PLANNED, button("Planned", PLANNED, alert.id)),
    )
    elements = [element for state_, element in offered if state_ is not alert.state]
    yield {"type": "actions", "elements": elements}


def _small_print(news: News, look: Look) -> Iterator[Block]:
    facts = [
        f"*{escaped(fact.label)}* {escaped(fact.text, look.longest)}"
        for fact in background(news)
        if fact.label != "Owner"
    ]
    leads = [link(one) for one in news.alert.signal.links[:3]]
    # What a button does needs no command.
    if not (look.buttons and news.alert.state is AlertState.OPEN):
        leads += [f"`{fact.text}`" for fact in to_do(news) if fact.text.startswith("costgov ")]
    yield notes([" · ".join(facts[:-2]), *facts[-2:], " · ".join(leads)])
    yield from _repeat(look)


def _repeat(look: Look) -> Iterator[Block]:
    if look.repeated:
        yield notes([REPEATED])
