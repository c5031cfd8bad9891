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


def insights() -> list[dict[str, Any]]:
    """The layers of a function that Lambda Insights watches."""
    return [{"Arn": "arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:53"}]


def measured_function(
    *,
    used_mb: str | None = None,
    cpu_ms: str | None = None,
    longest_ms: str = "900",
    memory: int = 1024,
    **changes: Any,
) -> Resource:
    """A function that ran for 720,000 s in thirty days, and what Lambda Insights saw of it."""
    made = function(busy_ms="720000000", p95_ms=longest_ms, MemorySize=memory)
    digests = list(made.digests)
    if used_mb is not None:
        used = gauge("used_memory_max", "100", peak=used_mb, days=14, unit="Megabytes")
        digests.append(used)
    if cpu_ms is not None:
        digests.append(count("CpuTimeSum", cpu_ms, days=30))
    attributes = {**made.attributes, "Layers": insights(), **changes}
    return made.model_copy(update={"digests": tuple(digests), "attributes": attributes})
