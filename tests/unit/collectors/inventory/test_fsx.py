"""FSx file systems of each type."""

from typing import Any

from costgov.collectors.inventory.fsx import SOURCE

from tests.fakes.listings import listed


def file_system(name: str, kind: str, **more: Any) -> dict[str, Any]:
    arn = f"arn:aws:fsx:us-east-1:1:file-system/{name}"
    told = {"FileSystemId": name, "ResourceARN": arn, "Lifecycle": "AVAILABLE"}
    return {**told, "FileSystemType": kind, "StorageCapacity": 300, "StorageType": "SSD", **more}


def test_what_a_type_tells_in_its_own_structure() -> None:
    windows = {"DeploymentType": "MULTI_AZ_1", "ThroughputCapacity": 32, "Aliases": []}
    lustre = {"DeploymentType": "PERSISTENT_2", "PerUnitStorageThroughput": 125}
    answer = {
        "fsx:DescribeFileSystems": {
            "FileSystems": [
                file_system("fs-1", "WINDOWS", WindowsConfiguration=windows),
                file_system("fs-2", "LUSTRE", LustreConfiguration=lustre),
            ]
        }
    }

    first, second = listed(SOURCE, answer)

    assert first.attributes["ThroughputCapacity"] == 32
    assert "Aliases" not in first.attributes
    assert second.attributes["PerUnitStorageThroughput"] == 125
    free = {spec.name: spec for spec in SOURCE.metrics}["FreeStorageCapacity"]
    assert free.dimensions(first) == {"FileSystemId": "fs-1"}
    # Only Windows file servers publish it.
    assert free.dimensions(second) is None
