"""Accounts that cannot be looked at, and since when."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from costgov.domain.runs import Frozen

# How earlier versions called notices that are not over.
_EARLIER: Final = frozenset({"pending", "sent"})


def _as_called_now(state: object) -> object:
    return "open" if state in _EARLIER else state


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
    state: Annotated[Literal["open", "over"], BeforeValidator(_as_called_now)]
