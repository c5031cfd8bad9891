"""autoscaling_configuration_unused: no group starts instances from it."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.machines import group

CHECK = "autoscaling_configuration_unused"


def configuration(age_days: int | None = 30) -> Resource:
    kind = "AWS::AutoScaling::LaunchConfiguration"
    return resource(kind, "lc-1", age_days=age_days, ImageId="ami-1")


def test_none_without_configurations() -> None:
    assert verdicts(CHECK, [group()]) == {}


def test_pass_used_or_young() -> None:
    used = group(LaunchConfigurationName="lc-1")
    assert verdicts(CHECK, [configuration(), used]) == {"lc-1": PASSED}
    assert verdicts(CHECK, [configuration(29)]) == {"lc-1": PASSED}


def test_fail_unused() -> None:
    finding = failed(verdicts(CHECK, [configuration(), group()])["lc-1"])
    assert finding.facts == {"image": "ami-1"}
    assert finding.unpriced == "a launch configuration is not charged"


def test_unknown_age() -> None:
    assert "created" in unknown(verdicts(CHECK, [configuration(None)])["lc-1"])
