"""A message that shows whether a channel works."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from costgov.clock import instant_text
from costgov.domain.alerting.alert import Alert, News
from costgov.domain.alerting.channels import ChannelName
from costgov.domain.alerting.closing import person
from costgov.domain.alerting.life import gone, opened
from costgov.domain.alerting.signal import RuleKind, Severity, Signal, Subject
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item
from costgov.pipeline.alerting.routing import channel_names, kind_of, policy_of
from costgov.pipeline.queries.stores import Caller, ReadStores

TEST_RULE = "channel-test"
"""The rule that test messages name."""


class ChannelTestCommand(Frozen):
    """Which channel is to be tried."""

    name: Annotated[ChannelName, Field(description="The channel's name.")]


class ChannelTest(Frozen):
    """A test message on its way: `GET /v1/channels` says when the channel last took one."""

    channel: str
    message: str
    queued_at: datetime


def send_channel_test(
    stores: ReadStores, command: ChannelTestCommand, caller: Caller
) -> ChannelTest:
    """Send a message that says it is a test, whatever the channel's lowest severity.

    It belongs to no alert. A pager's incident is resolved by a second message.

    Raises:
        NotFound: there is no such channel.
    """
    policy = policy_of(stores.control)
    if command.name not in channel_names(policy):
        raise NotFound(f"there is no channel {command.name!r}")
    alert = opened(_signal(command.name, caller), None, caller.at)
    paged = kind_of(command.name, policy) == "pagerduty"
    news = _with_its_end(alert, caller.at) if paged else alert.unqueued
    caller.trail.record(f"channel/{command.name}", None, {"message": news[0].id})
    for one in news:
        put_item(stores.control, command.name, one, Hold(caller.at), caller.at)
    return ChannelTest(channel=command.name, message=news[0].id, queued_at=caller.at)


def _with_its_end(alert: Alert, at: datetime) -> tuple[News, ...]:
    return gone(alert, alert.signal.as_of, at).unqueued


def _signal(name: str, caller: Caller) -> Signal:
    today = caller.at.astimezone(UTC).date()
    return Signal(
        rule=TEST_RULE,
        kind=RuleKind.DELIVERY,
        subject=Subject(dimension="channel", value=name),
        period=instant_text(caller.at),
        severity=Severity.LOW,
        title=f"Test message: the channel {name} works, there is nothing to do",
        why=f"{person(caller.who)} asked for a test of this channel",
        since=today,
        as_of=today,
        basis="no data: this is a test",
    )
