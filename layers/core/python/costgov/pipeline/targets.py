"""Which accounts and regions a run looks at: what is configured and what Organizations lists."""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from costgov.configuration import Account, OrganizationAccounts
from costgov.domain.accounts import CLOSED, PENDING_ACTIVATION, SUSPENDED, AccountInfo
from costgov.domain.runs import Target

# The Map stays below Step Functions' 25,000 events of an execution even when every target fails
# and is retried (about 30 events each), and its items far below the 256 KB of a state.
MOST_TARGETS: Final = 800
_CLOSED_DOORS: Final = CLOSED | {SUSPENDED, PENDING_ACTIVATION}


class Estate(BaseModel):
    """What the configuration says of accounts, as the state machine carries it to Begin."""

    model_config = ConfigDict(frozen=True)

    accounts: tuple[Account, ...] = ()
    organization: OrganizationAccounts = OrganizationAccounts()


class MapItem(BaseModel):
    """A target as the Map is handed it; the first of an account looks at what has no region too."""

    model_config = ConfigDict(frozen=True)

    account_id: str
    region: str
    is_first: bool


def map_items(found: Iterable[Target]) -> tuple[MapItem, ...]:
    """The targets in their order, the first of each account marked."""
    seen: set[str] = set()
    items: list[MapItem] = []
    for one in found:
        is_first = one.account_id not in seen
        items.append(MapItem(account_id=one.account_id, region=one.region, is_first=is_first))
        seen.add(one.account_id)
    return tuple(items)


def targets(estate: Estate, home: Target, known: Mapping[str, AccountInfo]) -> tuple[Target, ...]:
    """Every account and region to look at, in order; the home target when there is no other.

    An account under `accounts` is looked at in the regions given there; the others of the
    organisation in `organization.regions` (the home region by default), unless they are excluded
    or have left it. One whose State says that it cannot be looked at is left out.
    """
    regions = estate.organization.regions or (home.region,)
    wanted = dict.fromkeys(_discovered(estate.organization, known.values()), regions)
    wanted |= {account.id: account.regions for account in estate.accounts}
    found = tuple(
        Target(account_id=account_id, region=region)
        for account_id in sorted(wanted)
        if not (account_id in known and known[account_id].state in _CLOSED_DOORS)
        for region in wanted[account_id]
    )
    return found or (home,)


def _discovered(organization: OrganizationAccounts, known: Iterable[AccountInfo]) -> Iterable[str]:
    if not organization.discover:
        return ()
    excluded = set(organization.exclude)
    return (info.id for info in known if info.left_on is None and info.id not in excluded)
