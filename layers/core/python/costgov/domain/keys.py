"""Keys of stored items: injective for any text, short whatever the text is."""

from hashlib import sha256
from urllib.parse import quote

from costgov.domain.costs import SeriesKey
from costgov.domain.period import Month

NO_VALUE = "-"


def value_key(value: str | None) -> str:
    """A fixed-length key of a dimension value; tag text may be longer than a sort key may be.

    "No value" has a key of its own, which no text can have.
    """
    return NO_VALUE if value is None else sha256(value.encode()).hexdigest()


def series_partition(key: SeriesKey, dataset: str = "cost") -> str:
    """The partition that holds all values of one ledger cut.

    Every part is quoted, so that `#` in a tag key cannot make two partitions one.
    """
    currency = quote(key.currency, safe="")
    return f"{dataset}.{currency}#{key.scope}#{quote(key.dimension, safe=':')}"


def month_sort(value: str | None, month: Month, source: str) -> str:
    """The sort key of one month of one value from one source."""
    return f"{value_key(value)}#{month}#{source}"


def document_part(text: str) -> str:
    """A caller's text as one part of a document key."""
    return quote(text, safe="")
