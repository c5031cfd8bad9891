"""Logs that nothing but queries reads, taken in at twice the price."""

from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="logs_log_group_class_standard",
    title="Log group could be of the Infrequent Access class",
    why="The Infrequent Access class takes events in for half the price and lacks live features.",
    kinds=("AWS::Logs::LogGroup",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("logs:DescribeLogGroups", "logs:DescribeSubscriptionFilters"),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html",
    metrics=("IncomingBytes",),
    window_days=90,
    thresholds=thresholds(gb=("50", "GB", "a group that takes in less a month is not worth it")),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """Metric filters and subscriptions work in the Standard class only.

    A class cannot be changed: what writes must write to a new group.
    """
    if group.attributes.get("logGroupClass", "STANDARD") != "STANDARD":
        return PASSED
    incoming = in_gb(in_a_month(look, group, "IncomingBytes"))
    if incoming < look.setting("gb") or look.attribute(group, "metricFilterCount"):
        return PASSED
    if look.attribute(group, "SubscriptionFilters"):
        return PASSED
    return Failed(
        f"{incoming:.0f} GB a month come in, and no metric filter or subscription reads them.",
        now=(Line("logs.ingestion", incoming),),
        then=(Line("logs.ingestion-infrequent", incoming),),
        facts={"before": "what queries, tails or alarms on the group must do without"},
    )
