"""lambda_function_timing_out: runs take as long as they may, and fail."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.functions import function
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_timing_out"
BUSY = {"invocations": "72000", "busy_ms": "720000000"}


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_faster_than_its_timeout() -> None:
    assert verdicts(CHECK, [function(errors="7200", p95_ms="29699", **BUSY)]) == {"fn": PASSED}


def test_pass_slow_without_errors() -> None:
    assert verdicts(CHECK, [function(errors="719", p95_ms="30000", **BUSY)]) == {"fn": PASSED}


def test_pass_never_invoked() -> None:
    assert verdicts(CHECK, [function()]) == {"fn": PASSED}


def test_fail_with_the_time_failed_runs_take() -> None:
    cut_off = function(errors="7200", p95_ms="29700", **BUSY)
    finding = failed(verdicts(CHECK, [cut_off])["fn"])
    assert finding.now == (
        Line("lambda.duration/x86_64", Decimal(73_000)),
        Line("lambda.requests/x86_64", Decimal(7_300)),
    )
    assert "29.7 s of the 30 s" in finding.why
    assert "10% of its runs fail" in finding.why


def test_unknown_without_durations() -> None:
    found = verdicts(CHECK, [function(errors="7200", **BUSY)])["fn"]
    assert unknown(found) == "Duration has not been read"
