"""The organisation's accounts: who they are, since when, and whether they can be looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from costgov.domain.runs import Frozen

SUSPENDED: Final = "SUSPENDED"
PENDING_ACTIVATION: Final = "PENDING_ACTIVATION"
# On its way out or gone, and somebody wanted it so: nothing is expected of it any more.
CLOSED: Final = frozenset({"PENDING_CLOSURE", "CLOSED"})
# The cause of a gap: an account that joined some days ago may not have the role yet.
NEW_ACCOUNT: Final = "new-account"


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account as Organizations lists it; `state` is its State, None where it gives none."""

    id: str
    name: str
    state: str | None
    joined: date | None


class FormerName(Frozen):
    """A name that an account bore until a day on which it was seen with another one."""

    name: str
    until: date


class AccountInfo(Frozen):
    """What is known of an account, kept when it leaves.

    `first_seen` and `last_seen` are the days it was listed on; `left_on` is the first day on which
    the organisation no longer listed it, None while it does.
    """

    id: str
    name: str
    state: str | None
    joined: date | None
    first_seen: date
    last_seen: date
    left_on: date | None = None
    former_names: tuple[FormerName, ...] = ()


def seen(
    known: Mapping[str, AccountInfo], listed: Iterable[ListedAccount], today: date
) -> dict[str, AccountInfo]:
    """What is known after a complete listing of today.

    A renamed account keeps its former names; one that is no longer listed is kept with the day it
    was missed first; one that comes back is visible again.
    """
    now_listed = {account.id: _seen(known.get(account.id), account, today) for account in listed}
    missed = {
        name: info if info.left_on else info.model_copy(update={"left_on": today})
        for name, info in known.items()
        if name not in now_listed
    }
    return missed | now_listed


def _seen(known: AccountInfo | None, account: ListedAccount, today: date) -> AccountInfo:
    renamed = known is not None and known.name != account.name
    former = known.former_names if known else ()
    if known and renamed:
        former = (*former, FormerName(name=known.name, until=today))
    return AccountInfo(
        id=account.id,
        name=account.name,
        state=account.state,
        joined=account.joined,
        first_seen=known.first_seen if known else today,
        last_seen=today,
        former_names=former,
    )
