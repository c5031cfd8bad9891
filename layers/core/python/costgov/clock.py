"""The one place that reads the time; everything else is handed an instant."""

from collections.abc import Callable
from datetime import UTC, datetime

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def instant_text(instant: datetime) -> str:
    """An instant as sortable text, `2026-10-20T06:00:00.000000Z`.

    >>> instant_text(datetime(2026, 10, 20, 6, tzinfo=UTC))
    '2026-10-20T06:00:00.000000Z'
    """
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"
