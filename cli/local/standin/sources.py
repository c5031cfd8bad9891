"""What Cost Explorer is answered from: a generated organisation, or later a billing file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol


class CostLine(Protocol):
    """One charge of one day, in Cost Explorer's words."""

    @property
    def day(self) -> date:
        """The UTC billing day."""
        ...

    @property
    def account_id(self) -> str:
        """LINKED_ACCOUNT."""
        ...

    @property
    def service(self) -> str:
        """SERVICE."""
        ...

    @property
    def usage_type(self) -> str:
        """USAGE_TYPE."""
        ...

    @property
    def region(self) -> str:
        """REGION, "global" or "NoRegion"."""
        ...

    @property
    def record_type(self) -> str:
        """RECORD_TYPE."""
        ...

    @property
    def tags(self) -> Mapping[str, str]:
        """Cost-allocation tags; a key that is not there is untagged."""
        ...

    @property
    def quantity(self) -> Decimal:
        """Usage in `unit`."""
        ...

    @property
    def unit(self) -> str:
        """The unit of `quantity`; "" where there is no usage."""
        ...

    @property
    def unblended(self) -> Decimal:
        """UnblendedCost."""
        ...

    @property
    def net_unblended(self) -> Decimal:
        """NetUnblendedCost."""
        ...

    @property
    def amortized(self) -> Decimal:
        """AmortizedCost."""
        ...

    @property
    def net_amortized(self) -> Decimal:
        """NetAmortizedCost."""
        ...

    @property
    def currency(self) -> str:
        """The currency of the four amounts."""
        ...


class Named(Protocol):
    """An account with its display name."""

    @property
    def id(self) -> str:
        """Twelve digits."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...


class CostSource(Protocol):
    """A bill that Cost Explorer can be answered from."""

    @property
    def payer_id(self) -> str:
        """The management account's id."""
        ...

    @property
    def accounts(self) -> Sequence[Named]:
        """Every account that has charges."""
        ...

    @property
    def cost_allocation_tags(self) -> Sequence[str]:
        """The activated tag keys."""
        ...

    @property
    def cost_categories(self) -> Mapping[str, Callable[[CostLine], str]]:
        """How each cost category names a line; "" where none of its rules applies."""
        ...

    def lines(self, *, as_known_on: date | None = None) -> Iterable[CostLine]:
        """Every line in order of its day, as it was known on a day."""
        ...
