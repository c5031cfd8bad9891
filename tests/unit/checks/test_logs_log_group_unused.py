"""logs_log_group_unused: events that nothing adds to."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "logs_log_group_unused"
GIB = 2**30


def judged(stored: int, incoming: str, *, age_days: int = 400, days: int = 90) -> Verdict:
    group = resource(
        "AWS::Logs::LogGroup",
        "/app",
        age_days=age_days,
        digests=[count("IncomingBytes", incoming, days=days)],
        storedBytes=stored,
    )
    return verdicts(CHECK, [group])["/app"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_in_use_or_next_to_empty() -> None:
    assert judged(5 * GIB, "1") == PASSED
    assert judged(1000, "0") == PASSED


def test_fail_with_what_is_stored() -> None:
    assert failed(judged(5 * GIB, "0", age_days=90)).now == (
        Line("logs.storage", Decimal("5.000000")),
    )


def test_unknown_while_young_or_measured_for_too_short() -> None:
    assert "89 of 90 days" in unknown(judged(5 * GIB, "0", age_days=89))
    assert "covers 14 of 90 days" in unknown(judged(5 * GIB, "0", days=14))
