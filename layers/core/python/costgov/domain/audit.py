"""The audit trail: every change that somebody makes and every request that is refused."""

from datetime import datetime
from typing import Any, Literal

from costgov.domain.runs import Frozen

type Outcome = Literal["done", "refused", "failed"]


class AuditEntry(Frozen):
    """Who did what to what, before and after, and why.

    `who` is the caller (an ARN, `jwt:<issuer>#<subject>`, `slack:<user>`, `costgov`), `action` the
    operation's id (`give_feedback`), `subject` what it was about (`budget/organisation`). `before`
    and `after` are JSON of what was stored, None where nothing was. `reason` is the caller's own
    word, or why it was refused.
    """

    id: str
    at: datetime
    who: str
    role: str = ""
    action: str
    subject: str
    outcome: Outcome
    reason: str = ""
    before: Any = None
    after: Any = None
    correlation_id: str = ""
