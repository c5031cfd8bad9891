"""events_rule_without_targets: an enabled rule that sends events nowhere."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "events_rule_without_targets"


def rule(targets: int = 0, state: str = "ENABLED") -> Resource:
    return resource("AWS::Events::Rule", "default/r", state=state, Targets=targets)


def test_none_without_rules() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_with_a_target_or_disabled() -> None:
    for fine in (rule(targets=1), rule(state="DISABLED")):
        assert verdicts(CHECK, [fine]) == {"default/r": PASSED}


def test_fail_of_every_enabled_state() -> None:
    for state in ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"):
        finding = failed(verdicts(CHECK, [rule(state=state)])["default/r"])
        assert finding.unpriced == "matching events is free of charge"


def test_unknown_without_targets() -> None:
    bare = resource("AWS::Events::Rule", "default/r", state="ENABLED")
    assert unknown(verdicts(CHECK, [bare])["default/r"]) == "Targets was not told"
