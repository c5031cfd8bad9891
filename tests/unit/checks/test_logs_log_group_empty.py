"""logs_log_group_empty: left over."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "logs_log_group_empty"


def judged(stored: int, incoming: str, *, age_days: int = 400) -> Verdict:
    group = resource(
        "AWS::Logs::LogGroup",
        "/app",
        age_days=age_days,
        digests=[count("IncomingBytes", incoming, days=90)],
        storedBytes=stored,
    )
    return verdicts(CHECK, [group])["/app"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_anything_in_it() -> None:
    assert judged(1, "0") == PASSED
    assert judged(0, "1") == PASSED


def test_fail_empty_for_the_whole_window() -> None:
    assert failed(judged(0, "0", age_days=90)).unpriced == "an empty log group costs nothing"


def test_unknown_while_young() -> None:
    assert "89 of 90 days" in unknown(judged(0, "0", age_days=89))
