"""ec2_instance_undersized: at its limit, short of memory, or on empty credits."""

from costgov.domain.findings import PASSED, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.instances import (
    CATALOGUE,
    PRICES,
    credit_balance,
    flat,
    profiled,
    running,
    volume,
)
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "ec2_instance_undersized"
CPU, MEMORY = "CPUUtilization", "mem_used_percent"
COMMITTED = "Memory % Committed Bytes In Use"


def judged(instance: Resource) -> Verdict:
    return verdicts(CHECK, [instance, volume()], prices=PRICES, catalogue=CATALOGUE)["i-1"]


def test_none_without_instances() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_with_room() -> None:
    assert judged(running(profiled(CPU, flat(50)), profiled(MEMORY, flat(60)))) == PASSED


def test_pass_stopped() -> None:
    assert judged(running(state="stopped")) == PASSED


def test_pass_a_nightly_job_that_takes_all_there_is() -> None:
    job = running(profiled(CPU, lambda hour: 96.0 if hour % 24 < 2 else 1.0))
    assert judged(job) == PASSED
    longer = running(profiled(CPU, lambda hour: 96.0 if hour % 24 < 4 else 1.0))
    assert "CPU is at" in failed(judged(longer)).why


def test_fail_at_its_limit_costs_more() -> None:
    finding = failed(judged(running(profiled(CPU, flat(99)), profiled(MEMORY, flat(40)))))
    assert finding.options[0].name == "m6i.4xlarge"
    assert "CPU is at" in finding.why


def test_fail_short_of_memory() -> None:
    finding = failed(
        judged(running(profiled(CPU, flat(20)), profiled(MEMORY, flat(88)), size="c6i.large"))
    )
    assert finding.why.startswith("memory is at 93 %")
    # The least of all that have more memory and as many vCPUs.
    assert finding.options[0].name == "m6i.large"


def test_fail_short_of_memory_takes_no_more_processors_for_it() -> None:
    # m6i.xlarge has as much memory as r6i.large, and costs more.
    full = running(profiled(CPU, flat(20)), profiled(MEMORY, flat(88)), size="r6i.large")
    finding = failed(judged(full))
    assert finding.options[0].name == "m6i.2xlarge"


def test_fail_on_empty_credits() -> None:
    starved = running(profiled(CPU, flat(30)), credit_balance("0"), size="t3.large")
    finding = failed(judged(starved))
    assert finding.why.startswith("t3.large has used up its CPU credits")
    # As large, and without credits to run out of.
    assert finding.options[0].name == "m6i.large"


def test_fail_without_a_larger_type_has_no_price() -> None:
    finding = failed(judged(running(profiled(CPU, flat(99)), size="m6i.4xlarge")))
    assert (finding.now, finding.unpriced) == ((), "no type is larger")


def test_unknown_without_cpu() -> None:
    assert "no data" in unknown(judged(running(nothing(CPU))))


def test_pass_started_anew_without_credits_and_never_at_its_baseline() -> None:
    # A T3 begins with no credits: 20 % is below the 30 % that a t3.large earns for each vCPU.
    begun = running(profiled(CPU, flat(20)), credit_balance("0"), size="t3.large")
    assert judged(begun) == PASSED


def test_fail_on_committed_memory_of_windows() -> None:
    full = running(profiled(CPU, flat(20)), profiled(COMMITTED, flat(88)), size="c6i.large")
    assert failed(judged(full)).why.startswith("memory is at 93 %")
