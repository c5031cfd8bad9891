"""An EMR cluster on instances of a previous generation."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._emr import CLUSTER, IAM, hours, instances
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="emr_cluster_previous_generation",
    title="EMR cluster runs on instances of a previous generation",
    why="Newer generations do the same work for less, EMR's own charge included.",
    kinds=(CLUSTER,),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-supported-instance-types.html",
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Of the instances that have a successor; those on Spot follow another price."""
    now: list[Line] = []
    then: list[Line] = []
    old: list[str] = []
    for size, number, spot in instances(cluster, look):
        following = successor("emr", "previous", size)
        if following is None or spot:
            continue
        old.append(f"{number} of {size}")
        now += hours(size, number, spot=False)
        then += hours(following, number, spot=False)
    if not now or cost(then, look, cluster) >= cost(now, look, cluster):
        return PASSED
    return Failed(
        why=f"It runs on {', '.join(old)}, which newer ones replace for less.",
        now=tuple(now),
        then=tuple(then),
    )
