"""DocumentDB and Neptune: instances of clusters, with and without I/O paid for apart."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule


def _instances(prefix: str, service_code: str, kinds: tuple[str, ...]) -> tuple[PriceRule, ...]:
    return tuple(
        PriceRule(
            f"{prefix}/{{instanceType}}/{mode}",
            service_code,
            {"productFamily": "Database Instance"},
            "Hrs",
            usage=usage,
            kinds=kinds,
        )
        for mode, usage in (
            ("standard", r"InstanceUsage:.+"),
            ("io-optimized", r"InstanceUsageIOOptimized:.+"),
        )
    )


RULES: Final = (
    *_instances("documentdb.instance", "AmazonDocDB", ("AWS::DocDB::DBInstance",)),
    *_instances("neptune.instance", "AmazonNeptune", ("AWS::Neptune::DBInstance",)),
)
