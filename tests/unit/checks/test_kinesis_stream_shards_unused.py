"""kinesis_stream_shards_unused: fewer shards bear the busiest hour."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import stream

CHECK = "kinesis_stream_shards_unused"
MIB = 2**20


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_all_needed_or_idle_or_on_demand() -> None:
    found = [
        stream("9", "1", busiest=(str(2 * MIB), "1")),
        stream("9", "1", busiest=("1", "2000")),
        stream(),
        stream("9", "1", StreamMode="ON_DEMAND"),
    ]
    assert [verdicts(CHECK, [one])["events"] for one in found] == [PASSED] * 4


def test_fail_down_to_what_the_busiest_hour_takes() -> None:
    finding = failed(verdicts(CHECK, [stream("9", "1", busiest=(str(MIB), "1"))])["events"])
    assert finding.now == (Line("kinesis/Storage-ShardHour", Decimal(2920)),)
    assert finding.then == (Line("kinesis/Storage-ShardHour", Decimal(1460)),)


def test_fail_down_to_one() -> None:
    finding = failed(verdicts(CHECK, [stream("9", "1", busiest=("1", "1"))])["events"])
    assert finding.then[0].quantity == 730


def test_unknown_without_mode() -> None:
    assert "StreamMode" in unknown(verdicts(CHECK, [stream(StreamMode=None)])["events"])
