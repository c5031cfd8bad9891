"""stepfunctions_standard_short: many short executions, dearer by the transition."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "stepfunctions_standard_short"
PRICES = {
    "stepfunctions.transitions": "0.000025",
    "stepfunctions.express_requests": "0.000001",
    "stepfunctions.express_duration": "0.00001667",
}


def machine(
    started: str = "2160000", busy_ms: str = "4320000000", kind: str = "STANDARD"
) -> Resource:
    digests = [
        count("ExecutionsStarted", started, days=90),
        count("ExecutionTime", busy_ms, days=90),
    ]
    return resource("AWS::StepFunctions::StateMachine", "m", digests=digests, type=kind)


def test_none_without_state_machines() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")], prices=PRICES) == {}


def test_pass_express_few_or_long() -> None:
    for fine in (
        machine(kind="EXPRESS"),
        machine(started="290000", busy_ms="290000000"),
        machine(busy_ms="327000000000"),
    ):
        assert verdicts(CHECK, [fine], prices=PRICES) == {"m": PASSED}


def test_pass_where_duration_would_cost_more_than_a_transition() -> None:
    # 25 s of 64 MB: 0.000026 and the request, against 0.000025.
    assert verdicts(CHECK, [machine(busy_ms="54000000000")], prices=PRICES) == {"m": PASSED}


def test_fail_with_the_least_that_is_saved() -> None:
    finding = failed(verdicts(CHECK, [machine()], prices=PRICES)["m"])
    assert finding.now == (Line("stepfunctions.transitions", Decimal(730_000)),)
    # 2 s each, of a sixteenth of a GB.
    assert finding.then == (
        Line("stepfunctions.express_requests", Decimal(730_000)),
        Line("stepfunctions.express_duration", Decimal(91_250)),
    )
    assert "take 2.0 s each" in finding.why


def test_unknown_without_prices_to_compare() -> None:
    assert "no price of stepfunctions" in unknown(verdicts(CHECK, [machine()])["m"])
