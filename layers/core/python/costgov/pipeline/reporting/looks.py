"""How states and severities are coloured, always beside their word."""

from collections.abc import Mapping
from typing import Final

_BUDGETS: Final[Mapping[str, str]] = {"over": "bad", "at_risk": "warn", "ok": "good"}
_SEVERITIES: Final[Mapping[str, str]] = {"critical": "bad", "high": "bad", "medium": "warn"}


def budget_look(state: str) -> str:
    """The class of a budget's state; nothing is good or bad about one that is not known."""
    return _BUDGETS.get(state, "")


def severity_look(severity: str) -> str:
    """The class of an anomaly's or an alert's severity."""
    return _SEVERITIES.get(severity, "")
