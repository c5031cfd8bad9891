"""What a billing format says of itself; each module in `formats/` holds one SPEC."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from costgov.collectors.billing.columns import NULL, Columns
from costgov.domain.costs import ChargeCategory
from costgov.errors import MissingColumn


@dataclass(frozen=True, slots=True)
class Needed:
    """A column without which the file is refused (any one of `names` will do), and why."""

    names: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Charge:
    """A line in our words: SQL over the file's columns, named as FOCUS names it.

    `day` is a DATE; `billed` and `effective` are exact amounts; all else is nullable text.
    Where `service_category` is null it is looked up by `service_code`, then by `service`. `tags`
    follows the order of the configured keys. `invoice` and `resource` are text; `quantity`, of
    `unit`, is what was consumed; `net` is the amortised cost after discounts, where the file
    tells it apart.
    """

    day: str
    currency: str
    charge_type: str
    billed: str
    effective: str
    provider: str
    account: str
    service: str
    service_code: str
    service_category: str
    region: str
    usage_type: str
    tags: tuple[str, ...]
    invoice: str = NULL
    resource: str = NULL
    unit: str = NULL
    quantity: str = NULL
    net: str = NULL


@dataclass(frozen=True, slots=True)
class BillingFormat:
    """One format: how it is recognised, what it must have, and how its lines are read.

    A file is of this format when it has at least `marks_needed` of the columns `marks`.
    `charge_category` turns the text of `Charge.charge_type` into FOCUS's category.
    """

    name: str
    marks: frozenset[str]
    marks_needed: int
    needed: tuple[Needed, ...]
    charge: Callable[[Columns, Sequence[str]], Charge]
    charge_category: Callable[[str], ChargeCategory]

    def matches(self, columns: Columns) -> bool:
        """Whether the columns are those of this format, whatever else there is."""
        found = sum(columns.find(mark) is not None for mark in self.marks)
        return found >= self.marks_needed

    def check(self, columns: Columns) -> None:
        """Refuse columns that leave a total or a grouping without its source.

        Raises:
            MissingColumn: naming the column and what it is needed for.
        """
        for need in self.needed:
            if columns.find(*need.names) is None:
                names = " or ".join(need.names)
                raise MissingColumn(
                    f"this {self.name} file has no column {names}, needed because {need.because}"
                )
