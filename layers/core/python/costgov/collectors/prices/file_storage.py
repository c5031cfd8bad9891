"""EFS, FSx, ECR, AWS Backup."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_EFS: Final = "AmazonEFS"
_FSX: Final = "AmazonFSx"
_FILE_SYSTEM: Final = ("AWS::EFS::FileSystem",)
_FSX_FILE_SYSTEM: Final = ("AWS::FSx::FileSystem",)
_CLASSES: Final = {
    "standard": "TimedStorage-ByteHrs",
    "infrequent": "IATimedStorage-ByteHrs",
    "infrequent-elastic": "IATimedStorage-ET-ByteHrs",
    "archive": "ArchiveTimedStorage-ByteHrs",
    "one-zone-standard": "TimedStorage-Z-ByteHrs",
    "one-zone-infrequent": "IATimedStorage-Z-ByteHrs",
}

RULES: Final = (
    *(
        PriceRule(
            f"efs.storage/{name}",
            _EFS,
            {"productFamily": "Storage"},
            "GB-Mo",
            usage,
            kinds=_FILE_SYSTEM,
        )
        for name, usage in _CLASSES.items()
    ),
    PriceRule(
        "efs.access/infrequent",
        _EFS,
        {"accessType": "Read", "storageClass": "Infrequent Access"},
        "GB",
        "IADataAccess-Bytes",
        kinds=_FILE_SYSTEM,
    ),
    *(
        PriceRule(
            f"efs.elastic/{access.lower()}",
            _EFS,
            {"accessType": access},
            "GB",
            "ETDataAccess-Bytes",
            kinds=_FILE_SYSTEM,
        )
        for access in ("Read", "Write")
    ),
    PriceRule(
        "efs.throughput/provisioned",
        _EFS,
        {"productFamily": "Provisioned Throughput"},
        "MiBps-Mo",
        "ProvisionedTP-MiBpsHrs",
        kinds=_FILE_SYSTEM,
    ),
    *(
        PriceRule(
            f"fsx.storage/{kind}/{{storageType}}/{{deploymentOption}}",
            _FSX,
            {"productFamily": "Storage", "fileSystemType": kind},
            "GB-Mo",
            "(?!.*Backup).+",
            kinds=_FSX_FILE_SYSTEM,
        )
        for kind in ("Windows", "ONTAP", "OpenZFS")
    ),
    PriceRule(
        "fsx.storage/Lustre/{storageType}/{throughputCapacity}",
        _FSX,
        {"productFamily": "Storage", "fileSystemType": "Lustre"},
        "GB-Mo",
        "(?!.*Backup).+",
        kinds=_FSX_FILE_SYSTEM,
    ),
    *(
        PriceRule(
            f"fsx.throughput/{kind}/{{deploymentOption}}",
            _FSX,
            {"productFamily": "Provisioned Throughput", "fileSystemType": kind},
            "MiBps-Mo",
            kinds=_FSX_FILE_SYSTEM,
        )
        for kind in ("Windows", "ONTAP", "OpenZFS")
    ),
    PriceRule(
        "ecr.storage",
        "AmazonECR",
        {},
        "GB-Mo",
        "TimedStorage-ByteHrs",
        kinds=("AWS::ECR::Repository",),
    ),
    PriceRule(
        "backup.storage/DynamoDB",
        "AWSBackup",
        {},
        "GB-Mo",
        "WarmStorage-ByteHrs-DynamoDB",
        kinds=("AWS::Backup::BackupVault",),
    ),
)
