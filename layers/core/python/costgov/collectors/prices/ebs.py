"""EBS: storage, provisioned IOPS and throughput by volume type, snapshots."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_EC2: Final = "AmazonEC2"

RULES: Final = (
    PriceRule("ebs.storage/{volumeApiName}", _EC2, {"productFamily": "Storage"}, "GB-Mo"),
    PriceRule(
        "ebs.iops/{volumeApiName}",
        _EC2,
        {"productFamily": "System Operation", "group": "EBS IOPS"},
        "IOPS-Mo",
    ),
    PriceRule(
        "ebs.throughput/{volumeApiName}",
        _EC2,
        {"productFamily": "Provisioned Throughput"},
        "GiBps-mo",
    ),
)
