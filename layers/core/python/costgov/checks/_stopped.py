"""Since when an instance is stopped."""

import re
from datetime import UTC, datetime
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

LONG_STOPPED_DAYS: Final = 30
"""From here on a stopped instance is judged itself, with all that it holds."""
# User initiated (2026-09-10 08:15:00 GMT)
_WHEN: Final = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) GMT\)")


def stopped_days(instance: Resource, look: Look) -> int:
    """Whole days since it was stopped.

    Raises:
        NotKnown: AWS gives no time, as after a failure of its own.
    """
    reason = instance.attributes.get("StateTransitionReason")
    found = _WHEN.search(reason) if isinstance(reason, str) else None
    if found is None:
        raise NotKnown("when it was stopped was not told")
    when = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return (look.now - when).days
