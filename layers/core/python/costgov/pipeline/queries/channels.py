"""Where alerts go: how each channel does, and what waits for it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal

from costgov.clock import instant_text
from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.alerting.signal import Severity
from costgov.domain.runs import Frozen
from costgov.pipeline.alerting.outbox import waiting
from costgov.pipeline.alerting.records import channel_healths
from costgov.pipeline.alerting.routing import channel_names, kind_of, minimum_of, policy_of
from costgov.pipeline.queries.exchange import Answer, Question
from costgov.pipeline.queries.stores import ReadStores

type ChannelCondition = Literal["unused", "working", "failing", "broken"]


class ChannelsQuestion(Question):
    """All of them."""


class ChannelState(Frozen):
    """A channel and how it does.

    `failing` is tried again by itself; `broken` is not, until somebody changes something.
    `waiting` counts the messages that have not gone out, `held` those of them that are held back
    (low severity, quiet hours, a team's weekly budget); `oldest` is since when the first of the
    others waits.
    """

    name: str
    kind: str
    minimum: Severity
    teams: tuple[str, ...]
    condition: ChannelCondition
    last_sent: datetime | None
    failing_since: datetime | None
    last_error: str
    warning: str
    waiting: int
    held: int
    oldest: datetime | None


class Channels(Answer):
    """The built-in channels, then those that are configured."""

    listed: ClassVar[str] = "channels"

    channels: tuple[ChannelState, ...]


def list_channels(stores: ReadStores, _question: ChannelsQuestion) -> Channels:
    """Channels with their health, and how much waits for each."""
    found = tuple(channel_states(stores))
    instants = [one.last_sent for one in found if one.last_sent is not None]
    return Channels(
        data_as_of=instant_text(max(instants)) if instants else None,
        sources=("deliveries",) if instants else (),
        channels=found,
    )


def channel_states(stores: ReadStores) -> Iterator[ChannelState]:
    """Every channel there is, the built-in ones first."""
    policy = policy_of(stores.control)
    healths = {one.channel: one for one in channel_healths(stores.control).all()}
    for name in channel_names(policy):
        health = healths.get(name, ChannelHealth(channel=name))
        items = waiting(stores.control, name)
        free = [item.queued_at for item in items if not item.held]
        yield ChannelState(
            name=name,
            kind=kind_of(name, policy),
            minimum=minimum_of(name, policy),
            teams=tuple(team.name for team in policy.teams if name in team.channels),
            condition=_condition(health),
            last_sent=health.last_sent,
            failing_since=health.failing_since,
            last_error=health.last_error,
            warning=health.warning,
            waiting=len(items),
            held=len(items) - len(free),
            oldest=min(free, default=None),
        )


def _condition(health: ChannelHealth) -> ChannelCondition:
    if health.failing_since is not None:
        return "broken" if health.permanent else "failing"
    return "working" if health.last_sent is not None else "unused"
