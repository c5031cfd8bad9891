"""Alerts: breaches claimed once, kept as they were seen, sent at least once."""

from datetime import date, datetime
from typing import Literal

from costgov.domain.budgets import Breach, BudgetStatus
from costgov.domain.runs import Frozen


class AlertRecord(Frozen):
    """A claimed breach with the budget's standing at that moment.

    `since` is the day the threshold was crossed, for a forecast the day it was first expected.
    `pending` means nobody knows that it was sent, so the next run sends it.
    """

    breach: Breach
    status: BudgetStatus
    since: date
    state: Literal["pending", "sent"]
    claimed_at: datetime
    sent_at: datetime | None = None
    message_id: str | None = None


def alert_sort(status: BudgetStatus, breach: Breach) -> str:
    """The sort key among a budget's alerts: one per period, kind and threshold.

    The amount is not part of it, so an edited budget does not repeat itself. The period's length
    is: a monthly and a yearly plan both begin on 1 January.
    """
    period = f"{breach.period_start.isoformat()}#{status.plan.period}"
    return f"{period}#{breach.kind}#{breach.threshold:04d}"
