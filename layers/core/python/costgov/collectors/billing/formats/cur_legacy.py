"""Legacy Cost and Usage Report as CSV: columns named `group/Name`, one for each tag key."""

from collections.abc import Sequence
from typing import Final

from costgov.collectors.billing import cur
from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.format import BillingFormat, Charge
from costgov.collectors.charge_categories import charge_category


def _as_written(name: str) -> str:
    return name


def charge(columns: Columns, tag_keys: Sequence[str]) -> Charge:
    """A legacy CUR line; an empty tag cell is an absent tag, the file cannot tell them apart."""
    tags = tuple(
        columns.text_exactly(f"resourceTags/user:{key}", f"resourceTags/{key}") for key in tag_keys
    )
    return cur.charge(columns, _as_written, product_name=NULL, tags=tags)


SPEC: Final = BillingFormat(
    name="legacy CUR",
    marks=cur.MARKS,
    marks_needed=cur.MARKS_NEEDED,
    needed=cur.needed(_as_written),
    charge=charge,
    charge_category=charge_category,
)
