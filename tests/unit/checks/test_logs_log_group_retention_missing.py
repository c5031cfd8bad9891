"""logs_log_group_retention_missing: events kept for ever."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import count, failed, nothing, resource, unknown, verdicts

CHECK = "logs_log_group_retention_missing"
GIB = 2**30


def judged(
    stored_gib: int, incoming_gib: int, *, age_days: int = 400, keep: str = "90", **told: Any
) -> Verdict:
    group = resource(
        "AWS::Logs::LogGroup",
        "/app",
        age_days=age_days,
        digests=[count("IncomingBytes", str(incoming_gib * GIB), days=90)],
        **({"storedBytes": stored_gib * GIB} | told),
    )
    return verdicts(CHECK, [group], settings={"keep_days": keep})["/app"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_retention_or_little() -> None:
    assert judged(100, 9, retentionInDays=400) == PASSED
    assert judged(0, 9) == PASSED


def test_fail_with_what_is_older_than_the_retention() -> None:
    finding = failed(judged(100, 9))
    assert finding.now == (Line("logs.storage", Decimal("100.000000")),)
    assert finding.then == (Line("logs.storage", Decimal("9.000000")),)
    assert "at least 91 GB are older than 90 days" in finding.why


def test_fail_with_another_retention() -> None:
    assert failed(judged(100, 9, keep="30")).then == (Line("logs.storage", Decimal("3.000000")),)


def test_fail_with_all_of_it_where_nothing_comes_in() -> None:
    assert failed(judged(100, 0)).then == ()


def test_fail_without_a_figure_where_nothing_is_old_yet() -> None:
    finding = failed(judged(9, 10))
    assert finding.unpriced == "nothing in it is older than the retention yet"


def test_fail_counts_what_a_young_group_takes_in_by_its_own_days() -> None:
    # 9 GB in 45 days are 18 in 90, which is more than is stored.
    assert failed(judged(9, 9, age_days=45)).unpriced


def test_unknown_without_stored_bytes_or_metric() -> None:
    bare = resource("AWS::Logs::LogGroup", "/app")
    assert "storedBytes" in unknown(verdicts(CHECK, [bare])["/app"])
    blind = resource(
        "AWS::Logs::LogGroup", "/app", storedBytes=9 * GIB, digests=[nothing("IncomingBytes")]
    )
    assert unknown(verdicts(CHECK, [blind])["/app"]) == "IncomingBytes has no data"
