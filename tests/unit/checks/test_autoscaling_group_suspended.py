"""autoscaling_group_suspended: it may no longer shrink."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.machines import group

CHECK = "autoscaling_group_suspended"


def test_none_without_groups() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_nothing_or_nothing_that_costs() -> None:
    assert verdicts(CHECK, [group()]) == {"web": PASSED}
    assert verdicts(CHECK, [group(SuspendedProcesses=["AZRebalance"])]) == {"web": PASSED}
    empty = group(SuspendedProcesses=["Terminate"], DesiredCapacity=0)
    assert verdicts(CHECK, [empty]) == {"web": PASSED}


def test_fail_does_not_shrink() -> None:
    stuck = group(SuspendedProcesses=["Terminate", "AZRebalance", "AlarmNotification"])
    finding = failed(verdicts(CHECK, [stuck])["web"])
    assert finding.why == "AlarmNotification, Terminate are suspended, with 4 instances."
    assert finding.unpriced


def test_unknown_processes() -> None:
    bare = resource("AWS::AutoScaling::AutoScalingGroup", "web")
    assert unknown(verdicts(CHECK, [bare])["web"]) == "SuspendedProcesses was not told"
