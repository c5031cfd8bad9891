"""What databases behind the API of RDS are charged for, shared by their checks."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

DB_INSTANCE: Final = "AWS::RDS::DBInstance"
DB_CLUSTER: Final = "AWS::RDS::DBCluster"
SERVERLESS: Final = "db.serverless"
GIB: Final = Decimal(2**30)

# Engines as the API names them, and as the price list does.
_OPEN_SOURCE: Final = {"mysql": "MySQL", "postgres": "PostgreSQL", "mariadb": "MariaDB"}
_AURORA: Final = {"aurora-mysql": "Aurora MySQL", "aurora-postgresql": "Aurora PostgreSQL"}
_LICENSED: Final = {
    "oracle-ee": "Oracle Enterprise",
    "oracle-ee-cdb": "Oracle Enterprise",
    "oracle-se2": "Oracle Standard Two",
    "oracle-se2-cdb": "Oracle Standard Two",
    "sqlserver-ee": "SQL Server Enterprise",
    "sqlserver-se": "SQL Server Standard",
    "sqlserver-web": "SQL Server Web",
    "sqlserver-ex": "SQL Server Express",
}
_LICENSES: Final = {
    "license-included": "License included",
    "bring-your-own-license": "Bring your own license",
}
_VOLUMES: Final = {
    "gp2": "General Purpose",
    "gp3": "General Purpose-GP3",
    "io1": "Provisioned IOPS",
    "io2": "Provisioned IOPS-IO2",
    "standard": "Magnetic",
}
_IO_OPTIMIZED: Final = "aurora-iopt1"
# From where on gp3 volumes of RDS are striped, and what they include:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
_GP3_IOPS: Final = (Decimal(3000), Decimal(12_000))
_STRIPED_FROM_GB: Final = {"oracle": Decimal(200), "sqlserver": None}
_STRIPED: Final = Decimal(400)


def engine(database: Resource, look: Look) -> str:
    """Its engine in the API's words; raises NotKnown."""
    return str(look.attribute(database, "Engine"))


def listed_engine(name: str) -> str:
    """What the price list calls an engine; raises NotKnown."""
    found = (_OPEN_SOURCE | _AURORA | _LICENSED).get(name)
    if found is None:
        raise NotKnown(f"the price list's name of the engine {name} is not known")
    return found


def is_open_source(name: str) -> bool:
    """Whether the engine has no licence to pay, and runs on Graviton as on any other processor."""
    return name in _OPEN_SOURCE or name in _AURORA


def is_aurora(name: str) -> bool:
    """Whether it is an engine of Aurora."""
    return name in _AURORA


def deployment(instance: Resource, look: Look) -> str:
    """`Multi-AZ` or `Single-AZ`; raises NotKnown."""
    return "Multi-AZ" if look.attribute(instance, "MultiAZ") else "Single-AZ"


def cluster_of(instance: Resource, look: Look) -> Resource:
    """The cluster an instance is a member of; raises NotKnown."""
    name = str(look.attribute(instance, "DBClusterIdentifier"))
    found = look.estate.get(DB_CLUSTER, instance.region, name)
    if found is None:
        raise NotKnown(f"the cluster {name} was not listed")
    return found


def is_io_optimized(cluster: Resource, look: Look) -> bool:
    """Whether a cluster of Aurora pays no input and output apart; raises NotKnown."""
    return look.attribute(cluster, "StorageType") == _IO_OPTIMIZED


def instance_hours(
    instance: Resource, look: Look, *, size: str | None = None, multi_az: bool | None = None
) -> Line:
    """A month of it running, or of another size or deployment of it; raises NotKnown."""
    name = engine(instance, look)
    size = size or instance.instance_type
    if size is None:
        raise NotKnown("its class was not told")
    if is_aurora(name):
        return aurora_hours(
            instance,
            look,
            size=size,
            io_optimized=is_io_optimized(cluster_of(instance, look), look),
        )
    if is_member(instance):
        raise NotKnown("members of a Multi-AZ cluster are charged with their cluster")
    option = deployment(instance, look)
    if multi_az is not None:
        option = "Multi-AZ" if multi_az else "Single-AZ"
    if name in _LICENSED:
        licence = _LICENSES.get(str(look.attribute(instance, "LicenseModel")), "")
        option = f"{licence}/{option}"
    return Line(f"rds.instance/{size}/{listed_engine(name)}/{option}", HOURS_A_MONTH)


def aurora_hours(
    instance: Resource, look: Look, *, io_optimized: bool, size: str | None = None
) -> Line:
    """A month of a member of Aurora in either storage configuration; raises NotKnown."""
    size = size or instance.instance_type
    if size == SERVERLESS:
        used = look.digest(instance, "ServerlessDatabaseCapacity").avg or Decimal(0)
        usage = "ServerlessV2IOOptimizedUsage" if io_optimized else "ServerlessV2Usage"
        return Line(f"aurora.capacity/Aurora:{usage}", used * HOURS_A_MONTH)
    mode = "Aurora IO Optimization Mode" if io_optimized else "EBS Only"
    name = listed_engine(engine(instance, look))
    return Line(f"rds.instance/{size}/{name}/{mode}", HOURS_A_MONTH)


def included_iops(instance: Resource, look: Look, size_gb: Decimal) -> Decimal:
    """The IOPS that a gp3 volume of this size includes; raises NotKnown."""
    family = engine(instance, look).partition("-")[0]
    striped_from = _STRIPED_FROM_GB.get(family, _STRIPED)
    plain, striped = _GP3_IOPS
    return plain if striped_from is None or size_gb < striped_from else striped


def volume_lines(
    instance: Resource,
    look: Look,
    *,
    kind: str | None = None,
    iops: Decimal | None = None,
    multi_az: bool | None = None,
) -> tuple[Line, ...]:
    """A month of its volume, or of another kind, IOPS or deployment of it; raises NotKnown."""
    kind = kind or str(look.attribute(instance, "StorageType"))
    if kind not in _VOLUMES:
        raise NotKnown(f"what storage of the type {kind} is charged for is not known")
    size = look.number(instance, "AllocatedStorage")
    option = deployment(instance, look)
    if multi_az is not None:
        option = "Multi-AZ" if multi_az else "Single-AZ"
    lines = [Line(f"rds.storage/{_VOLUMES[kind]}/{option}", size)]
    if kind in {"io1", "io2", "gp3"}:
        paid = look.number(instance, "Iops") if iops is None else iops
        if kind == "gp3":
            paid -= included_iops(instance, look, size)
        if paid > 0:
            lines.append(Line(f"rds.iops/{_iops_usage(kind, option)}", paid))
    return tuple(lines)


def _iops_usage(kind: str, option: str) -> str:
    prefix = "RDS:Multi-AZ-" if option == "Multi-AZ" else "RDS:"
    return prefix + {"io1": "PIOPS", "io2": "IO2-PIOPS", "gp3": "GP3-PIOPS"}[kind]


def is_member(instance: Resource) -> bool:
    """Whether it belongs to a cluster, whose volume it shares."""
    return "DBClusterIdentifier" in instance.attributes


def whole_lines(instance: Resource, look: Look) -> tuple[Line, ...]:
    """A month of an instance with the volume that is its own; raises NotKnown."""
    own = () if is_member(instance) else volume_lines(instance, look)
    return (instance_hours(instance, look), *own)


def members(cluster: Resource, look: Look, kind: str = DB_INSTANCE) -> list[Resource]:
    """The instances of a cluster; raises NotKnown if not all of them were listed."""
    told = look.attribute(cluster, "DBClusterMembers")
    found = [*look.estate.related(kind, cluster_name, f"{cluster.region}/{cluster.id}")]
    if not isinstance(told, list) or len(found) != len(told):
        raise NotKnown("not all members of the cluster were listed")
    return found


def cluster_name(instance: Resource) -> tuple[str, ...]:
    """The cluster an instance is a member of, with its region."""
    name = instance.attributes.get("DBClusterIdentifier")
    return (f"{instance.region}/{name}",) if name else ()
