"""EC2 instance types: what DescribeInstanceTypes says of them, and what an hour costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from cli.local.synthetic.prices.tables import Region, regions, table

WINDOWS_USD_PER_VCPU = "0.046"
"""The licence's share of an hour, the same in every region."""
_FAMILIES = {"m": "General purpose", "t": "General purpose", "c": "Compute optimized"}


@dataclass(frozen=True, slots=True)
class InstanceType:
    """A row of `instance_types.csv`: bandwidth in Gbit/s and Mbit/s; None is not published."""

    name: str
    vcpus: int
    cores: int
    memory_mib: int
    architectures: tuple[str, ...]
    clock_ghz: str
    current: bool
    network: str
    network_gbps: float
    network_peak_gbps: float
    ebs_mbit: int | None
    ebs_iops: int | None
    ebs_peak_mbit: int | None
    local_gb: int
    gpus: int
    usd_hour: str

    @property
    def burstable(self) -> bool:
        """Whether it lives on CPU credits."""
        return self.name.startswith("t")

    @property
    def is_arm(self) -> bool:
        """Whether it runs on Graviton."""
        return "arm64" in self.architectures

    @property
    def kind(self) -> str:
        """The instance family as offers word it."""
        family = "GPU instance" if self.gpus else "Memory optimized"
        return _FAMILIES.get(self.name[0], family)

    def usd(self, region: Region, *, windows: bool = False) -> Decimal:
        """On-demand price of an hour."""
        linux = region.price(self.usd_hour, burstable=self.burstable)
        return linux + self.vcpus * Decimal(WINDOWS_USD_PER_VCPU) if windows else linux

    def described(self) -> Mapping[str, Any]:
        """The type as DescribeInstanceTypes gives it."""
        found: dict[str, Any] = {
            "InstanceType": self.name,
            "CurrentGeneration": self.current,
            "FreeTierEligible": False,
            "SupportedUsageClasses": ["on-demand", "spot"],
            "SupportedRootDeviceTypes": ["ebs"],
            "BareMetal": ".metal" in self.name,
            "ProcessorInfo": {
                "SupportedArchitectures": list(self.architectures),
                "SustainedClockSpeedInGhz": float(self.clock_ghz),
            },
            "VCpuInfo": {
                "DefaultVCpus": self.vcpus,
                "DefaultCores": self.cores,
                "DefaultThreadsPerCore": self.vcpus // self.cores,
            },
            "MemoryInfo": {"SizeInMiB": self.memory_mib},
            "InstanceStorageSupported": self.local_gb > 0,
            "EbsInfo": self._ebs(),
            "NetworkInfo": self._network(),
            "BurstablePerformanceSupported": self.burstable,
        }
        if self.local_gb:
            found["InstanceStorageInfo"] = {"TotalSizeInGB": self.local_gb}
        if self.gpus:
            found["GpuInfo"] = {"Gpus": [{"Count": self.gpus, "Manufacturer": "NVIDIA"}]}
        return found

    def _network(self) -> Mapping[str, Any]:
        card = {
            "NetworkCardIndex": 0,
            "NetworkPerformance": self.network,
            "BaselineBandwidthInGbps": self.network_gbps,
            "PeakBandwidthInGbps": self.network_peak_gbps,
        }
        return {"NetworkPerformance": self.network, "NetworkCards": [card]}

    def _ebs(self) -> Mapping[str, Any]:
        if self.ebs_mbit is None or self.ebs_iops is None or self.ebs_peak_mbit is None:
            return {"EbsOptimizedSupport": "unsupported", "EncryptionSupport": "supported"}
        return {
            "EbsOptimizedSupport": "default",
            "EncryptionSupport": "supported",
            "EbsOptimizedInfo": {
                "BaselineBandwidthInMbps": self.ebs_mbit,
                "BaselineThroughputInMBps": self.ebs_mbit / 8,
                "BaselineIops": self.ebs_iops,
                "MaximumBandwidthInMbps": self.ebs_peak_mbit,
                "MaximumThroughputInMBps": self.ebs_peak_mbit / 8,
            },
            "NvmeSupport": "required",
        }

    def attributes(self, *, windows: bool) -> Mapping[str, str]:
        """What offers say of it beside place and usage type."""
        gib = Decimal(self.memory_mib) / 1024
        return {
            "instanceType": self.name,
            "instanceFamily": self.kind,
            "currentGeneration": "Yes" if self.current else "No",
            "vcpu": str(self.vcpus),
            "memory": f"{gib.normalize():f} GiB",
            "clockSpeed": f"{self.clock_ghz} GHz",
            "networkPerformance": self.network,
            "storage": f"{self.local_gb} GB NVMe SSD" if self.local_gb else "EBS only",
            "tenancy": "Shared",
            "operatingSystem": "Windows" if windows else "Linux",
            "licenseModel": "No License required",
            "preInstalledSw": "NA",
            "capacitystatus": "Used",
            "marketoption": "OnDemand",
            "operation": "RunInstances:0002" if windows else "RunInstances",
        }


@cache
def instance_types() -> tuple[InstanceType, ...]:
    """Every type there is, by family from old to new and by size."""
    return tuple(_instance_type(row) for row in table("instance_types.csv"))


@cache
def hourly_usd(name: str, region: str, *, windows: bool = False) -> Decimal:
    """On-demand price of an hour of a type in a region.

    Raises:
        KeyError: there is no such region or type.
    """
    by_name = {one.name: one for one in instance_types()}
    return by_name[name].usd(regions()[region], windows=windows)


def _instance_type(row: Mapping[str, str]) -> InstanceType:
    return InstanceType(
        name=row["name"],
        vcpus=int(row["vcpus"]),
        cores=int(row["cores"]),
        memory_mib=int(row["memory_mib"]),
        architectures=tuple(row["architectures"].split()),
        clock_ghz=row["clock_ghz"],
        current=bool(row["current"]),
        network=row["network"],
        network_gbps=float(row["network_gbps"]),
        network_peak_gbps=float(row["network_peak_gbps"]),
        ebs_mbit=_count(row["ebs_mbit"]),
        ebs_iops=_count(row["ebs_iops"]),
        ebs_peak_mbit=_count(row["ebs_peak_mbit"]),
        local_gb=int(row["local_gb"]),
        gpus=int(row["gpus"]),
        usd_hour=row["usd_hour"],
    )


def _count(text: str) -> int | None:
    return int(text) if text else None
