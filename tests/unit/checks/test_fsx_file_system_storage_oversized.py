"""fsx_file_system_storage_oversized: mostly free."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, gauge, nothing, resource, unknown, verdicts

CHECK = "fsx_file_system_storage_oversized"
GIB = 2**30


def judged(free_gib: int, *, capacity: int = 1000, **changes: Any) -> Verdict:
    told: dict[str, Any] = {
        "FileSystemType": "WINDOWS",
        "StorageType": "SSD",
        "StorageCapacity": capacity,
        "DeploymentType": "SINGLE_AZ_2",
    }
    free = gauge("FreeStorageCapacity", str(capacity * GIB), days=30, unit="Bytes")
    least = free.model_copy(update={"min": Decimal(free_gib * GIB)})
    one = resource("AWS::FSx::FileSystem", "fs-1", digests=[least], **(told | changes))
    return verdicts(CHECK, [one])["fs-1"]


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::EFS::FileSystem")]) == {}


def test_pass_half_full_another_type_or_the_least_there_is() -> None:
    assert judged(500) == PASSED
    assert judged(900, FileSystemType="LUSTRE") == PASSED
    assert judged(30, capacity=32) == PASSED
    assert judged(1900, capacity=2000, StorageType="HDD") == PASSED


def test_fail_with_headroom_left() -> None:
    # 280 in use and 30 % free are 400.
    finding = failed(judged(720))
    assert finding.now == (Line("fsx.storage/Windows/SSD/Single-AZ", Decimal(1000)),)
    assert finding.then == (Line("fsx.storage/Windows/SSD/Single-AZ", Decimal(400)),)


def test_fail_never_below_the_least_there_is() -> None:
    assert failed(judged(995)).then[0].quantity == 32


def test_unknown_without_the_metric() -> None:
    one = resource(
        "AWS::FSx::FileSystem",
        "fs-1",
        FileSystemType="WINDOWS",
        StorageCapacity=100,
        digests=[nothing("FreeStorageCapacity", days=30)],
    )
    assert unknown(verdicts(CHECK, [one])["fs-1"]) == "FreeStorageCapacity has no data"
