"""CUR 2.0, and legacy CUR as Parquet: snake_case columns, tags and product in maps or columns."""

import re
from collections.abc import Sequence
from typing import Final

from costgov.collectors.billing import cur
from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.format import BillingFormat, Charge
from costgov.collectors.billing.tags import normalised
from costgov.collectors.charge_categories import charge_category


def snake(name: str) -> str:
    """The name that a legacy CUR column has here.

    >>> snake("reservation/ReservationARN"), snake("lineItem/UsageStartDate")
    ('reservation_reservation_a_r_n', 'line_item_usage_start_date')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z])|/", "_", name).lower()


def charge(columns: Columns, tag_keys: Sequence[str]) -> Charge:
    """A CUR 2.0 line."""
    product = columns.entry("product", "product_name")
    tags = tuple(_tag(columns, key) for key in tag_keys)
    return cur.charge(columns, snake, product_name=product, tags=tags)


def _tag(columns: Columns, key: str) -> str:
    """In the map as written or as renamed, else in a column of its own."""
    places = [
        columns.entry("resource_tags", normalised(key)),
        columns.entry("resource_tags", f"user:{key}"),
        columns.text_exactly(f"resource_tags_{normalised(key)}"),
    ]
    return f"coalesce({', '.join(places)})"


SPEC: Final = BillingFormat(
    name="CUR 2.0",
    marks=frozenset(map(snake, cur.MARKS)),
    marks_needed=cur.MARKS_NEEDED,
    needed=cur.needed(snake),
    charge=charge,
    charge_category=charge_category,
)
