"""kinesis_stream_idle: nothing put for a fortnight."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import stream

CHECK = "kinesis_stream_idle"


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_with_one_record() -> None:
    assert verdicts(CHECK, [stream("10", "1")]) == {"events": PASSED}


def test_fail_with_its_shards() -> None:
    assert failed(verdicts(CHECK, [stream()])["events"]).now == (
        Line("kinesis/Storage-ShardHour", Decimal(2920)),
        Line("kinesis/PutRequestPayloadUnits", Decimal(0)),
    )


def test_fail_on_demand() -> None:
    finding = failed(verdicts(CHECK, [stream(StreamMode="ON_DEMAND")])["events"])
    assert finding.now[0] == Line("kinesis/OnDemand-StreamHour", Decimal(730))
    assert [line.quantity for line in finding.now[1:]] == [0, 0]


def test_unknown_while_young() -> None:
    assert "13 of 14 days" in unknown(verdicts(CHECK, [stream(age_days=13)])["events"])
