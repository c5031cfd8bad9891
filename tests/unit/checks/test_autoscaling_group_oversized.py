"""autoscaling_group_oversized: what the neediest member needs decides for all."""

import pytest
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.instances import CATALOGUE, PRICES, flat, profiled, running, volume
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "autoscaling_group_oversized"
CPU, MEMORY = "CPUUtilization", "mem_used_percent"
GROUP = "AWS::AutoScaling::AutoScalingGroup"


def member(number: int, cpu: float | None, size: str = "m6i.xlarge") -> Resource:
    used = nothing(CPU) if cpu is None else profiled(CPU, flat(cpu))
    found = running(used, profiled(MEMORY, flat(12)), size=size, managed_by="autoscaling/web")
    return found.model_copy(
        update={
            "id": f"i-{number}",
            "arn": f"arn:aws:ec2:us-east-1:222233334444:instance/i-{number}",
            "tags": {"aws:autoscaling:groupName": "web"},
        }
    )


def disk(number: int) -> Resource:
    found = volume()
    return found.model_copy(
        update={
            "id": f"vol-{number}",
            "arn": f"{found.arn}-{number}",
            "attributes": {"Attachments": [{"InstanceId": f"i-{number}"}]},
        }
    )


def judged(*members: Resource, managed_by: str | None = None) -> Verdict:
    group = resource(GROUP, "web", managed_by=managed_by, MinSize=1, MaxSize=4)
    disks = [disk(number) for number in range(len(members))]
    estate = [group, *members, *disks]
    return verdicts(CHECK, estate, prices=PRICES, catalogue=CATALOGUE)["web"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [member(0, 10)]) == {}


def test_pass_empty() -> None:
    assert judged() == PASSED


def test_pass_where_one_member_is_busy() -> None:
    assert judged(member(0, 10), member(1, 70)) == PASSED


@pytest.mark.fault_case(25)
def test_pass_a_group_that_another_service_sizes() -> None:
    assert judged(member(0, 10), managed_by="eks/shop") == PASSED


def test_fail_every_member_would_fit() -> None:
    finding = failed(judged(member(0, 10), member(1, 14)))
    assert finding.now == (Line("ec2.instance/m6i.xlarge/Linux", 2 * HOURS_A_MONTH),)
    assert finding.then == (Line("ec2.instance/c6i.large/Linux", 2 * HOURS_A_MONTH),)
    assert finding.facts["judged"] == "2 of 2 instances"
    assert "launch template" in finding.options[0].before_doing[0]


@pytest.mark.fault_case(21)
def test_fail_a_new_member_is_judged_by_the_others() -> None:
    finding = failed(judged(member(0, 10), member(1, 12), member(2, None)))
    assert finding.facts["judged"] == "2 of 3 instances"
    assert finding.now[0].quantity == 3 * HOURS_A_MONTH


@pytest.mark.fault_case(21)
def test_unknown_where_most_are_too_new() -> None:
    reason = unknown(judged(member(0, 10), member(1, None), member(2, None)))
    assert reason.startswith("1 of 3 running instances can be judged: CPUUtilization has no data")


def test_unknown_of_several_types() -> None:
    assert "2 types" in unknown(judged(member(0, 10), member(1, 10, "c6i.large")))
