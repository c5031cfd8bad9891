"""An MSK cluster that carries nothing."""

from decimal import Decimal
from typing import Final

from costgov.checks._msk import CLUSTER, broker_hours, brokers
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="msk_cluster_idle",
    title="MSK cluster carries next to nothing",
    why="Brokers and their volumes are charged whether messages pass through them or not.",
    kinds=(CLUSTER,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("kafka:ListClustersV2", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/msk/latest/developerguide/msk-delete-cluster.html",
    metrics=("BytesInPerSec", "BytesOutPerSec"),
    window_days=14,
    thresholds=thresholds(
        rate=("1000", "bytes a second", "AWS's own canary sends a little to each broker"),
    ),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Every broker at its busiest hour."""
    look.old_enough(cluster)
    most = max(
        look.digest(broker, name).max or Decimal(0)
        for broker in brokers(cluster, look)
        for name in META.metrics
    )
    if most > look.setting("rate"):
        return PASSED
    volumes = look.number(cluster, "VolumeSize") * look.number(cluster, "NumberOfBrokerNodes")
    return Failed(
        why=f"No broker took or gave more than {most:.0f} bytes a second.",
        now=(broker_hours(cluster, look), Line("msk.storage", volumes)),
    )
