"""When news may go out by a channel: at once, after a quiet night, or with the daily digest.

Nothing is dropped: what is held back waits in the outbox and says why.
"""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from costgov.domain.alerting.alert import Alert, Happening, News
from costgov.domain.alerting.channels import EVENTS, AlertPolicy, QuietHours, Team
from costgov.domain.alerting.signal import Severity
from costgov.domain.period import ONE_DAY
from costgov.pipeline.alerting.routing import kind_of

DIGEST: Final = "digest"
QUIET: Final = "quiet"
BUDGET: Final = "budget"
"""Why something is held back: low severity, quiet hours, a team's weekly budget of alerts."""

NEVER_HELD: Final = frozenset({EVENTS, "pagerduty"})
"""Kinds of channels that decide for themselves whom they wake."""

WEEK: Final = timedelta(days=7)
_NEW: Final = frozenset({Happening.OPENED, Happening.REOPENED})


class Hold(NamedTuple):
    """From when on something may go out, and why not earlier ("" if it may at once)."""

    not_before: datetime
    reason: str = ""


def team_of(alert: Alert, policy: AlertPolicy) -> Team | None:
    """The team an alert is routed to, as it is configured now."""
    return next((team for team in policy.teams if team.name == alert.owner), None)


def hold(
    news: News, channel: str, policy: AlertPolicy, now: datetime, *, beyond: bool = False
) -> Hold:
    """When news may go out by a channel; `beyond`: it exceeds its team's weekly budget.

    Critical news goes at once. Low severity, and what is beyond the budget, waits for the digest.
    Everything else, and a digest too, waits until quiet hours are over.
    """
    severity = news.alert.signal.severity
    if severity is Severity.CRITICAL or kind_of(channel, policy) in NEVER_HELD:
        return Hold(now)
    team = team_of(news.alert, policy)
    quiet = (team.quiet if team else None) or policy.quiet
    if severity is Severity.LOW or beyond:
        due = next_at(_clock(policy.digest_hour), quiet, now)
        return Hold(_after_quiet(quiet, due), DIGEST if severity is Severity.LOW else BUDGET)
    end = _after_quiet(quiet, now)
    return Hold(end, QUIET) if end > now else Hold(now)


def next_at(clock: str, quiet: QuietHours | None, now: datetime) -> datetime:
    """The next instant at which clocks show that time (`HH:MM`) in the quiet hours' zone.

    A time that a change of clocks leaves out comes as much later as clocks go forward.
    """
    zone = ZoneInfo(quiet.time_zone) if quiet else UTC
    local = now.astimezone(zone)
    wanted = time.fromisoformat(clock)
    # Three days: on the day clocks go back, today's may be past though clocks show less.
    days = (local.date() + ONE_DAY * ahead for ahead in range(3))
    moments = (_instant(day, wanted, local) for day in days)
    return next(moment for moment in moments if moment > now)


def is_quiet(quiet: QuietHours, at: datetime) -> bool:
    """Whether clocks in the zone show a time within the quiet hours; equal ends are none."""
    clock = at.astimezone(ZoneInfo(quiet.time_zone)).strftime("%H:%M")
    if quiet.start <= quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def beyond_budget(alerts: Iterable[Alert], weekly: int) -> frozenset[str]:
    """The ids of a team's alerts that are too many, where it wants so many new ones in seven days.

    Counted are its alerts of medium and high severity in the order in which they asked for
    attention, of one instant the most severe and costly first; those held back do not count.
    """
    told: deque[datetime] = deque()
    beyond: set[str] = set()
    for alert in sorted(filter(_counts, alerts), key=_place):
        called = _called(alert)
        while told and told[0] <= called - WEEK:
            told.popleft()
        if len(told) < weekly:
            told.append(called)
        else:
            beyond.add(alert.id)
    return frozenset(beyond)


def is_new(news: News) -> bool:
    """Whether news is of the kind that a weekly budget limits."""
    return news.what in _NEW and _counts(news.alert)


def _counts(alert: Alert) -> bool:
    return alert.loudest not in {Severity.LOW, Severity.CRITICAL}


def _called(alert: Alert) -> datetime:
    return alert.called_at or alert.opened_at


def _place(alert: Alert) -> tuple[datetime, int, object, str]:
    amount = alert.signal.amount
    weight = -abs(amount) if amount is not None else 0
    return _called(alert), -alert.loudest.rank, weight, alert.id


def _clock(hour: int) -> str:
    return f"{hour:02d}:00"


def _after_quiet(quiet: QuietHours | None, at: datetime) -> datetime:
    return next_at(quiet.end, quiet, at) if quiet and is_quiet(quiet, at) else at


def _instant(day: date, wanted: time, local: datetime) -> datetime:
    """The instant of a local time; of two that clocks show alike, the one in `local`'s fold."""
    moment = datetime.combine(day, wanted, tzinfo=local.tzinfo).replace(fold=local.fold)
    return moment.astimezone(UTC)
