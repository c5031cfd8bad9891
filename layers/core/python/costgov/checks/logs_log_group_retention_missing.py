"""Log events that are kept for ever because nobody said for how long."""

from decimal import Decimal
from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_WINDOW: Final = 90
META: Final = Meta(
    id="logs_log_group_retention_missing",
    title="Log group keeps its events for ever",
    why="Without retention a log group only ever grows, and every month of it is charged again.",
    kinds=("AWS::Logs::LogGroup",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("logs:DescribeLogGroups",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    metrics=("IncomingBytes",),
    window_days=_WINDOW,
    thresholds=thresholds(
        keep_days=("90", "days", "for so long log events are kept in future"),
        gb=("1", "GB", "a group that holds less is not worth a setting"),
    ),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """What is younger than the retention is at most what came in, which is not yet compressed.

    So at least the rest of what is stored goes at once, and in the long run the group stops
    growing; only the former is counted.
    """
    if group.attributes.get("retentionInDays") is not None:
        return PASSED
    stored = in_gb(int(look.number(group, "storedBytes")))
    if stored < look.setting("gb"):
        return PASSED
    days = min(_WINDOW, max(look.age_days(group), 1))
    a_day = look.total(group, "IncomingBytes") / days
    young = min(in_gb(a_day * look.setting("keep_days")), stored)
    growth = in_gb(a_day * Decimal(365))
    why = f"{stored:.0f} GB are kept for ever and {growth:.0f} GB come in a year"
    if young == stored:
        return Failed(f"{why}.", unpriced="nothing in it is older than the retention yet")
    older = f"at least {stored - young:.0f} GB are older than {look.setting('keep_days')} days"
    return Failed(
        f"{why}; {older}.",
        now=(Line("logs.storage", stored),),
        then=(Line("logs.storage", young),) if young else (),
    )
