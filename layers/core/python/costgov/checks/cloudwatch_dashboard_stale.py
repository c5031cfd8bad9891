"""A dashboard beyond the free ones that nobody has touched for a year."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

# https://aws.amazon.com/cloudwatch/pricing/
_FREE: Final = 3
META: Final = Meta(
    id="cloudwatch_dashboard_stale",
    title="CloudWatch dashboard has not changed for a year",
    why="Beyond three free ones each dashboard is charged, whether or not anybody opens it.",
    kinds=("AWS::CloudWatch::Dashboard",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:ListDashboards",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
    thresholds=thresholds(days=("365", "days", "younger ones are taken to be in use")),
)


def evaluate(dashboard: Resource, look: Look) -> Verdict:
    """The longest untouched are the ones charged; three of any stay free."""
    days = look.days_since(look.attribute(dashboard, "LastModified"))
    if days < look.setting("days"):
        return PASSED
    everyone = look.estate.of_kind(dashboard.kind)
    free = look.once("free dashboards", lambda: _latest(everyone))
    if dashboard.id in free:
        return PASSED
    return Failed(
        f"It was last changed {days} days ago and is one of {len(everyone)}, of which 3 are free.",
        now=(Line("cloudwatch.dashboard", Decimal(1)),),
    )


def _latest(everyone: Sequence[Resource]) -> frozenset[str]:
    by_age = sorted(everyone, key=lambda one: (str(one.attributes.get("LastModified")), one.id))
    return frozenset(one.id for one in by_age[-_FREE:])
