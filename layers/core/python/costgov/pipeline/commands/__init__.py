"""What the API writes: one use case per POST, PUT or DELETE, called `(stores, command, caller)`.

The api function's role may write the partitions of these kinds and no others.
"""

from typing import Final

OF_THE_GATE: Final = ("audit", "api-rate")
"""What every request writes or may write: the audit trail's index, the count of requests."""

CONTROL_KINDS: Final = (
    "anomaly-feedback",
    "recommendation-decision",
    "budget",
    "budget-change",
    "alert-open",
    "outbox",
    "alarm-waiting",
    *OF_THE_GATE,
)
"""Kinds of partitions in the control table."""

REMOVED_KINDS: Final[tuple[str, ...]] = ("budget",)
"""Those of the control table whose documents may be removed too."""

RESULTS_KINDS: Final = ("measure-month",)
"""Kinds of partitions in the results table."""
