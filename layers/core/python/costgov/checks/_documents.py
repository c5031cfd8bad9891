"""What DocumentDB and Neptune are charged for, shared by their checks."""

from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_CLUSTERS: Final = {
    "AWS::DocDB::DBInstance": "AWS::DocDB::DBCluster",
    "AWS::Neptune::DBInstance": "AWS::Neptune::DBCluster",
}
_PREFIXES: Final = {
    "AWS::DocDB::DBInstance": "documentdb.instance",
    "AWS::Neptune::DBInstance": "neptune.instance",
}
# `StorageType` of clusters that pay no input and output apart.
_IO_OPTIMIZED: Final = "iopt1"


def cluster_instance_hours(instance: Resource, look: Look, size: str | None = None) -> Line:
    """A month of an instance of a cluster, or of another size of it; raises NotKnown."""
    name = str(look.attribute(instance, "DBClusterIdentifier"))
    cluster = look.estate.get(_CLUSTERS[instance.kind], instance.region, name)
    if cluster is None:
        raise NotKnown(f"the cluster {name} was not listed")
    kind = str(cluster.attributes.get("StorageType", "standard"))
    mode = "io-optimized" if kind.endswith(_IO_OPTIMIZED) else "standard"
    return Line(
        f"{_PREFIXES[instance.kind]}/{size or instance.instance_type}/{mode}", HOURS_A_MONTH
    )
