"""autoscaling_group_empty: it may have no instances, since long."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.machines import group

CHECK = "autoscaling_group_empty"
KIND = "AWS::AutoScaling::AutoScalingGroup"


def test_none_without_groups() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_that_may_grow_or_is_young() -> None:
    assert verdicts(CHECK, [group(DesiredCapacity=0, MinSize=0)]) == {"web": PASSED}
    assert verdicts(CHECK, [resource(KIND, "web", age_days=89, MaxSize=0)]) == {"web": PASSED}


def test_fail_empty() -> None:
    finding = failed(verdicts(CHECK, [resource(KIND, "web", age_days=90, MaxSize=0)])["web"])
    assert "90 days old" in finding.why
    assert finding.unpriced == "an empty group is not charged"


def test_unknown_size() -> None:
    assert unknown(verdicts(CHECK, [resource(KIND, "web")])["web"]) == "MaxSize was not told"
