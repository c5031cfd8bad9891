"""Provisioned concurrency is charged whether or not anything runs on it."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._lambda import SECONDS_A_MONTH, architecture, memory_gb
from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_provisioned_concurrency_unused",
    title="Lambda provisioned concurrency is hardly used",
    why="Every provisioned environment is charged by the second, whether it runs or waits.",
    kinds=("AWS::Lambda::Version", "AWS::Lambda::Alias"),
    action=Action.CONFIGURE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("lambda:ListProvisionedConcurrencyConfigs", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
    metrics=("ProvisionedConcurrencyUtilization",),
    window_days=14,
    thresholds=thresholds(
        used=("0.5", "share", "of the environments in use at the busiest moment that is enough"),
        target=("0.8", "share", "of the environments that may be in use at that moment"),
        days=("14", "days", "since it was set up"),
    ),
)


def evaluate(provisioned: Resource, look: Look) -> Verdict:
    """Keeps what its busiest moment needs; nothing where nothing ever ran on it."""
    allocated = look.number(provisioned, "AllocatedProvisionedConcurrentExecutions")
    if look.days_since(look.attribute(provisioned, "LastModified")) < look.setting("days"):
        return PASSED
    used = peak(look, provisioned, "ProvisionedConcurrencyUtilization")
    if not allocated or used >= look.setting("used"):
        return PASSED
    needed = (allocated * used / look.setting("target")).to_integral_value(ROUND_CEILING)
    if needed >= allocated:
        return PASSED
    key = f"lambda.provisioned/{architecture(provisioned, look)}"
    each = memory_gb(provisioned, look) * SECONDS_A_MONTH
    return Failed(
        why=f"At most {used:.0%} of {allocated} environments were in use within "
        f"{look.meta.window_days} days.",
        now=(Line(key, each * allocated),),
        then=(Line(key, each * needed),) if needed else (),
        facts={"needed": str(Decimal(needed))},
    )
