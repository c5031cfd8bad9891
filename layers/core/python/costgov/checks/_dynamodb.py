"""What DynamoDB tables are charged for in either mode, shared by their checks."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

TABLE: Final = "AWS::DynamoDB::Table"
INDEX: Final = "AWS::DynamoDB::GlobalSecondaryIndex"
CONSUMED: Final = ("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits")
STANDARD: Final = "STANDARD"
INFREQUENT: Final = "STANDARD_INFREQUENT_ACCESS"
GIB: Final = Decimal(2**30)

type Direction = Literal["Read", "Write"]
_DIRECTIONS: Final[tuple[Direction, ...]] = ("Read", "Write")


def parts(table: Resource, look: Look) -> list[Resource]:
    """A table and its global secondary indexes: they are charged alike."""
    return [table, *look.estate.related(INDEX, table_of, f"{table.region}/{table.id}")]


def table_of(index: Resource) -> tuple[str, ...]:
    """The table of an index, with its region."""
    return (f"{index.region}/{index.attributes.get('TableName')}",)


def is_on_demand(part: Resource, look: Look) -> bool:
    """Whether requests are charged rather than capacity; raises NotKnown."""
    return look.attribute(part, "BillingMode") == "PAY_PER_REQUEST"


def table_class(part: Resource, look: Look) -> str:
    """`STANDARD` or `STANDARD_INFREQUENT_ACCESS`; raises NotKnown."""
    return str(look.attribute(part, "TableClass"))


def requests(part: Resource, look: Look, of_class: str | None = None) -> tuple[Line, ...]:
    """A month of its requests as on demand charges them; raises NotKnown."""
    kept_class = of_class or table_class(part, look)
    return tuple(
        Line(
            f"dynamodb.requests/{way.lower()}/{kept_class}",
            in_a_month(look, part, f"Consumed{way}CapacityUnits"),
        )
        for way in _DIRECTIONS
    )


def capacity(part: Resource, look: Look, of_class: str | None = None) -> tuple[Line, ...]:
    """A month of its capacity as it is provisioned; raises NotKnown."""
    kept_class = of_class or table_class(part, look)
    return tuple(
        Line(
            f"dynamodb.capacity/{way.lower()}/{kept_class}",
            provisioned(part, look, way) * HOURS_A_MONTH,
        )
        for way in _DIRECTIONS
    )


def provisioned(part: Resource, look: Look, way: Direction) -> Decimal:
    """Capacity units: those that are set, or what scaling made of them on average."""
    if f"{way}CapacityUnits" in scaled(part):
        measured = look.digest(part, f"Provisioned{way}CapacityUnits").avg
        if measured is None:
            raise NotKnown(f"its provisioned {way.lower()} capacity was not measured")
        return measured
    return look.number(part, f"{way}CapacityUnits")


def scaled(part: Resource) -> Mapping[str, object]:
    """The capacities that Application Auto Scaling adjusts, by their names."""
    found = part.attributes.get("ScalableTargets")
    return found if isinstance(found, Mapping) else {}


def needed(part: Resource, look: Look, target: Decimal) -> tuple[Line, ...]:
    """Capacity that bears its busiest hour at a target utilisation all month; raises NotKnown."""
    return _bearing(part, look, target, "max")


def tracked(part: Resource, look: Look, target: Decimal) -> tuple[Line, ...]:
    """Capacity that follows its load at a target utilisation, on average; raises NotKnown."""
    return _bearing(part, look, target, "avg")


def _bearing(
    part: Resource, look: Look, target: Decimal, statistic: Literal["avg", "max"]
) -> tuple[Line, ...]:
    kept_class = table_class(part, look)
    lines = []
    for way in _DIRECTIONS:
        found = look.digest(part, f"Consumed{way}CapacityUnits")
        used = (found.max if statistic == "max" else found.avg) or Decimal(0)
        units = max((used / target).to_integral_value(ROUND_CEILING), Decimal(1))
        lines.append(Line(f"dynamodb.capacity/{way.lower()}/{kept_class}", units * HOURS_A_MONTH))
    return tuple(lines)


def throughput(part: Resource, look: Look, of_class: str | None = None) -> tuple[Line, ...]:
    """A month of requests or capacity, whichever its mode charges; raises NotKnown."""
    charged = requests if is_on_demand(part, look) else capacity
    return charged(part, look, of_class)


def storage(part: Resource, look: Look, of_class: str | None = None) -> Line:
    """A month of what it stores; raises NotKnown."""
    name = "TableSizeBytes" if part.kind == TABLE else "IndexSizeBytes"
    kept_class = of_class or table_class(part, look)
    return Line(f"dynamodb.storage/{kept_class}", look.number(part, name) / GIB)


def consumed(part: Resource, look: Look) -> Decimal:
    """Capacity units consumed in the window, read and written; raises NotKnown."""
    return sum((look.total(part, metric) for metric in CONSUMED), Decimal(0))
