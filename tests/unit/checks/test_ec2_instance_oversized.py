"""ec2_instance_oversized: a cheaper type carries the load, and memory is never guessed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Failed, Line, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.resources import Resource

from tests.unit.checks.instances import (
    CATALOGUE,
    PRICES,
    credit_balance,
    flat,
    profiled,
    running,
    traffic,
    volume,
)
from tests.unit.checks.judging import TODAY, failed, nothing, resource, unknown, verdicts

CHECK = "ec2_instance_oversized"
CPU, MEMORY = "CPUUtilization", "mem_used_percent"
COMMITTED = "Memory % Committed Bytes In Use"


def judged(instance: Resource, disk: Resource | None = None) -> Verdict:
    estate = [instance, disk or volume()]
    return verdicts(CHECK, estate, prices=PRICES, catalogue=CATALOGUE)["i-1"]


def test_none_without_instances() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


@pytest.mark.parametrize("state", ["stopped", "terminated"])
@pytest.mark.fault_case(21)
def test_pass_not_running(state: str) -> None:
    assert judged(running(state=state)) == PASSED


def test_pass_busy() -> None:
    assert judged(running(profiled(CPU, flat(70)), profiled(MEMORY, flat(70)))) == PASSED


def test_fail_half_would_do_with_a_graviton_beside_it() -> None:
    finding = failed(judged(running(profiled(CPU, flat(10)), profiled(MEMORY, flat(12)))))

    assert finding.now == (Line("ec2.instance/m6i.xlarge/Linux", HOURS_A_MONTH),)
    # Peaks of 15 % of 16 GiB fit into 4 with a fifth to spare; burstable types and former
    # generations are no options.
    assert [option.name for option in finding.options] == [
        "c6i.large",
        "m6i.large",
        "m7g.large",
    ]
    assert finding.then == finding.options[0].then
    assert finding.options[0].risk is not None
    assert finding.options[0].risk < 0.01
    assert any("arm64" in step for step in finding.options[2].before_doing)
    assert finding.options[0].before_doing == ()
    assert finding.facts["policy"].startswith("balanced")


@pytest.mark.fault_case(22)
def test_fail_without_memory_data_only_to_types_with_as_much_memory() -> None:
    finding = failed(judged(running(profiled(CPU, flat(10)), nothing(MEMORY))))
    # r6i.large has half the vCPUs and all of the memory.
    assert [option.name for option in finding.options] == ["r6i.large"]
    assert "memory is not measured" in finding.facts["because"]


def test_fail_for_network_only_where_the_network_fits() -> None:
    # 0.72 Gbit/s with a fifth to spare is more than the 0.8 of a large type.
    measured = profiled(CPU, flat(10)), profiled(MEMORY, flat(20))
    assert judged(running(*measured, network=traffic("90000000"))) == PASSED
    assert isinstance(judged(running(*measured, network=traffic("80000000"))), Failed)


def test_pass_where_the_network_was_not_measured_and_every_cheaper_type_has_less() -> None:
    assert judged(running(profiled(CPU, flat(10)), network=())) == PASSED


def test_fail_for_volumes_only_where_their_rates_fit() -> None:
    quiet = running(profiled(CPU, flat(10)), profiled(MEMORY, flat(20)))
    # Read and written: 80 MB/s with a fifth to spare are more than the 80 of a large type.
    assert judged(quiet, volume("40000000")) == PASSED
    assert isinstance(judged(quiet, volume("30000000")), Failed)


def test_pass_where_only_another_family_of_the_same_size_is_cheaper() -> None:
    # Cheaper but no smaller: that is for the checks of families to say.
    same_size = CATALOGUE.types["us-east-1"]["m6i.xlarge"].model_copy(update={"name": "m6a.xlarge"})
    catalogue = InstanceCatalogue.of("us-east-1", [*CATALOGUE.offered("us-east-1"), same_size])
    busy = running(profiled(CPU, flat(60)), profiled(MEMORY, flat(60)))
    found = verdicts(
        CHECK,
        [busy, volume()],
        prices=PRICES | {"ec2.instance/m6a.xlarge/Linux": "0.1728"},
        catalogue=catalogue,
    )
    assert found["i-1"] == PASSED


def test_pass_where_the_saving_is_not_worth_a_restart() -> None:
    about = running(profiled(CPU, flat(10)), profiled(MEMORY, flat(20)))
    found = verdicts(
        CHECK,
        [about, volume()],
        prices=PRICES,
        catalogue=CATALOGUE,
        settings={"least_percent": "60"},
    )
    assert found["i-1"] == PASSED


@pytest.mark.fault_case(25)
def test_pass_on_empty_credits_whatever_the_average_says() -> None:
    starved = running(profiled(CPU, flat(10)), credit_balance("0"), size="t3.xlarge")
    assert judged(starved) == PASSED


@pytest.mark.fault_case(25)
@pytest.mark.parametrize(
    ("instance", "reason"),
    [
        (running(profiled(CPU, flat(10)), managed_by="autoscaling/web"), "autoscaling/web"),
        (running(profiled(CPU, flat(10)), managed_by="eks/shop"), "set by eks/shop"),
        (running(profiled(CPU, flat(10)), managed_by="emr/j-1"), "set by emr/j-1"),
        (running(profiled(CPU, flat(10)), size="t3.xlarge"), "CPU credits"),
        (running(profiled(CPU, flat(10)), size="x9.huge"), "x9.huge is not described"),
        (running(profiled(CPU, flat(10)), PlatformDetails="SQL Server"), "SQL Server"),
        (running(nothing(CPU)), "CPUUtilization has no data"),
        (running(), "CPUUtilization has not been read"),
        (running(profiled(CPU, flat(10), days=7)), "needed"),
    ],
)
def test_unknown_with_the_reason(instance: Resource, reason: str) -> None:
    if reason == "needed":
        short = profiled(CPU, flat(10), days=7).model_copy(update={"points": 20})
        instance = running(short)
        reason = "20 of 168 periods"
    assert reason in unknown(judged(instance))


@pytest.mark.fault_case(25)
def test_unknown_for_spot() -> None:
    spot = running(profiled(CPU, flat(10))).model_copy(update={"lifecycle": "spot"})
    assert "spot" in unknown(judged(spot))


def test_fail_saves_what_the_prices_say() -> None:
    finding = failed(judged(running(profiled(CPU, flat(10)), profiled(MEMORY, flat(12)))))
    [now], [then] = finding.now, finding.then
    saved = (Decimal(PRICES[now.key]) - Decimal(PRICES[then.key])) * HOURS_A_MONTH
    assert saved == Decimal("78.110")


def test_fail_by_committed_bytes_only_to_types_with_as_much_memory() -> None:
    # A share of memory and paging files: 12 % of both may be far more of memory alone.
    finding = failed(judged(running(profiled(CPU, flat(10)), profiled(COMMITTED, flat(12)))))
    assert [option.name for option in finding.options] == ["r6i.large"]
    assert "paging files" in finding.facts["memory"]


def test_fail_on_credits_only_to_types_that_earn_enough() -> None:
    measured = (profiled(MEMORY, flat(12)), credit_balance("500"))
    calm = failed(judged(running(profiled(CPU, flat(10)), *measured, size="t3.xlarge")))
    assert "t3.large" in [option.name for option in calm.options]
    # 20 % of four vCPUs is 0.96 with a fifth to spare; a t3.large earns credits for 0.6.
    busy = judged(running(profiled(CPU, flat(20)), *measured, size="t3.xlarge"))
    assert isinstance(busy, Failed)
    assert not any(option.name.startswith("t3.") for option in busy.options)


def test_fail_with_an_instance_store_says_that_its_data_goes() -> None:
    types = [
        one.model_copy(update={"local_storage_gb": 75}) for one in CATALOGUE.offered("us-east-1")
    ]
    found = verdicts(
        CHECK,
        [running(profiled(CPU, flat(10)), profiled(MEMORY, flat(12))), volume()],
        prices=PRICES,
        catalogue=InstanceCatalogue.of("us-east-1", types),
    )
    for option in failed(found["i-1"]).options:
        assert "instance store" in option.before_doing[0]


def test_unknown_with_accelerators_nobody_measures() -> None:
    types = [one.model_copy(update={"accelerators": 1}) for one in CATALOGUE.offered("us-east-1")]
    found = verdicts(
        CHECK,
        [running(profiled(CPU, flat(10)))],
        prices=PRICES,
        catalogue=InstanceCatalogue.of("us-east-1", types),
    )
    assert "accelerators" in unknown(found["i-1"])


def test_unknown_while_the_load_of_another_size_is_in_the_window() -> None:
    idle = running(profiled(CPU, flat(10)), profiled(MEMORY, flat(12)))
    changed = idle.model_copy(update={"resized_on": TODAY - timedelta(3)})
    assert "another one since 2026-10-17" in unknown(judged(changed))
    long_ago = idle.model_copy(update={"resized_on": TODAY - timedelta(14)})
    assert isinstance(judged(long_ago), Failed)
