"""Lambda functions made for tests: 1,024 MB, thirty days measured."""

from typing import Any

from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, gauge, resource


def function(
    *,
    invocations: str = "0",
    errors: str = "0",
    busy_ms: str = "0",
    p95_ms: str | None = None,
    **changes: Any,
) -> Resource:
    """A function with a month of invocations, errors and milliseconds of run time."""
    told: dict[str, Any] = {"MemorySize": 1024, "Architectures": ["x86_64"], "Timeout": 30}
    digests = [
        count("Invocations", invocations, days=30),
        count("Errors", errors, days=30),
        count("DurationSum", busy_ms, days=30),
    ]
    if p95_ms is not None:
        digests.append(gauge("Duration", p95_ms, days=30, unit="Milliseconds"))
    return resource("AWS::Lambda::Function", "fn", digests=digests, **(told | changes))
