"""Accounts that cannot be looked at, and since when."""

from datetime import date
from typing import Literal

from costgov.domain.runs import Frozen


class AccountNotice(Frozen):
    """That an account cannot be looked at for one cause, since the run of which day.

    `over` says that the cause is gone: it begins anew if it comes back.
    """

    account_id: str
    account_name: str
    cause: str
    detail: str
    regions: tuple[str, ...]
    since: date
    state: Literal["open", "over"]
