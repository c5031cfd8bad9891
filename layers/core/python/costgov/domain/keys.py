"""Keys of stored items: injective for any text, short whatever the text is."""

from hashlib import sha256
from urllib.parse import quote

from costgov.domain.costs import SeriesKey
from costgov.domain.period import Month

NO_VALUE = "-"
# Five such parts and what stands between them stay below the 1,024 bytes of a sort key, which a
# partition's name is too where it is listed.
_LONGEST_PART = 190


def value_key(value: str | None) -> str:
    """A fixed-length key of a dimension value; tag text may be longer than a sort key may be.

    "No value" has a key of its own, which no text can have.
    """
    return NO_VALUE if value is None else sha256(value.encode()).hexdigest()


def series_partition(key: SeriesKey, dataset: str = "cost") -> str:
    """The partition that holds all values of one ledger cut, at most 1,024 bytes.

    Every part is quoted, so that `#` in a tag key cannot make two partitions one.
    """
    scope = "&".join(f"{kind}={_part(value)}" for kind, value in key.scope.parts) or key.scope.kind
    return f"{dataset}.{_part(key.currency)}#{scope}#{_part(key.dimension, ':')}"


def history_partition(partition: str) -> str:
    """The partition of what a cut's partition held before."""
    return partition.replace("cost.", "cost-history.", 1)


def month_sort(value: str | None, month: Month, source: str) -> str:
    """The sort key of one month of one value from one source."""
    return f"{value_key(value)}#{month}#{source_part(source)}"


def history_sort(sort: str, version: str, until: str) -> str:
    """Where a replaced item goes: by month and then by the instant it was replaced.

    What was known at an instant is among what has been replaced since, so that a reader asks for
    a month's items after that instant and for no others.
    """
    value, month, source = sort.split("#", 2)
    return f"{month}#{until}#{value}#{source}#{version}"


def source_part(source: str) -> str:
    """A source's name as part of a sort key; a billing file's may be 1,024 bytes long."""
    return source if len(source.encode()) <= _LONGEST_PART else _hashed(source)


def document_part(text: str) -> str:
    """A caller's text as one part of a document key."""
    return quote(text, safe="")


def _part(text: str, safe: str = "") -> str:
    quoted = quote(text, safe=safe)
    return quoted if len(quoted) <= _LONGEST_PART else _hashed(text)


def _hashed(text: str) -> str:
    # Quoting leaves no "%" without two hexadecimal digits, so that this is no text's own key.
    return f"%sha256-{sha256(text.encode()).hexdigest()}"
