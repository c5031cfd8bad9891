"""kinesis_stream_retention_extended: more than the day that is included."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import stream

CHECK = "kinesis_stream_retention_extended"


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_a_day() -> None:
    assert verdicts(CHECK, [stream()]) == {"events": PASSED}


def test_fail_with_every_shard_once_more() -> None:
    finding = failed(verdicts(CHECK, [stream(RetentionPeriodHours=25)])["events"])
    assert finding.now == (Line("kinesis/Extended-ShardHour", Decimal(2920)),)


def test_fail_on_demand_has_no_price() -> None:
    kept = stream(RetentionPeriodHours=168, StreamMode="ON_DEMAND")
    assert failed(verdicts(CHECK, [kept])["events"]).unpriced


def test_unknown_without_retention() -> None:
    assert "Retention" in unknown(verdicts(CHECK, [stream(RetentionPeriodHours=None)])["events"])
