"""What lifecycle rules would make of a bucket's bill, with everything that they cost themselves.

Lifecycle rules move objects by age. What is older than N days is at least what is stored less what
was uploaded in N days, whether or not anything was deleted meanwhile. (Copies made by S3 itself,
replication among them, are no uploads.) Against a rule counts:

* a request for each object it moves: those there are spread over a year, and each month's new ones;
* retrieval, as if all that is read in a month were read from the coldest of the classes;
* the minimum duration, as if what is written in a month were deleted right after it first moved;
* of archives, 40 KB an object: 32 charged as archive and 8 as Standard.

Objects below 128 KB are never moved by a rule unless it says so; a bucket where they are the
average is left alone. Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/
lifecycle-transition-general-considerations.html and .../storage-class-intro.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from costgov.checks._gb import in_gb
from costgov.domain.findings import Line

_MONTHS_OF_BACKLOG: Final = 12
_ARCHIVE_KIB, _STANDARD_KIB = 32, 8


@dataclass(frozen=True, slots=True)
class Tier:
    """A storage class: what it is charged for at least, and whether it is read at once."""

    name: str
    months_at_least: int
    instant: bool = True


IA: Final = Tier("STANDARD_IA", 1)
INSTANT: Final = Tier("GLACIER_IR", 3)
DEEP: Final = Tier("DEEP_ARCHIVE", 6, instant=False)


@dataclass(frozen=True, slots=True)
class Usage:
    """A bucket's month: bytes in Standard, of what age they are, and how they are read.

    `older` is by age in days: how many bytes are at least as old. `uploaded` and `downloaded` are
    bytes of 30 days, `gets` the requests.
    """

    stored: Decimal
    older: Mapping[int, Decimal]
    objects_per_byte: Decimal
    uploaded: Decimal
    downloaded: Decimal
    gets: Decimal


def today(usage: Usage) -> tuple[Line, ...]:
    """What is charged now for the bytes in Standard and for reading them."""
    return _lines([("s3.storage/STANDARD", in_gb(usage.stored)), ("s3.get/STANDARD", usage.gets)])


def planned(usage: Usage, steps: Sequence[tuple[Tier, int]]) -> tuple[Line, ...]:
    """What would be charged with rules that move objects to a tier at an age of so many days."""
    moved = [usage.older[days] for _, days in steps]
    held = [here - colder for here, colder in pairwise([*moved, Decimal(0)])]
    first = steps[0][0]
    early = min(usage.uploaded, moved[0]) * first.months_at_least
    found: list[tuple[str, Decimal]] = [("s3.storage/STANDARD", in_gb(usage.stored - moved[0]))]
    found += [(f"s3.storage/{first.name}", in_gb(early))]
    for (tier, _), amount, passing in zip(steps, held, moved, strict=True):
        found.append((f"s3.storage/{tier.name}", in_gb(amount)))
        bytes_a_month = passing / _MONTHS_OF_BACKLOG + min(usage.uploaded, passing)
        objects = (bytes_a_month * usage.objects_per_byte).quantize(Decimal(1))
        found.append((f"s3.transition/{tier.name}", objects))
        if not tier.instant:
            kib = amount * usage.objects_per_byte * 1024
            found.append((f"s3.storage/{tier.name}", in_gb(kib * _ARCHIVE_KIB)))
            found.append(("s3.storage/STANDARD", in_gb(kib * _STANDARD_KIB)))
    return _lines([*found, *_reading(usage, steps, held)])


def _reading(
    usage: Usage, steps: Sequence[tuple[Tier, int]], held: Sequence[Decimal]
) -> Iterable[tuple[str, Decimal]]:
    """Requests and retrieval, from the coldest of what can be read at once upwards."""
    left = usage.downloaded
    gets_per_byte = usage.gets / usage.downloaded if usage.downloaded else Decimal(0)
    for (tier, _), amount in reversed(list(zip(steps, held, strict=True))):
        if tier.instant:
            read = min(left, amount)
            left -= read
            yield f"s3.retrieval/{tier.name}", in_gb(read)
            yield f"s3.get/{tier.name}", (read * gets_per_byte).quantize(Decimal(1))
    rest = left * gets_per_byte if usage.downloaded else usage.gets
    yield "s3.get/STANDARD", rest.quantize(Decimal(1))


def _lines(parts: Iterable[tuple[str, Decimal]]) -> tuple[Line, ...]:
    """Quantities of one key added up, those of nothing left out."""
    found: dict[str, Decimal] = {}
    for key, amount in parts:
        found[key] = found.get(key, Decimal(0)) + amount
    return tuple(Line(key, amount) for key, amount in found.items() if amount)
