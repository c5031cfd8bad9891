"""RDS and Aurora: instances, storage, provisioned IOPS, backups, and what old versions cost more.

The attributes are those of the AmazonRDS offer. An Aurora instance has two products, told apart by
`storage`: "EBS Only" where input and output are paid for apart, else I/O-Optimized.
"""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_RDS: Final = "AmazonRDS"
_INSTANCE: Final = "Database Instance"
_KINDS: Final = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster")
_SNAPSHOTS: Final = ("AWS::RDS::DBSnapshot", "AWS::RDS::DBClusterSnapshot")
_OPEN_SOURCE: Final = ("MySQL", "PostgreSQL", "MariaDB")
_AURORA: Final = ("Aurora MySQL", "Aurora PostgreSQL")
_LICENSED: Final = ("Oracle", "SQL Server")


def _instances(engine: str, key: str) -> PriceRule:
    filters = {"productFamily": _INSTANCE, "databaseEngine": engine}
    usage = r"(InstanceUsage|InstanceUsageIOOptimized|Multi-AZUsage):.+"
    return PriceRule(key, _RDS, filters, "Hrs", usage=usage, kinds=_KINDS)


def _extended_support(years: str) -> PriceRule:
    return PriceRule(
        "rds.extended-support/{databaseEngine}/{engineMajorVersion}/{extendedSupportPricingYear}",
        _RDS,
        {"extendedSupportPricingYear": years},
        "vCPU-hour",
        # Serverless v2 (ASv2) is charged by its capacity units.
        usage=r"ExtendedSupport:Yr[^:]+:(?!ASv2).+",
        kinds=_KINDS,
    )


RULES: Final = (
    *(
        _instances(engine, "rds.instance/{instanceType}/{databaseEngine}/{deploymentOption}")
        for engine in _OPEN_SOURCE
    ),
    *(
        _instances(engine, "rds.instance/{instanceType}/{databaseEngine}/{storage}")
        for engine in _AURORA
    ),
    *(
        _instances(
            engine,
            "rds.instance/{instanceType}/{databaseEngine} {databaseEdition}/{licenseModel}"
            "/{deploymentOption}",
        )
        for engine in _LICENSED
    ),
    PriceRule(
        "rds.storage/{volumeType}/{deploymentOption}",
        _RDS,
        {"productFamily": "Database Storage"},
        "GB-Mo",
        usage=r"RDS:.*Storage",
        kinds=_KINDS,
    ),
    PriceRule(
        "rds.iops/{usage}",
        _RDS,
        {"productFamily": "Provisioned IOPS"},
        "IOPS-Mo",
        usage=r"RDS:(Multi-AZ-)?((IO2|GP3)-)?PIOPS",
        kinds=_KINDS,
    ),
    PriceRule(
        "rds.backup/{usage}",
        _RDS,
        {"productFamily": "Storage Snapshot"},
        "GB-Mo",
        usage=r"RDS:ChargedBackupUsage|Aurora:BackupUsage",
        kinds=_KINDS + _SNAPSHOTS,
    ),
    PriceRule(
        "aurora.storage/{volumeType}",
        _RDS,
        {"productFamily": "Database Storage"},
        "GB-Mo",
        usage=r"Aurora:(IO-Optimized)?StorageUsage",
        kinds=_KINDS,
    ),
    PriceRule(
        "aurora.io",
        _RDS,
        {"productFamily": "System Operation"},
        "IOs",
        usage=r"Aurora:StorageIOUsage",
        kinds=_KINDS,
    ),
    PriceRule(
        "aurora.capacity/{usage}",
        _RDS,
        {"productFamily": "ServerlessV2"},
        "ACU-Hr",
        usage=r"Aurora:ServerlessV2(IOOptimized)?Usage",
        kinds=_KINDS,
    ),
    _extended_support("Year 1, Year 2"),
    _extended_support("Year 3"),
)
