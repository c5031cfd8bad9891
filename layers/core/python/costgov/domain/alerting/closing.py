"""What a resolved alert came to, in one line: its money, its days, and who saw to it."""

from datetime import timedelta

from costgov.domain.alerting.alert import SYSTEM, Alert
from costgov.domain.money import amount_text, display

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def person(who: str) -> str:
    """Whom an entry names, in as few words as tell people apart.

    >>> person("costgov"), person("slack:U012"), person("jwt:https://id.example#jane")
    ('Cost Governor', 'Slack user U012', 'jane')
    >>> person("arn:aws:sts::111122223333:assumed-role/Operators/jane")
    'Operators/jane'
    """
    if who == SYSTEM:
        return "Cost Governor"
    if who.startswith("slack:"):
        return f"Slack user {who.removeprefix('slack:')}"
    if who.startswith("jwt:"):
        return who.rpartition("#")[2]
    if who.startswith("arn:"):
        return who.rpartition(":")[2].removeprefix("assumed-role/").removeprefix("user/")
    return who


def lasting(span: timedelta) -> str:
    """A length of time in its largest whole unit.

    >>> lasting(timedelta(hours=50)), lasting(timedelta(minutes=61)), lasting(timedelta(seconds=5))
    ('2 days', '1 hour', '1 minute')
    """
    seconds = int(span.total_seconds())
    for size, name in ((_DAY, "day"), (_HOUR, "hour")):
        if seconds >= size:
            return _counted(seconds // size, name)
    return _counted(max(1, seconds // _MINUTE), "minute")


def closing_words(alert: Alert) -> str:
    """The total impact of an alert whose cause is gone.

    `$1,234.50 in all over 12 days, 2026-11-03 to 2026-11-14; acknowledged by jane after 3 hours`.
    """
    signal = alert.signal
    last = signal.until or signal.as_of
    days = _counted(max(0, (last - signal.since).days) + 1, "day")
    span = f"{days}, {signal.since} to {last}"
    if signal.amount is None:
        words = f"it lasted {span}"
    else:
        currency = signal.subject.currency
        money = display(signal.amount, currency) if currency else amount_text(signal.amount)
        words = f"{money} in all over {span}"
    if alert.acknowledged_at is None:
        return f"{words}; nobody acknowledged it"
    after = lasting(alert.acknowledged_at - (alert.called_at or alert.opened_at))
    return f"{words}; acknowledged by {person(alert.acknowledged_by)} after {after}"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
