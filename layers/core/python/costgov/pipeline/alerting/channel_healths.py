"""How channels do: one record each, changed by whoever sends."""

from collections.abc import Callable
from typing import Final

from costgov.domain.alerting.delivery import ChannelHealth
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import channel_healths

_TRIES: Final = 8


def note_health(
    control: DocumentStore, channel: str, made: Callable[[ChannelHealth], ChannelHealth]
) -> ChannelHealth:
    """Make a change to a channel's health, and return what it is by now.

    Raises:
        VersionConflict: others keep changing it.
        StoreError: the store refused.
    """
    table = channel_healths(control)
    for _ in range(_TRIES):
        try:
            document = table.versioned(channel)
        except NotFound:
            before, version = ChannelHealth(channel=channel), 0
        else:
            before, version = table.read(document), document.version
        after = made(before)
        if after == before and version:
            return after
        try:
            table.put(after, channel, if_version=version)
        except VersionConflict:
            continue
        return after
    raise VersionConflict(f"the health of channel {channel} keeps being changed by others")


def forget_health(control: DocumentStore, channel: str) -> None:
    """Remove the record of a channel that is no longer configured."""
    channel_healths(control).delete(channel)
