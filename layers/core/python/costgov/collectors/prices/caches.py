"""ElastiCache and MemoryDB nodes by type and engine, and what old Redis versions cost more."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_CACHE: Final = "AmazonElastiCache"
_INSTANCE: Final = {"productFamily": "Cache Instance"}
_KINDS: Final = ("AWS::ElastiCache::CacheCluster",)

RULES: Final = (
    PriceRule(
        "elasticache.node/{instanceType}/{cacheEngine}",
        _CACHE,
        _INSTANCE,
        "Hrs",
        # Extended support's products agree with these in everything but the usage type.
        usage=r"NodeUsage:.+",
        kinds=_KINDS,
    ),
    *(
        PriceRule(
            f"elasticache.extended-support/{{instanceType}}/{years}",
            _CACHE,
            {},
            "Hrs",
            usage=rf"ExtendedSupport{years}-NodeUsage:.+",
            kinds=_KINDS,
        )
        for years in ("Yr1_Yr2", "Yr3")
    ),
    PriceRule(
        "memorydb.node/{usage}",
        "AmazonMemoryDB",
        {},
        "Hrs",
        usage=r"NodeUsage:.+",
        kinds=("AWS::MemoryDB::Cluster",),
    ),
)
