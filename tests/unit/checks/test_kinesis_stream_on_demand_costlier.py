"""kinesis_stream_on_demand_costlier: an even load on demand."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import KINESIS, stream

CHECK = "kinesis_stream_on_demand_costlier"
SECONDS = 14 * 86_400
MIB = 2**20


def on_demand(mib_a_second: int, *, busiest: int) -> Resource:
    """Records of 64 KB, read once."""
    sent = mib_a_second * MIB * SECONDS
    peak = (str(busiest * MIB), str(busiest * 16))
    return stream(str(sent), str(sent // 65_536), str(sent), busiest=peak, StreamMode="ON_DEMAND")


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_shards_or_idle_or_uneven() -> None:
    found = [stream("9", "1"), stream(StreamMode="ON_DEMAND"), on_demand(1, busiest=40)]
    assert [verdicts(CHECK, [one], prices=KINESIS)["events"] for one in found] == [PASSED] * 3


def test_fail_with_shards_for_the_busiest_hour() -> None:
    finding = failed(verdicts(CHECK, [on_demand(1, busiest=2)], prices=KINESIS)["events"])
    assert [line.key for line in finding.now] == [
        "kinesis/OnDemand-StreamHour",
        "kinesis/OnDemand-BilledIncomingBytes",
        "kinesis/OnDemand-BilledOutgoingBytes",
    ]
    # 2 MiB/s at half of a shard's 1 MiB/s.
    assert finding.then[0] == Line("kinesis/Storage-ShardHour", Decimal(4 * 730))
    # 16 records a second in three units of 25 KB each.
    assert round(finding.then[1].quantity) == 730 * 3600 * 16 * 3


def test_fail_by_records_where_they_are_small() -> None:
    small = stream(
        str(3000 * 100 * SECONDS),
        str(3000 * SECONDS),
        "0",
        busiest=("300000", "3000"),
        StreamMode="ON_DEMAND",
    )
    finding = failed(verdicts(CHECK, [small], prices=KINESIS)["events"])
    assert finding.then[0].quantity == 6 * 730
    # On demand each counts as a KB: 3,000 a second are 2.86 GiB an hour and a little.
    assert round(finding.now[1].quantity) == round(3000 * 1024 * 3600 * 730 / 2**30)


def test_unknown_without_prices() -> None:
    assert "no price" in unknown(verdicts(CHECK, [on_demand(1, busiest=2)])["events"])
