"""lambda_function_failing: more than one invocation in ten ends in an error."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.functions import function
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_failing"


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_at_one_in_ten() -> None:
    calm = function(invocations="720000", errors="72000", busy_ms="720000000")
    assert verdicts(CHECK, [calm]) == {"fn": PASSED}


def test_pass_with_too_few_invocations_to_say_anything() -> None:
    assert verdicts(CHECK, [function(invocations="90", errors="90")]) == {"fn": PASSED}


def test_fail_with_the_share_of_its_time_that_errors_take() -> None:
    # 30 days are 720 hours of the 730 a month has; 1 GB, so seconds are GB-seconds.
    broken = function(invocations="720000", errors="144000", busy_ms="720000000")
    finding = failed(verdicts(CHECK, [broken])["fn"])
    assert finding.now == (
        Line("lambda.duration/x86_64", Decimal(146_000)),
        Line("lambda.requests/x86_64", Decimal(146_000)),
    )
    assert finding.then == ()
    assert "20% of 730,000" in finding.why


def test_fail_at_a_rate_of_the_users_own() -> None:
    broken = function(invocations="720000", errors="14400", busy_ms="720000000")
    assert failed(verdicts(CHECK, [broken], settings={"rate": "0.01"})["fn"]).now


def test_unknown_without_metrics() -> None:
    bare = resource("AWS::Lambda::Function", "fn", MemorySize=128)
    assert unknown(verdicts(CHECK, [bare])["fn"]) == "Invocations has not been read"
