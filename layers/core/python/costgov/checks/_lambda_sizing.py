"""What memory a Lambda function needs, and how much longer it may run with less of it.

A function is given CPU in proportion to its memory, one vCPU at 1,769 MB, so less memory can cost
as much as it saves. What it does on the CPU takes longer by as much as its share shrinks; what it
waits for does not. Both are known where Lambda Insights runs, and of no other function is anything
said: AWS/Lambda has no metric of memory.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look
from costgov.domain.demand import POLICIES
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

MEMORY: Final = "used_memory_max"
CPU_TIME: Final = "CpuTimeSum"
RUN_TIME: Final = "DurationSum"
_LAYER: Final = ":layer:LambdaInsightsExtension"
_STEP_MB: Final = 64
_LEAST_MB: Final = 128
_MB_A_VCPU: Final = Decimal(1769)
_MS_A_SECOND: Final = 1000
_MB_A_GB: Final = 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """A function's memory in MB, as it is, as it is used at most and as it should be."""

    given: Decimal
    used: Decimal
    needed: Decimal


@dataclass(frozen=True, slots=True)
class Runs:
    """Milliseconds of a month's runs, all told and on the CPU, at the memory it is given."""

    given: Decimal
    total: Decimal
    on_cpu: Decimal

    def longest_at(self, memory: Decimal) -> Decimal:
        """Milliseconds with another memory at most, as if it now used all vCPUs at once.

        CPU time is spread over `memory / 1,769` vCPUs, so it takes that many times less or more.
        """
        slower = self.on_cpu * _MB_A_VCPU * (1 / memory - 1 / self.given)
        return self.total + max(slower, Decimal(0))

    def gb_seconds(self, memory: Decimal) -> Decimal:
        """What the month is charged for at most with a memory."""
        return self.longest_at(memory) / _MS_A_SECOND * memory / _MB_A_GB


def memory_of(function: Resource, look: Look) -> Memory:
    """Its memory by what it used at most and the policy in force, in steps of 64 MB.

    Raises:
        NotKnown: Lambda Insights does not run in it, or has told too little.
    """
    layers = function.attributes.get("Layers")
    if not isinstance(layers, list) or not any(_LAYER in str(one) for one in layers):
        raise NotKnown("Lambda Insights is not installed, so what memory it uses is not measured")
    used = look.digest(function, MEMORY).max
    if used is None:
        raise NotKnown(f"{MEMORY} has no highest value")
    spare = Decimal(str(POLICIES[look.policy].memory))
    steps = (used * spare / _STEP_MB).to_integral_value(ROUND_CEILING)
    return Memory(
        look.number(function, "MemorySize"), used, max(steps * _STEP_MB, Decimal(_LEAST_MB))
    )


def runs_of(function: Resource, look: Look) -> Runs:
    """How long it runs in a month.

    Raises:
        NotKnown: that or its CPU time was not measured, or the two contradict each other.
    """
    given = look.number(function, "MemorySize")
    total, on_cpu = (in_a_month(look, function, name) for name in (RUN_TIME, CPU_TIME))
    runs = Runs(given, total, on_cpu)
    if on_cpu * _MB_A_VCPU / given > total:
        raise NotKnown("it used more CPU time than it was given: its memory has been changed")
    return runs
