"""File systems, images and backups of the organisation."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

SHOP = ("production", "us-east-1")
_LAB = ("development", "us-west-2")
_GIB = 2**30
_DAY = 86_400
_TAGS = [{"Key": "Team", "Value": "platform"}, {"Key": "Environment", "Value": "production"}]
_UNTAGGED = {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 50}
_POLICY = json.dumps(
    {"rules": [{"rulePriority": 1, "selection": _UNTAGGED, "action": {"type": "expire"}}]}
)


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _file_systems(now)
    yield from _file_servers(now)
    yield from _images(now)
    yield from _backups(now)


def _file_systems(now: datetime) -> Iterator[Told]:
    """EFS: one for the web servers, and others that are paid for too much of."""
    yield from _efs("fs-0aa00000000000001", now, gib=300, a_day=(40, 30))
    yield from _efs("fs-0aa00000000000002", now, gib=200, targets=0)
    yield Truth("efs_file_system_unmounted", "fs-0aa00000000000002", Decimal("60.00"))
    yield from _efs("fs-0aa00000000000003", now, gib=100)
    yield Truth("efs_file_system_idle", "fs-0aa00000000000003", Decimal("30.00"))
    yield from _efs("fs-0aa00000000000004", now, gib=500, a_day=(1, 2), policies=())
    # 30 GB read and 60 written leave 410 of 500 GB unused: 150 now; 90 x 0.30 + 410 x 0.025, and
    # access to 30 + 410 / 12 GB x 0.01: 37.8917.
    yield Truth("efs_file_system_lifecycle_missing", "fs-0aa00000000000004", Decimal("112.1083"))
    provisioned: dict[str, Any] = {
        "ThroughputMode": "provisioned",
        "ProvisionedThroughputInMibps": 100.0,
    }
    yield from _efs("fs-0aa00000000000005", now, gib=200, a_day=(2, 1), **provisioned)
    # 100 MiB/s less 200 / 20 x 6.00; a month reads 60.8333 GB x 0.03, writes 30.4167 x 0.06.
    yield Truth("efs_file_system_throughput_unused", "fs-0aa00000000000005", Decimal("536.35"))
    yield from _efs("fs-0aa00000000000006", now, gib=20, a_day=(1, 1), Encrypted=False)
    yield Truth("efs_file_system_unencrypted", "fs-0aa00000000000006", None)
    tags = [{"Key": "Environment", "Value": "development"}]
    yield from _efs("fs-0aa00000000000007", now, gib=100, a_day=(1, 1), place=_LAB, Tags=tags)
    # 100 GB x (0.30 - 0.16).
    yield Truth(
        "efs_file_system_multi_zone_nonproduction", "fs-0aa00000000000007", Decimal("14.00")
    )


def _efs(
    name: str,
    now: datetime,
    *,
    gib: int,
    targets: int = 3,
    a_day: tuple[int, int] = (0, 0),
    policies: tuple[Mapping[str, str], ...] = ({"TransitionToIA": "AFTER_30_DAYS"},),
    place: tuple[str, str] = SHOP,
    **changes: Any,  # noqa: ANN401 - as EFS says
) -> Iterator[Told]:
    """A file system; `a_day` is what is read and written, in GiB."""
    item = {
        "OwnerId": "222233334444",
        "CreationToken": name,
        "FileSystemId": name,
        "CreationTime": now - timedelta(days=500),
        "LifeCycleState": "available",
        "NumberOfMountTargets": targets,
        "SizeInBytes": {
            "Value": gib * _GIB,
            "ValueInStandard": gib * _GIB,
            "ValueInIA": 0,
            "ValueInArchive": 0,
        },
        "PerformanceMode": "generalPurpose",
        "Encrypted": True,
        "ThroughputMode": "bursting",
        "Tags": _TAGS,
        **changes,
    }
    yield Listed("efs", "DescribeFileSystems", *place, items=[item])
    yield Answer(
        "efs",
        "DescribeLifecycleConfiguration",
        *place,
        where={"FileSystemId": name},
        reply={"LifecyclePolicies": [*policies]},
    )
    read, written = a_day
    used = {"DataReadIOBytes": read * _GIB, "DataWriteIOBytes": written * _GIB}
    for metric, level in (used | {"ClientConnections": 1440.0}).items() if any(a_day) else ():
        at = {"FileSystemId": name}
        yield Measured("AWS/EFS", metric, at, *place, level=level, every=_DAY)


def _file_servers(now: datetime) -> Iterator[Told]:
    """FSx: one in use, one nobody opens, one with five times the storage it needs."""
    yield from _fsx("fs-0bb00000000000001", now, gib=500, free=150, a_day=9 * _GIB)
    yield from _fsx("fs-0bb00000000000002", now, gib=300, free=20, a_day=0)
    # 300 GB x 0.13 and 32 MB/s x 2.20.
    yield Truth("fsx_file_system_idle", "fs-0bb00000000000002", Decimal("109.40"))
    yield from _fsx("fs-0bb00000000000003", now, gib=1000, free=800, a_day=2 * _GIB)
    # 200 GB in use and 30 % free are 286 GB: 714 x 0.13.
    yield Truth("fsx_file_system_storage_oversized", "fs-0bb00000000000003", Decimal("92.82"))


def _fsx(name: str, now: datetime, *, gib: int, free: int, a_day: float) -> Iterator[Told]:
    item = {
        "FileSystemId": name,
        "ResourceARN": f"arn:aws:fsx:us-east-1:222233334444:file-system/{name}",
        "CreationTime": now - timedelta(days=300),
        "FileSystemType": "WINDOWS",
        "Lifecycle": "AVAILABLE",
        "StorageCapacity": gib,
        "StorageType": "SSD",
        "WindowsConfiguration": {"DeploymentType": "SINGLE_AZ_2", "ThroughputCapacity": 32},
        "Tags": _TAGS,
    }
    yield Listed("fsx", "DescribeFileSystems", *SHOP, items=[item])
    levels = {"DataReadBytes": a_day, "DataWriteBytes": a_day, "FreeStorageCapacity": free * _GIB}
    for metric, level in levels.items():
        at = {"FileSystemId": name}
        yield Measured("AWS/FSx", metric, at, *SHOP, level=level, unit="Bytes", every=_DAY)


def _images(now: datetime) -> Iterator[Told]:
    """ECR: images in use, old builds without a tag, a service that is gone."""
    old, young = now - timedelta(days=200), now - timedelta(days=3)
    in_use = [_image("checkout", n, pulled=young, tags=[f"v{n}"]) for n in range(3)]
    untagged = [_image("checkout", n, pulled=old) for n in range(10, 20)]
    yield from _repository("checkout", now, [*in_use, *untagged], policy=True)
    # Ten images of 2 GB x 0.10.
    yield Truth("ecr_repository_untagged_images", "checkout", Decimal("2.00"))
    gone = [_image("legacy-batch", n, pulled=old, tags=[f"v{n}"]) for n in range(15)]
    yield from _repository("legacy-batch", now, gone, policy=False)
    # 15 images of 2 GB x 0.10.
    yield Truth("ecr_repository_images_unused", "legacy-batch", Decimal("3.00"))
    yield Truth("ecr_repository_lifecycle_missing", "legacy-batch", None)


def _repository(
    name: str, now: datetime, images: list[Mapping[str, Any]], *, policy: bool
) -> Iterator[Told]:
    arn = f"arn:aws:ecr:us-east-1:222233334444:repository/{name}"
    made = now - timedelta(days=900)
    item = {"repositoryName": name, "repositoryArn": arn, "createdAt": made}
    yield Listed("ecr", "DescribeRepositories", *SHOP, items=[item])
    where = {"repositoryName": name}
    yield Listed("ecr", "DescribeImages", *SHOP, items=images, where=where)
    if policy:
        reply = {"repositoryName": name, "lifecyclePolicyText": _POLICY}
        yield Answer("ecr", "GetLifecyclePolicy", *SHOP, where=where, reply=reply)
    else:
        error = "LifecyclePolicyNotFoundException"
        yield Answer("ecr", "GetLifecyclePolicy", *SHOP, where=where, error=error)


def _image(
    repository: str, number: int, *, pulled: datetime, tags: list[str] | None = None
) -> Mapping[str, Any]:
    return {
        "repositoryName": repository,
        "imageDigest": f"sha256:{number:064x}",
        "imageSizeInBytes": 2 * _GIB,
        "imagePushedAt": pulled - timedelta(days=20),
        "lastRecordedPullTime": pulled,
        "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json",
        **({"imageTags": tags} if tags else {}),
    }


def _backups(now: datetime) -> Iterator[Told]:
    """A plan that ends what it makes, two that do not well, and copies from years ago."""
    plans: Mapping[str, Mapping[str, int]] = {
        "daily": {"DeleteAfterDays": 35},
        "for-ever": {"MoveToColdStorageAfterDays": 30},
        "yearly": {"DeleteAfterDays": 400},
    }
    for name, lifecycle in plans.items():
        arn = f"arn:aws:backup:us-east-1:222233334444:backup-plan:{name}"
        item = {"BackupPlanId": name, "BackupPlanArn": arn, "BackupPlanName": name}
        yield Listed("backup", "ListBackupPlans", *SHOP, items=[item])
        rule = {"RuleName": name, "TargetBackupVaultName": "main", "Lifecycle": lifecycle}
        plan = {"BackupPlan": {"BackupPlanName": name, "Rules": [rule]}, "BackupPlanId": name}
        yield Answer("backup", "GetBackupPlan", *SHOP, where={"BackupPlanId": name}, reply=plan)
    yield Truth("backup_plan_deletion_missing", "for-ever", None)
    yield Truth("backup_plan_cold_storage_missing", "yearly", None)
    arn = "arn:aws:backup:us-east-1:222233334444:backup-vault:main"
    vault = {"BackupVaultName": "main", "BackupVaultArn": arn}
    yield Listed("backup", "ListBackupVaults", *SHOP, items=[vault])
    points = [
        {
            "RecoveryPointArn": f"arn:aws:backup:us-east-1:222233334444:recovery-point:{n}",
            "BackupVaultName": "main",
            "ResourceType": "DynamoDB",
            "Status": "COMPLETED",
            "CreationDate": now - timedelta(days=age),
            "BackupSizeInBytes": 25 * _GIB,
            "Lifecycle": lifecycle,
        }
        for n, (age, lifecycle) in enumerate(
            [*((500, {}),) * 4, (30, {}), (400, {"DeleteAfterDays": 900})]
        )
    ]
    where = {"BackupVaultName": "main"}
    yield Listed("backup", "ListRecoveryPointsByBackupVault", *SHOP, items=points, where=where)
    # Four copies of 25 GB x 0.10.
    yield Truth("backup_vault_points_kept_forever", "main", Decimal("10.00"))
