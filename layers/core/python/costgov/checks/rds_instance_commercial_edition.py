"""A database of an edition whose features somebody should need."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._rds import DB_INSTANCE, engine, instance_hours
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_SMALLER: Final = {"sqlserver-ee": ("SQL Server Enterprise", "SQL Server Standard")}

META: Final = Meta(
    id="rds_instance_commercial_edition",
    title="SQL Server Enterprise where Standard may do",
    why="The licence of SQL Server Enterprise costs a multiple of Standard's in every hour.",
    kinds=(DB_INSTANCE,),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.HIGH,
    risk=Level.HIGH,
    reversible=True,
    iam=("rds:DescribeDBInstances",),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_SQLServer.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Priced as the same class with Standard's licence; licences brought along are none of it."""
    editions = _SMALLER.get(engine(instance, look))
    if editions is None or look.attribute(instance, "LicenseModel") != "license-included":
        return PASSED
    now = instance_hours(instance, look)
    then = Line(now.key.replace(*editions), now.quantity)
    if cost((then,), look, instance) >= cost((now,), look, instance):
        return PASSED
    return Failed(
        why=f"{instance.instance_type} runs {editions[0]}; Standard may have all that is used.",
        now=(now,),
        then=(then,),
        facts={"how": "a new instance, restored from a native backup"},
    )
