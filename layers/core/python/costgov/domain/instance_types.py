"""EC2 instance types as DescribeInstanceTypes gives them: the only ladder of sizes there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from costgov.domain.runs import Frozen
from costgov.errors import NotKnown


class InstanceType(Frozen):
    """What a type offers. Memory in GiB, network in Gbit/s, EBS in MB/s and IOPS at baseline.

    `architecture` is x86_64 or arm64; `burstable` types earn CPU credits and have a baseline.
    `accelerators` are GPUs, and chips for machine learning, video and logic of one's own (FPGA).
    None is what AWS does not tell of the type.
    """

    name: str
    vcpus: int
    memory_gib: float
    architecture: str
    current: bool
    burstable: bool
    network_gbps: float | None
    ebs_mbps: float | None
    ebs_iops: int | None
    local_storage_gb: int = 0
    accelerators: int = 0
    bare_metal: bool = False

    @property
    def family(self) -> str:
        """`m6i` of `m6i.large`."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class InstanceCatalogue:
    """Types by region: what a region does not offer is not advised there."""

    types: Mapping[str, Mapping[str, InstanceType]]

    @classmethod
    def of(cls, region: str, types: Iterable[InstanceType]) -> "InstanceCatalogue":
        """A catalogue of one region."""
        return cls({region: {one.name: one for one in types}})

    def get(self, name: str, region: str) -> InstanceType:
        """A type in a region.

        Raises:
            NotKnown: the region does not offer it, or has not been read.
        """
        found = self.types.get(region, {}).get(name)
        if found is None:
            raise NotKnown(f"the instance type {name} is not described in {region}")
        return found

    def offered(self, region: str) -> Iterable[InstanceType]:
        """Every type of a region."""
        return self.types.get(region, {}).values()
