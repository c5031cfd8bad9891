"""Which class a DynamoDB table costs less in."""

from costgov.checks._costs import cost
from costgov.checks._dynamodb import parts, storage, table_class, throughput
from costgov.checks.contract import Look
from costgov.domain.findings import PASSED, Failed, Line, Verdict
from costgov.domain.resources import Resource


def judged(table: Resource, look: Look, present: str, other: str) -> Verdict:
    """Failed if a table of the present class costs enough less in the other; raises NotKnown."""
    if table_class(table, look) != present:
        return PASSED
    now, then = _charged(table, look, present), _charged(table, look, other)
    before, after = cost(now, look, table), cost(then, look, table)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    stored = sum(line.quantity for line in now if line.key.startswith("dynamodb.storage/"))
    return Failed(
        why=f"{stored:.0f} GB and what is asked of them cost less in the class {other}.",
        now=now,
        then=then,
        facts={"how": "no more than two changes of class in 30 days"},
    )


def _charged(table: Resource, look: Look, of_class: str) -> tuple[Line, ...]:
    return tuple(
        line
        for part in parts(table, look)
        for line in (*throughput(part, look, of_class), storage(part, look, of_class))
    )
