"""What Lambda functions are charged for, shared by their checks."""

from decimal import Decimal
from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

ARM64: Final = "arm64"
SECONDS_A_MONTH: Final = Decimal(730 * 3600)
_MIB_A_GIB: Final = 1024
_MS_A_SECOND: Final = 1000


def architecture(function: Resource, look: Look) -> str:
    """`x86_64` or `arm64`; raises NotKnown."""
    found = look.attribute(function, "Architectures")
    if not isinstance(found, list) or not found:
        raise NotKnown("Architectures was not told")
    return str(found[0])


def memory_gb(function: Resource, look: Look) -> Decimal:
    """What it is given, in GB as they are billed; raises NotKnown."""
    return look.number(function, "MemorySize") / _MIB_A_GIB


def gb_seconds(function: Resource, look: Look) -> Decimal:
    """GB-seconds that a month of its runs is charged for; raises NotKnown."""
    seconds = in_a_month(look, function, "DurationSum") / _MS_A_SECOND
    return seconds * memory_gb(function, look)


def duration(function: Resource, look: Look, gb_s: Decimal) -> Line:
    """A line of run time."""
    return Line(f"lambda.duration/{architecture(function, look)}", gb_s)


def requests(function: Resource, look: Look, number: Decimal) -> Line:
    """A line of invocations."""
    return Line(f"lambda.requests/{architecture(function, look)}", number)
