"""efs_file_system_unmounted: nothing leads to it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.file_systems import file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_unmounted"


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_mounted_young_or_empty() -> None:
    assert verdicts(CHECK, [file_system()]) == {"fs-1": PASSED}
    assert verdicts(CHECK, [file_system(NumberOfMountTargets=0, age_days=6)]) == {"fs-1": PASSED}
    assert verdicts(CHECK, [file_system(NumberOfMountTargets=0, standard=0)]) == {"fs-1": PASSED}


def test_fail_with_all_that_is_charged() -> None:
    one = file_system(
        NumberOfMountTargets=0,
        infrequent=50,
        age_days=7,
        ThroughputMode="provisioned",
        ProvisionedThroughputInMibps=15,
    )
    assert failed(verdicts(CHECK, [one])["fs-1"]).now == (
        Line("efs.storage/standard", Decimal("200.000000")),
        Line("efs.storage/infrequent", Decimal("50.000000")),
        # 200 GB include 10 MiB/s.
        Line("efs.throughput/provisioned", Decimal(5)),
    )


def test_fail_at_the_prices_of_one_zone_and_of_elastic_throughput() -> None:
    zone = file_system(NumberOfMountTargets=0, AvailabilityZoneName="us-east-1a")
    [line] = failed(verdicts(CHECK, [zone])["fs-1"]).now
    assert line.key == "efs.storage/one-zone-standard"
    elastic = file_system(
        NumberOfMountTargets=0, standard=0, infrequent=9, ThroughputMode="elastic"
    )
    [line] = failed(verdicts(CHECK, [elastic])["fs-1"]).now
    assert line.key == "efs.storage/infrequent-elastic"


def test_unknown_without_mount_targets_or_sizes() -> None:
    bare = resource("AWS::EFS::FileSystem", "fs-1")
    assert "NumberOfMountTargets" in unknown(verdicts(CHECK, [bare])["fs-1"])
    unsized = resource("AWS::EFS::FileSystem", "fs-1", NumberOfMountTargets=0, SizeInBytes={})
    assert "size" in unknown(verdicts(CHECK, [unsized])["fs-1"])


def test_pass_what_another_one_is_replicated_to() -> None:
    told = {"ReplicationOverwriteProtection": "REPLICATING"}
    copy = file_system(NumberOfMountTargets=0, FileSystemProtection=told)
    assert verdicts(CHECK, [copy]) == {"fs-1": PASSED}
