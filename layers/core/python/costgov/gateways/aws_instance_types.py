"""EC2's instance types as DescribeInstanceTypes gives them: a region lists what it offers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from costgov.domain.instance_types import InstanceType
from costgov.domain.runs import Target
from costgov.gateways.aws_accounts import ClientFactory, MemberSessions
from costgov.gateways.aws_signed_in import Clients, SignedIn
from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

_MIB_A_GIB: Final = 1024
# What EC2 calls the architectures it offers; others (i386) come beside one of these.
_ARCHITECTURES: Final = ("arm64", "x86_64", "arm64_mac", "x86_64_mac")

# A Neuron chip may be told twice, under both of its names: as often for every size of its family.
_ACCELERATORS: Final = {
    "GpuInfo": "Gpus",
    "InferenceAcceleratorInfo": "Accelerators",
    "NeuronInfo": "NeuronDevices",
    "FpgaInfo": "Fpgas",
    "MediaAcceleratorInfo": "Accelerators",
}


class AwsInstanceTypes:
    """InstanceTypes as the home account sees them: they are the same for every account."""

    def __init__(self, sessions: MemberSessions, clients: ClientFactory) -> None:
        self._home = sessions.home_account
        self._signed_in = SignedIn(sessions, clients)

    def instance_types(self, region: str) -> list[InstanceType]:
        """See InstanceTypes.instance_types."""
        return self._signed_in.work(Target(account_id=self._home, region=region), _described)


def _described(clients: Clients) -> list[InstanceType]:
    client: EC2Client = clients("ec2")
    with source_errors("describe instance types"):
        pages = client.get_paginator("describe_instance_types").paginate()
        return [instance_type(one) for page in pages for one in page["InstanceTypes"]]


def instance_type(told: Mapping[str, Any]) -> InstanceType:
    """One type; network is the sum of its cards' baselines where EC2 tells them."""
    architectures = told.get("ProcessorInfo", {}).get("SupportedArchitectures", [])
    ebs = told.get("EbsInfo", {}).get("EbsOptimizedInfo", {})
    return InstanceType(
        name=told["InstanceType"],
        vcpus=told["VCpuInfo"]["DefaultVCpus"],
        memory_gib=told["MemoryInfo"]["SizeInMiB"] / _MIB_A_GIB,
        architecture=next((one for one in _ARCHITECTURES if one in architectures), "x86_64"),
        current=told.get("CurrentGeneration", False),
        burstable=told.get("BurstablePerformanceSupported", False),
        network_gbps=_network(told.get("NetworkInfo", {})),
        ebs_mbps=ebs.get("BaselineThroughputInMBps"),
        ebs_iops=ebs.get("BaselineIops"),
        local_storage_gb=told.get("InstanceStorageInfo", {}).get("TotalSizeInGB", 0),
        accelerators=_accelerators(told),
        bare_metal=told.get("BareMetal", False),
    )


def _accelerators(told: Mapping[str, Any]) -> int:
    return sum(
        one.get("Count", 0)
        for described, listed in _ACCELERATORS.items()
        for one in told.get(described, {}).get(listed, ())
    )


def _network(told: Mapping[str, Any]) -> float | None:
    baselines = [one.get("BaselineBandwidthInGbps") for one in told.get("NetworkCards", ())]
    known = [one for one in baselines if one is not None]
    return sum(known) if known else None
