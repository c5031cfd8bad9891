"""What the API writes: one use case per POST, PUT or DELETE, called `(stores, command, caller)`.

The api function's role may write the partitions of these kinds and no others.
"""

from typing import Final

CONTROL_KINDS: Final = ("anomaly-feedback", "recommendation-decision")
"""Kinds of partitions in the control table."""

REMOVED_KINDS: Final[tuple[str, ...]] = ()
"""Those of the control table whose documents may be removed too."""

RESULTS_KINDS: Final = ("measure-month",)
"""Kinds of partitions in the results table."""
