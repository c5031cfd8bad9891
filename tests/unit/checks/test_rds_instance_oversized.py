"""rds_instance_oversized: a cheaper class carries CPU, memory and operations."""

import pytest
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.databases import (
    CPU,
    OFFERED,
    PRICES,
    database,
    free_memory,
    key,
    operations,
)
from tests.unit.checks.instances import CATALOGUE, flat, profiled
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "rds_instance_oversized"


def judged(instance: Resource, **settings: str) -> Verdict:
    found = verdicts(
        CHECK, [instance], prices=PRICES, sizes=OFFERED, catalogue=CATALOGUE, settings=settings
    )
    return found["db-1"]


def test_none_without_databases() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_busy_by_cpu() -> None:
    assert judged(database(profiled(CPU, flat(60)), free_memory("12"))) == PASSED


def test_pass_stopped_or_serverless() -> None:
    assert judged(database(state="stopped")) == PASSED
    assert judged(database(size="db.serverless")) == PASSED


def test_fail_a_smaller_class_would_do() -> None:
    finding = failed(judged(database(profiled(CPU, flat(10)), free_memory("12"))))
    assert finding.now == (Line(key("db.m6i.xlarge"), HOURS_A_MONTH),)
    # Not the burstable class, nor the one of an older generation.
    assert [option.name for option in finding.options] == ["db.m6i.large", "db.m7g.large"]
    assert any("Graviton" in step for step in finding.options[1].before_doing)


def test_fail_keeps_the_memory_that_is_in_use() -> None:
    finding = failed(judged(database(profiled(CPU, flat(10)), free_memory("6"))))
    # 10 of 16 GiB with a fifth to spare need 12.
    assert [option.name for option in finding.options] == ["db.r6i.large"]


def test_pass_where_the_volume_does_more_than_a_smaller_class_may() -> None:
    measured = (profiled(CPU, flat(10)), free_memory("12"))
    assert [o.name for o in failed(judged(database(*measured, *operations("2200")))).options] == [
        "db.m6i.large",
        "db.m7g.large",
    ]
    # 2,500 + 250 with a fifth to spare are more than the 3,000 that a large type may do.
    assert judged(database(*measured, *operations("2500"))) == PASSED


def test_pass_where_it_saves_too_little() -> None:
    measured = (profiled(CPU, flat(10)), free_memory("12"))
    assert judged(database(*measured), least_percent="60") == PASSED


@pytest.mark.parametrize(
    ("instance", "reason"),
    [
        (database(profiled(CPU, flat(10))), "FreeableMemory has not been read"),
        (database(nothing(CPU), free_memory("12")), "CPUUtilization has no data"),
        (database(profiled(CPU, flat(10)), free_memory("4"), size="db.t3.large"), "CPU credits"),
        (database(free_memory("4"), size="db.x9.huge"), "db.x9.huge"),
    ],
)
def test_unknown_with_the_reason(instance: Resource, reason: str) -> None:
    assert reason in unknown(judged(instance))


def test_pass_where_less_of_the_disks_of_a_class_would_be_left() -> None:
    # Nobody measures what is on them; a class without any, or half the size, would have less.
    sizes = {"db.r6gd.xlarge": (4, 32), "db.r6gd.large": (2, 16), "db.r6g.large": (2, 16)}
    found = verdicts(
        CHECK,
        [database(profiled(CPU, flat(10)), free_memory("28"), size="db.r6gd.xlarge")],
        prices={key("db.r6gd.xlarge"): "0.5", key("db.r6gd.large"): "0.25"}
        | {key("db.r6g.large"): "0.22"},
        sizes={key(size): offered for size, offered in sizes.items()},
        catalogue=CATALOGUE,
    )
    assert found["db-1"] == PASSED
