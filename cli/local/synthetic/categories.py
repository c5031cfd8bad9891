"""The organisation's cost category: who in the business a charge belongs to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from cli.local.synthetic.model import Tags
from cli.local.synthetic.names import ACCOUNTS, LONG_VALUE

_SHOP_TEAMS: Final = frozenset({"checkout", "Search", "search", "growth 🚀", LONG_VALUE})
_SHARED_TEAMS: Final = frozenset({"platform", "ops$core"})


class CategorisedLine(Protocol):
    """What the rules of a cost category look at."""

    @property
    def account_id(self) -> str:
        """The account that is charged."""
        ...

    @property
    def tags(self) -> Tags:
        """The charge's cost-allocation tags."""
        ...


def business_unit(line: CategorisedLine) -> str:
    """The value of the first rule that applies; "" leaves the charge uncategorised."""
    team = line.tags.get("Team", "")
    if line.account_id == ACCOUNTS["data-platform"].id:
        return "Data & ML"
    if team in _SHOP_TEAMS:
        return "Shop"
    if team in _SHARED_TEAMS or line.account_id == ACCOUNTS["management"].id:
        return "Shared"
    return ""


COST_CATEGORIES: Final[Mapping[str, Callable[[CategorisedLine], str]]] = MappingProxyType(
    {"Business unit": business_unit}
)
