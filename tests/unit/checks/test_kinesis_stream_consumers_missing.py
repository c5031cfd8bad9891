"""kinesis_stream_consumers_missing: fed and never read."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import stream

CHECK = "kinesis_stream_consumers_missing"


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_read_or_subscribed_or_idle() -> None:
    found = [stream("9", "1", "9"), stream("9", "1", ConsumerCount=1), stream()]
    assert [verdicts(CHECK, [one])["events"] for one in found] == [PASSED] * 3


def test_fail_with_shards_and_puts() -> None:
    # A fortnight of 336 records of 30 KB: a month has 730, of two units of 25 KB each.
    unread = stream(str(336 * 30 * 1024), "336")
    assert failed(verdicts(CHECK, [unread])["events"]).now == (
        Line("kinesis/Storage-ShardHour", Decimal(2920)),
        Line("kinesis/PutRequestPayloadUnits", Decimal(1460)),
    )


def test_unknown_without_consumers_told() -> None:
    bare = stream("9", "1", ConsumerCount=None)
    assert "ConsumerCount" in unknown(verdicts(CHECK, [bare])["events"])
