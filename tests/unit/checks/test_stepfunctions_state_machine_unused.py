"""stepfunctions_state_machine_unused: not started in three months."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "stepfunctions_state_machine_unused"


def machine(started: str = "0", age_days: int = 90) -> Resource:
    digests = [count("ExecutionsStarted", started, days=90)]
    return resource("AWS::StepFunctions::StateMachine", "m", age_days=age_days, digests=digests)


def test_none_without_state_machines() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_started_once() -> None:
    assert verdicts(CHECK, [machine("1", age_days=2)]) == {"m": PASSED}


def test_fail_after_three_months() -> None:
    finding = failed(verdicts(CHECK, [machine()])["m"])
    assert finding.why == "No execution was started in 90 days."
    assert finding.unpriced == "a state machine that is not started is charged nothing"


def test_unknown_when_younger() -> None:
    assert "89 of 90 days" in unknown(verdicts(CHECK, [machine(age_days=89)])["m"])
