"""rds_instance_undersized: no CPU or no memory left."""

from costgov.domain.findings import PASSED, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.databases import CPU, OFFERED, PRICES, database, free_memory
from tests.unit.checks.instances import flat, profiled
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "rds_instance_undersized"


def judged(instance: Resource) -> Verdict:
    return verdicts(CHECK, [instance], prices=PRICES, sizes=OFFERED)["db-1"]


def test_none_without_databases() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_with_room() -> None:
    assert judged(database(profiled(CPU, flat(40)), free_memory("4"))) == PASSED


def test_fail_at_p95_of_cpu() -> None:
    finding = failed(judged(database(profiled(CPU, flat(85), peak=1.0), free_memory("4"))))
    assert finding.options[0].name == "db.m6i.2xlarge"
    assert finding.why.startswith("CPU is at 90 % at P95")


def test_fail_without_memory_left() -> None:
    finding = failed(judged(database(profiled(CPU, flat(20)), free_memory("0.05"))))
    assert finding.why.startswith("no memory is left")
    assert finding.options[0].name == "db.m6i.2xlarge"


def test_fail_of_the_largest_class_has_no_price() -> None:
    largest = database(profiled(CPU, flat(99)), free_memory("8"), size="db.m6i.2xlarge")
    assert failed(judged(largest)).unpriced == "no class is larger"


def test_unknown_without_cpu() -> None:
    assert "no data" in unknown(judged(database(nothing(CPU), free_memory("8"))))
