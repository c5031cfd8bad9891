"""DynamoDB: requests, provisioned capacity and storage of both table classes.

Storage and provisioned capacity begin with what is free of charge; the paid tier counts.
"""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_DYNAMODB: Final = "AmazonDynamoDB"
_TABLE: Final = "AWS::DynamoDB::Table"
_UNITS: Final = ("Read", "Write")
# How usage types begin for each table class.
_CLASSES: Final = (("STANDARD", ""), ("STANDARD_INFREQUENT_ACCESS", "IA-"))


def _rule(key: str, family: str, unit: str, usage: str) -> PriceRule:
    filters = {"productFamily": family}
    return PriceRule(key, _DYNAMODB, filters, unit, usage=usage, kinds=(_TABLE,))


RULES: Final = (
    *(
        _rule(
            f"dynamodb.requests/{which.lower()}/{table_class}",
            "Amazon DynamoDB PayPerRequest Throughput",
            f"{which}RequestUnits",
            rf"{prefix}{which}RequestUnits",
        )
        for which in _UNITS
        for table_class, prefix in _CLASSES
    ),
    *(
        _rule(
            f"dynamodb.capacity/{which.lower()}/{table_class}",
            "Provisioned IOPS",
            f"{which}CapacityUnit-Hrs",
            rf"{prefix}{which}CapacityUnit-Hrs",
        )
        for which in _UNITS
        for table_class, prefix in _CLASSES
    ),
    *(
        _rule(
            f"dynamodb.storage/{table_class}",
            "Database Storage",
            "GB-Mo",
            rf"{prefix}TimedStorage-ByteHrs",
        )
        for table_class, prefix in _CLASSES
    ),
)
