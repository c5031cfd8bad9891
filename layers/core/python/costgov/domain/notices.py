"""Notices about the product's own work: told once, kept as they were told."""

from datetime import date, datetime
from typing import Literal

from costgov.domain.accuracy_ledger import DriftingSeries
from costgov.domain.runs import Frozen, RunStatus


class AccountNotice(Frozen):
    """That an account cannot be looked at for one cause, from when on, and whether it was told.

    `pending` means nobody knows that it was sent, so the next run sends it; `over` that the cause
    is gone, so that it is told anew if it comes back.
    """

    account_id: str
    account_name: str
    cause: str
    detail: str
    regions: tuple[str, ...]
    since: date
    state: Literal["pending", "sent", "over"]
    claimed_at: datetime
    sent_at: datetime | None = None
    over_at: datetime | None = None
    message_id: str | None = None


class RunNotice(Frozen):
    """That a run ended incomplete; one for each of its executions."""

    run_id: str
    execution: str
    status: RunStatus
    state: Literal["pending", "sent"]
    claimed_at: datetime
    sent_at: datetime | None = None
    message_id: str | None = None


class QualityNotice(Frozen):
    """That a series' forecasts have become worse, in one way; `over` once they have recovered."""

    currency: str
    drifting: DriftingSeries
    state: Literal["pending", "sent", "over"]
    claimed_at: datetime
    sent_at: datetime | None = None
    over_at: datetime | None = None
    message_id: str | None = None
