"""lambda_function_arm64: enough GB-seconds on x86_64 to be worth building for arm64."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.functions import function
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_arm64"
BUSY = "720000000"


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_on_arm64() -> None:
    assert verdicts(CHECK, [function(busy_ms=BUSY, Architectures=["arm64"])]) == {"fn": PASSED}


def test_pass_with_a_runtime_that_has_no_arm64() -> None:
    assert verdicts(CHECK, [function(busy_ms=BUSY, Runtime="go1.x")]) == {"fn": PASSED}


def test_pass_with_little_to_save() -> None:
    assert verdicts(CHECK, [function(busy_ms="295000000")]) == {"fn": PASSED}


def test_fail_with_the_same_time_at_the_other_price() -> None:
    finding = failed(verdicts(CHECK, [function(busy_ms=BUSY, Runtime="python3.13")])["fn"])
    assert finding.now == (Line("lambda.duration/x86_64", Decimal(730_000)),)
    assert finding.then == (Line("lambda.duration/arm64", Decimal(730_000)),)
    [option] = finding.options
    assert option.then == finding.then
    assert len(option.before_doing) == 2


def test_unknown_without_architecture() -> None:
    found = verdicts(CHECK, [function(busy_ms=BUSY, Architectures=[])])["fn"]
    assert unknown(found) == "Architectures was not told"
