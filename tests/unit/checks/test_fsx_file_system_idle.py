"""fsx_file_system_idle: provisioned, and not used."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import count, failed, nothing, resource, unknown, verdicts

CHECK = "fsx_file_system_idle"
WINDOWS: dict[str, Any] = {
    "FileSystemType": "WINDOWS",
    "StorageType": "SSD",
    "StorageCapacity": 300,
    "ThroughputCapacity": 32,
    "DeploymentType": "MULTI_AZ_1",
}


def judged(read: str, written: str = "0", *, age_days: int = 90, **changes: Any) -> Verdict:
    one = resource(
        "AWS::FSx::FileSystem",
        "fs-1",
        age_days=age_days,
        digests=[count("DataReadBytes", read, days=30), count("DataWriteBytes", written, days=30)],
        **(WINDOWS | changes),
    )
    return verdicts(CHECK, [one])["fs-1"]


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::EFS::FileSystem")]) == {}


def test_pass_in_use() -> None:
    assert judged("10000001") == PASSED
    assert judged("5000001", "5000000") == PASSED


def test_fail_with_storage_and_throughput() -> None:
    assert failed(judged("5000000", "5000000")).now == (
        Line("fsx.storage/Windows/SSD/Multi-AZ", Decimal(300)),
        Line("fsx.throughput/Windows/Multi-AZ", Decimal(32)),
    )


def test_fail_with_lustre_by_its_throughput_a_tb() -> None:
    lustre = judged(
        "0", FileSystemType="LUSTRE", DeploymentType="PERSISTENT_2", PerUnitStorageThroughput=125
    )
    assert failed(lustre).now == (Line("fsx.storage/Lustre/SSD/125", Decimal(300)),)


def test_unknown_while_young_or_unmeasured() -> None:
    assert "29 of 30 days" in unknown(judged("0", age_days=29))
    blind = resource("AWS::FSx::FileSystem", "fs-1", digests=[nothing("DataReadBytes", days=30)])
    assert unknown(verdicts(CHECK, [blind])["fs-1"]) == "DataReadBytes has no data"
