"""What Kinesis streams are charged for in either mode, shared by their checks."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource

STREAM: Final = "AWS::Kinesis::Stream"
IAM: Final = ("kinesis:ListStreams", "kinesis:DescribeStreamSummary")
PUT: Final = ("IncomingBytes", "IncomingRecords")
GIB: Final = Decimal(2**30)
# What a shard takes in a second, and what a put is counted in:
# https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
_SHARD_BYTES: Final = Decimal(2**20)
_SHARD_RECORDS: Final = Decimal(1000)
_PAYLOAD_BYTES: Final = Decimal(25 * 1024)
# On demand each record counts as one KB at least.
_LEAST_BYTES: Final = Decimal(1024)


def is_on_demand(stream: Resource, look: Look) -> bool:
    """Whether data is charged rather than shards; raises NotKnown."""
    return look.attribute(stream, "StreamMode") == "ON_DEMAND"


def shard_hours(shards: Decimal) -> Line:
    """A month of as many shards."""
    return Line("kinesis/Storage-ShardHour", shards * HOURS_A_MONTH)


def payloads(stream: Resource, look: Look) -> Line:
    """A month of puts as shards charge them; raises NotKnown."""
    sent = in_a_month(look, stream, "IncomingBytes")
    records = in_a_month(look, stream, "IncomingRecords")
    if not records:
        return Line("kinesis/PutRequestPayloadUnits", records)
    each = (sent / records / _PAYLOAD_BYTES).to_integral_value(ROUND_CEILING)
    # The smallest record is a unit too.
    each = max(each, Decimal(1))
    return Line("kinesis/PutRequestPayloadUnits", records * each)


def needed_shards(stream: Resource, look: Look, target: Decimal) -> Decimal:
    """Shards that bear its busiest hour at a target utilisation, at least one; raises NotKnown."""
    sent = look.digest(stream, "IncomingBytes").max or Decimal(0)
    records = look.digest(stream, "IncomingRecords").max or Decimal(0)
    busiest = max(sent / _SHARD_BYTES, records / _SHARD_RECORDS)
    return max((busiest / target).to_integral_value(ROUND_CEILING), Decimal(1))


def on_demand(stream: Resource, look: Look) -> tuple[Line, ...]:
    """A month of it on demand; raises NotKnown."""
    sent = in_a_month(look, stream, "IncomingBytes")
    sent = max(sent, in_a_month(look, stream, "IncomingRecords") * _LEAST_BYTES)
    return (
        Line("kinesis/OnDemand-StreamHour", HOURS_A_MONTH),
        Line("kinesis/OnDemand-BilledIncomingBytes", sent / GIB),
        Line(
            "kinesis/OnDemand-BilledOutgoingBytes",
            in_a_month(look, stream, "GetRecords.Bytes") / GIB,
        ),
    )


def provisioned(stream: Resource, look: Look) -> tuple[Line, ...]:
    """A month of its shards, and of what is put; raises NotKnown."""
    return (shard_hours(look.number(stream, "OpenShardCount")), payloads(stream, look))


def charged(stream: Resource, look: Look) -> tuple[Line, ...]:
    """A month of it in the mode it has; raises NotKnown."""
    return on_demand(stream, look) if is_on_demand(stream, look) else provisioned(stream, look)
