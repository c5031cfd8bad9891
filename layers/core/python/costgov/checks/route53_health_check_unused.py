"""A health check nobody asks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from costgov.checks._alarms import metrics_of
from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_FAST: Final = 10
META: Final = Meta(
    id="route53_health_check_unused",
    title="Route 53 health check is used by nothing",
    why="A check is charged by the month, and twice as much where the endpoint is not at AWS.",
    kinds=("AWS::Route53::HealthCheck",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "route53:ListHostedZones",
        "route53:ListHealthChecks",
        "route53:ListResourceRecordSets",
        "cloudwatch:DescribeAlarms",
    ),
    docs="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-deleting.html",
)


def evaluate(check: Resource, look: Look) -> Verdict:
    """Records, other checks and alarms may use it; UNKNOWN where not all records were read.

    Priced are its options at AWS's own endpoints, which cost least; whether the check itself is
    among the 50 free ones is not known.
    """
    if check.managed_by is not None or _is_used(check, look):
        return PASSED
    config = structure(check, look, "HealthCheckConfig")
    options = _options(config)
    why = f"No record, alarm or other check uses this {config.get('Type')} check."
    if not options:
        return Failed(why, unpriced="the first 50 checks of endpoints at AWS are free")
    return Failed(why, now=(Line("route53.health-check-option/AWS", Decimal(options)),))


def _is_used(check: Resource, look: Look) -> bool:
    zones = look.estate.of_kind("AWS::Route53::HostedZone")
    if not zones:
        raise NotKnown("no hosted zone of the account is known")
    for zone in zones:
        records = structure(zone, look, "Records")
        if check.id in records["HealthChecks"]:
            return True
        if records["Truncated"]:
            raise NotKnown(f"not all records of {zone.attributes.get('Name')} were read")
    others = (one.attributes.get("HealthCheckConfig") for one in look.estate.of_kind(check.kind))
    if any(isinstance(one, dict) and check.id in _children(one) for one in others):
        return True
    alarms = look.estate.of_kind("AWS::CloudWatch::Alarm")
    watched = look.once(
        "health checks with alarms",
        lambda: {name for alarm in alarms for metric in metrics_of(alarm) for name in _ids(metric)},
    )
    return check.id in watched


def _ids(metric: Mapping[str, Any]) -> list[str]:
    dimensions = metric.get("Dimensions") or ()
    return [str(one["Value"]) for one in dimensions if one["Name"] == "HealthCheckId"]


def _children(config: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(config.get("ChildHealthChecks") or ())


def _options(config: Mapping[str, Any]) -> int:
    """HTTPS, string matching, fast intervals and latency are charged one by one."""
    kind = str(config.get("Type"))
    return sum(
        (
            kind.startswith("HTTPS"),
            kind.endswith("STR_MATCH"),
            config.get("RequestInterval") == _FAST,
            bool(config.get("MeasureLatency")),
        )
    )
