"""A database version past its standard support, which AWS then charges for by vCPU."""

from datetime import date
from typing import Final

from costgov.checks._rds import DB_INSTANCE, engine, instance_hours, listed_engine
from costgov.checks._support import extended_year, standard_support_end
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="rds_instance_extended_support",
    title="Database version is past its standard support",
    why="Extended Support is charged per vCPU and hour, and twice as much from the third year on.",
    kinds=(DB_INSTANCE,),
    action=Action.MODERNISE,
    severity=Level.HIGH,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("rds:DescribeDBInstances", "rds:DescribeDBMajorEngineVersions"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS did not say how long it supports the version, or what it then costs."""
    name = engine(instance, look)
    if not _charged(name, instance):
        return PASSED
    ended = standard_support_end(look.attribute(instance, "SupportedEngineLifecycles"))
    if ended >= look.as_of:
        return PASSED
    major = str(look.attribute(instance, "MajorEngineVersion"))
    return Failed(
        why=f"Standard support of {name} {major} ended on {ended.isoformat()}.",
        now=(_surcharge(instance, look, major, ended),),
        facts={"version": str(look.attribute(instance, "EngineVersion"))},
    )


def _charged(name: str, instance: Resource) -> bool:
    # Without it AWS upgrades instead of charging. MariaDB has none to buy.
    enrolled = instance.attributes.get("EngineLifecycleSupport")
    return enrolled != "open-source-rds-extended-support-disabled" and (
        name in {"mysql", "postgres", "aurora-mysql", "aurora-postgresql"}
    )


def _surcharge(instance: Resource, look: Look, major: str, ended: date) -> Line:
    """Hours of every vCPU, of the standby too."""
    year = "Year 3" if extended_year(ended, look.as_of) >= 3 else "Year 1, Year 2"
    vcpus = look.price(instance_hours(instance, look).key, instance).vcpus
    if vcpus is None:
        raise NotKnown(f"how many vCPUs {instance.instance_type} has was not told")
    copies = 2 if instance.attributes.get("MultiAZ") else 1
    key = f"rds.extended-support/{listed_engine(engine(instance, look))}/{major}/{year}"
    return Line(key, HOURS_A_MONTH * int(vcpus) * copies)
