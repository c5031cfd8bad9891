"""Kinesis streams, MSK and MQ brokers, replication instances of DMS."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_STREAM: Final = ("AWS::Kinesis::Stream",)


def _kinesis(usage: str, unit: str) -> PriceRule:
    family = {"productFamily": "Kinesis Streams"}
    return PriceRule("kinesis/{usage}", "AmazonKinesis", family, unit, usage=usage, kinds=_STREAM)


RULES: Final = (
    _kinesis("Storage-ShardHour", "ShardHour"),
    _kinesis("Extended-ShardHour", "ShardHour"),
    _kinesis("PutRequestPayloadUnits", "PutRequest"),
    _kinesis("OnDemand-StreamHour", "StreamHour"),
    _kinesis("OnDemand-Billed(Incoming|Outgoing)Bytes", "GB"),
    PriceRule(
        "msk.broker/{usage}",
        "AmazonMSK",
        {"productFamily": "Managed Streaming for Apache Kafka (MSK)"},
        "Hrs",
        usage=r"Kafka\..+",
        kinds=("AWS::MSK::Cluster",),
    ),
    PriceRule(
        "msk.storage",
        "AmazonMSK",
        {"productFamily": "Managed Streaming for Apache Kafka (MSK)", "storageFamily": "GP2"},
        "GB-Mo",
        kinds=("AWS::MSK::Cluster",),
    ),
    PriceRule(
        "mq.broker/{instanceType}/{brokerEngine}/{deploymentOption}",
        "AmazonMQ",
        {"productFamily": "Broker Instances"},
        "Hrs",
        kinds=("AWS::AmazonMQ::Broker",),
    ),
    PriceRule(
        "dms.instance/{instanceType}/{availabilityZone}",
        "AWSDatabaseMigrationSvc",
        {"productFamily": "Replication Server"},
        "Hrs",
        kinds=("AWS::DMS::ReplicationInstance",),
    ),
)
