"""Redshift nodes, OpenSearch instances and volumes, EMR's own charge on instances."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_OPENSEARCH: Final = ("AWS::OpenSearchService::Domain",)

RULES: Final = (
    PriceRule(
        "redshift.node/{instanceType}",
        "AmazonRedshift",
        {"productFamily": "Compute Instance"},
        "Hrs",
        usage=r"Node:.+",
        kinds=("AWS::Redshift::Cluster",),
    ),
    PriceRule(
        "opensearch.instance/{instanceType}",
        "AmazonES",
        {"productFamily": "Amazon OpenSearch Service Instance"},
        "Hrs",
        usage=r"ESInstance:.+",
        kinds=_OPENSEARCH,
    ),
    PriceRule(
        "opensearch.storage/{storageMedia}",
        "AmazonES",
        {"productFamily": "Amazon OpenSearch Service Volume"},
        "GB-Mo",
        usage=r"ES:.+-Storage",
        kinds=_OPENSEARCH,
    ),
    PriceRule(
        "emr.instance/{instanceType}",
        "ElasticMapReduce",
        {"productFamily": "Elastic Map Reduce Instance", "softwareType": "EMR"},
        "Hrs",
        usage=r"BoxUsage:.+",
        kinds=("AWS::EMR::Cluster",),
    ),
)
