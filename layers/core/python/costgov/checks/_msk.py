"""What MSK clusters are charged for, shared by their checks."""

from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CLUSTER: Final = "AWS::MSK::Cluster"
BROKER: Final = "AWS::MSK::Broker"


def broker_hours(cluster: Resource, look: Look, size: str | None = None) -> Line:
    """A month of its brokers, or of as many of another type; raises NotKnown."""
    size = size or cluster.instance_type
    if size is None:
        raise NotKnown("the type of its brokers was not told")
    # The usage type is capitalised: Kafka.m5.large.
    usage = f"K{size.removeprefix('k')}"
    return Line(f"msk.broker/{usage}", HOURS_A_MONTH * look.number(cluster, "NumberOfBrokerNodes"))


def brokers(cluster: Resource, look: Look) -> list[Resource]:
    """The brokers of a cluster; raises NotKnown if none was listed."""
    found = [
        one
        for one in look.estate.of_kind(BROKER, cluster.region)
        if one.attributes.get("ClusterName") == cluster.id
    ]
    if not found:
        raise NotKnown("its brokers were not listed")
    return found
