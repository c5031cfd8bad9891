"""kinesis_stream_provisioned_costlier: many shards for little data."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import KINESIS, stream

CHECK = "kinesis_stream_provisioned_costlier"


def test_none_without_streams() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_demand_or_idle_or_busy() -> None:
    sent = str(500 * 2**30)
    found = [
        stream("9", "1", StreamMode="ON_DEMAND"),
        stream(),
        stream(sent, "1000000", sent),
    ]
    assert [verdicts(CHECK, [one], prices=KINESIS)["events"] for one in found] == [PASSED] * 3


def test_fail_with_its_data_on_demand() -> None:
    # 336 MiB of a fortnight are 730 of a month.
    little = stream(str(336 * 2**20), "336", str(336 * 2**20))
    finding = failed(verdicts(CHECK, [little], prices=KINESIS)["events"])
    assert finding.now[0] == Line("kinesis/Storage-ShardHour", Decimal(2920))
    assert finding.then[0] == Line("kinesis/OnDemand-StreamHour", Decimal(730))
    assert [line.quantity for line in finding.then[1:]] == [Decimal(730) / 1024] * 2


def test_unknown_without_shards() -> None:
    bare = stream("9", "1", OpenShardCount=None)
    assert "OpenShardCount" in unknown(verdicts(CHECK, [bare], prices=KINESIS)["events"])
