"""logs_log_group_class_standard: nothing live reads the events."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "logs_log_group_class_standard"
GIB = 2**30


def judged(gib: int, **changes: Any) -> Verdict:
    told: dict[str, Any] = {"metricFilterCount": 0, "SubscriptionFilters": []}
    group = resource(
        "AWS::Logs::LogGroup",
        "/app",
        digests=[count("IncomingBytes", str(gib * GIB), days=90)],
        **(told | changes),
    )
    return verdicts(CHECK, [group])["/app"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_already_cheap_small_or_read_live() -> None:
    assert judged(900, logGroupClass="INFREQUENT_ACCESS") == PASSED
    # 147 GB in 90 days are 49.7 a month.
    assert judged(147) == PASSED
    assert judged(900, metricFilterCount=1) == PASSED
    assert judged(900, SubscriptionFilters=["to-firehose"]) == PASSED


def test_fail_with_a_month_at_both_prices() -> None:
    finding = failed(judged(216, logGroupClass="STANDARD"))
    assert finding.now == (Line("logs.ingestion", Decimal("73.000000")),)
    assert finding.then == (Line("logs.ingestion-infrequent", Decimal("73.000000")),)


def test_unknown_where_subscriptions_were_not_read() -> None:
    group = resource(
        "AWS::Logs::LogGroup",
        "/app",
        digests=[count("IncomingBytes", str(900 * GIB), days=90)],
        metricFilterCount=0,
    )
    assert "SubscriptionFilters" in unknown(verdicts(CHECK, [group])["/app"])
