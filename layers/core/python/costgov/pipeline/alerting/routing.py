"""Whose an alert is, and which channels it goes to."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.channels import BUILT_IN, EMAIL, EVENTS, AlertPolicy, Route
from costgov.domain.alerting.signal import RuleKind, Severity, Signal
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import ONLY, alert_policies

_MAIL: Final = frozenset({EMAIL})
_SLACK: Final = frozenset({"slack", "slack-webhook", "amazon-q"})

BY_DEFAULT: Final[Mapping[RuleKind, tuple[frozenset[str], ...]]] = {
    RuleKind.GROWTH: (_SLACK, _MAIL),
    RuleKind.CAPACITY: (frozenset({"pagerduty"}),),
    RuleKind.ANOMALY: (_MAIL, _SLACK),
}
"""Where alerts of a kind go that no route and no team claims; all others go to e-mail."""


def policy_of(control: DocumentStore) -> AlertPolicy:
    """Channels, teams and routes as they are configured; the default where nothing is."""
    try:
        return alert_policies(control).get(ONLY)
    except NotFound:
        return AlertPolicy()


def owner_of(signal: Signal, policy: AlertPolicy) -> str | None:
    """The team whose owner tag or name the subject carries, then the one whose account it is in."""
    subject = signal.subject
    if subject.team is not None:
        for team in policy.teams:
            if subject.team == team.name or subject.team in team.tags:
                return team.name
    if subject.account is not None:
        for team in policy.teams:
            if subject.account in team.accounts:
                return team.name
    return None


def channels_of(alert: Alert, policy: AlertPolicy) -> tuple[str, ...]:
    """The channels that news of an alert goes to, the event bus last.

    The first route that fits decides, then the owner's channels, then the default of the rule's
    kind. A channel gets what has ever been as severe as it asks for, and where news of the alert
    has gone before, further news goes too: what began on a channel ends on it. What no channel is
    left for goes to e-mail. That a channel fails is not told by itself.
    """
    silent = _failing(alert)
    names = [
        name
        for name in _wanted(alert, policy)
        if name != silent and alert.loudest.rank >= minimum_of(name, policy).rank
    ]
    known = {channel.name for channel in policy.channels} | set(BUILT_IN)
    names += [name for name in alert.channels if name in known and name != silent]
    if not set(names) - {EVENTS}:
        names += _last_resort(policy, silent)
    told = dict.fromkeys(name for name in names if name != EVENTS)
    return (*told, EVENTS) if silent != EVENTS else tuple(told)


def channel_names(policy: AlertPolicy) -> tuple[str, ...]:
    """The built-in channels, then the configured ones."""
    return (*BUILT_IN, *(channel.name for channel in policy.channels))


def kind_of(name: str, policy: AlertPolicy) -> str:
    """The kind of a channel: `email`, `events`, or as it is configured."""
    return next((one.kind for one in policy.channels if one.name == name), name)


def minimum_of(name: str, policy: AlertPolicy) -> Severity:
    """The lowest severity that a channel takes."""
    return next((one.minimum for one in policy.channels if one.name == name), Severity.LOW)


def _failing(alert: Alert) -> str | None:
    signal = alert.signal
    about = signal.kind is RuleKind.DELIVERY and signal.subject.dimension == "channel"
    return signal.subject.value if about else None


def _wanted(alert: Alert, policy: AlertPolicy) -> tuple[str, ...]:
    for route in policy.routes:
        if _fits(route, alert):
            return route.channels
    for team in policy.teams:
        if team.name == alert.owner and team.channels:
            return team.channels
    return tuple(_by_default(alert.signal.kind, policy))


def _fits(route: Route, alert: Alert) -> bool:
    signal = alert.signal
    return (
        (not route.kinds or signal.kind in route.kinds)
        and (not route.rules or signal.rule in route.rules)
        and (route.team is None or route.team == alert.owner)
        and (not route.accounts or signal.subject.account in route.accounts)
        and alert.loudest.rank >= route.at_least.rank
    )


def _by_default(kind: RuleKind, policy: AlertPolicy) -> Iterator[str]:
    """Channels of the kinds that a rule's alerts go to; e-mail where there is none of a kind.

    Channels that a team has are that team's.
    """
    owned = {name for team in policy.teams for name in team.channels}
    for kinds in BY_DEFAULT.get(kind, (_MAIL,)):
        shared = _of_kinds(kinds, policy, owned)
        yield from shared or [EMAIL]


def _of_kinds(kinds: Collection[str], policy: AlertPolicy, owned: Collection[str]) -> list[str]:
    return [one.name for one in policy.channels if one.kind in kinds and one.name not in owned]


def _last_resort(policy: AlertPolicy, silent: str | None) -> list[str]:
    """E-mail; where that is what fails, every other channel."""
    return [EMAIL] if silent != EMAIL else [channel.name for channel in policy.channels]
