"""A Redshift cluster outside production that runs day and night."""

from decimal import Decimal
from typing import Final

from costgov.checks._environments import not_production
from costgov.checks._redshift import CLUSTER, node_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_HOURS_A_WEEK: Final = Decimal(168)

META: Final = Meta(
    id="redshift_cluster_schedule_missing",
    title="Redshift cluster outside production is never paused",
    why="While a cluster is paused only its storage is charged.",
    kinds=(CLUSTER,),
    action=Action.SCHEDULE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("redshift:DescribeClusters", "redshift:DescribeScheduledActions"),
    docs="https://docs.aws.amazon.com/redshift/latest/mgmt/rs-mgmt-pause-resume-cluster.html",
    thresholds=thresholds(hours=("60", "hours a week", "as long as people work with it")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Only where a tag says that it is not production."""
    environment = not_production(cluster)
    if environment is None or cluster.state == "paused":
        return PASSED
    if look.attribute(cluster, "HasPauseSchedule"):
        return PASSED
    hours = node_hours(cluster, look)
    kept = Line(hours.key, hours.quantity * look.setting("hours") / _HOURS_A_WEEK)
    return Failed(
        why=f"It is tagged {environment}, and nothing pauses it.",
        now=(hours,),
        then=(kept,),
        facts={"hours a week": f"{look.setting('hours'):f}"},
    )
