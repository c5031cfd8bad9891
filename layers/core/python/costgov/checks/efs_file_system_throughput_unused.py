"""Throughput that is provisioned around the clock, where paying by use would cost less."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._efs import throughput_lines
from costgov.checks._gb import in_gb
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_throughput_unused",
    title="EFS throughput is provisioned and hardly used",
    why="Elastic throughput is charged by what is read and written instead of around the clock.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("elasticfilesystem:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/efs/latest/ug/performance.html",
    metrics=("DataReadIOBytes", "DataWriteIOBytes"),
    window_days=30,
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """Elastic throughput is advised where the last 30 days would have cost less with it."""
    now = throughput_lines(file_system, look)
    if not now:
        return PASSED
    read, written = (
        in_gb(in_a_month(look, file_system, f"Data{one}IOBytes")) for one in ("Read", "Write")
    )
    parts = (Line("efs.elastic/read", read), Line("efs.elastic/write", written))
    then = tuple(one for one in parts if one.quantity)
    if cost(then, look, file_system) >= cost(now, look, file_system):
        return PASSED
    mibps = look.number(file_system, "ProvisionedThroughputInMibps")
    return Failed(
        f"{mibps} MiB/s are provisioned for {read + written:.1f} GB read and written a month.",
        now=now,
        then=then,
    )
