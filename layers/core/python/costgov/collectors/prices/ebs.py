"""EBS: storage, provisioned IOPS and throughput by volume type, snapshots and their restoring."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_EC2: Final = "AmazonEC2"
_VOLUME: Final = ("AWS::EC2::Volume",)
_SNAPSHOT: Final = ("AWS::EC2::Snapshot",)
_OPERATION: Final = {"productFamily": "System Operation"}

RULES: Final = (
    PriceRule(
        "ebs.storage/{volumeApiName}", _EC2, {"productFamily": "Storage"}, "GB-Mo", kinds=_VOLUME
    ),
    PriceRule(
        "ebs.iops/{volumeApiName}",
        _EC2,
        {**_OPERATION, "group": "EBS IOPS"},
        "IOPS-Mo",
        kinds=_VOLUME,
    ),
    # io2 is charged in three bands: up to 32,000 IOPS, up to 64,000, and beyond.
    *(
        PriceRule(key, _EC2, _OPERATION, "IOPS-Mo", usage, kinds=_VOLUME)
        for key, usage in (
            ("ebs.iops/io2", "EBS:VolumeP-IOPS.io2"),
            ("ebs.iops-32000/io2", "EBS:VolumeP-IOPS.io2.tier2"),
            ("ebs.iops-64000/io2", "EBS:VolumeP-IOPS.io2.tier3"),
        )
    ),
    PriceRule("ebs.requests/standard", _EC2, _OPERATION, "IOs", "EBS:VolumeIOUsage", kinds=_VOLUME),
    PriceRule(
        "ebs.throughput/{volumeApiName}",
        _EC2,
        {"productFamily": "Provisioned Throughput"},
        "GiBps-mo",
        kinds=_VOLUME,
    ),
    PriceRule(
        "ebs.snapshot",
        _EC2,
        {"productFamily": "Storage Snapshot"},
        "GB-Mo",
        "EBS:SnapshotUsage",
        kinds=_SNAPSHOT,
    ),
    PriceRule(
        "ebs.snapshot-archive",
        _EC2,
        {"productFamily": "Storage Snapshot"},
        "GB-Mo",
        "EBS:SnapshotArchiveStorage",
        kinds=_SNAPSHOT,
    ),
    PriceRule(
        "ebs.fast-restore",
        _EC2,
        {"productFamily": "Fast Snapshot Restore"},
        "hours",
        "EBS:FastSnapshotRestore",
        kinds=_SNAPSHOT,
    ),
)
