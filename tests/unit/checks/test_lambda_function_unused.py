"""lambda_function_unused: not invoked for a month, and not changed in it either."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "lambda_function_unused"


def function(
    invocations: str = "0", days: int = 30, changed: str = "2026-09-20T12:00:00.000+0000"
) -> Resource:
    told = [count("Invocations", invocations, days=days)]
    return resource("AWS::Lambda::Function", "fn", digests=told, LastModified=changed)


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::Lambda::Alias")]) == {}


def test_pass_invoked_once() -> None:
    assert verdicts(CHECK, [function("1")]) == {"fn": PASSED}


def test_pass_changed_lately() -> None:
    assert verdicts(CHECK, [function(changed="2026-09-20T12:00:00.000+0000")]) == {"fn": PASSED}


def test_pass_what_runs_at_edge_locations() -> None:
    edge = function(changed="2026-01-01T00:00:00.000+0000")
    distribution = resource("AWS::CloudFront::Distribution", "E1", Functions=[edge.arn])
    assert verdicts(CHECK, [edge, distribution]) == {"fn": PASSED}


def test_fail_a_month_after_the_last_change() -> None:
    finding = failed(verdicts(CHECK, [function(changed="2026-09-19T23:59:59.000+0000")])["fn"])
    assert "30 days ago" in finding.why
    assert finding.unpriced == "a function that is not invoked is charged nothing"
    assert finding.now == ()


def test_unknown_when_read_over_too_few_days() -> None:
    assert "14 of 30 days" in unknown(verdicts(CHECK, [function(days=14)])["fn"])


def test_unknown_without_the_last_change() -> None:
    bare = resource("AWS::Lambda::Function", "fn", digests=[count("Invocations", "0", days=30)])
    assert unknown(verdicts(CHECK, [bare])["fn"]) == "LastModified was not told"
