"""OpenSearch Service domains."""

from collections.abc import Iterator
from itertools import batched
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DOMAIN: Final = "AWS::OpenSearchService::Domain"
_NAMES: Final = "opensearch:ListDomainNames"
_DOMAINS: Final = "opensearch:DescribeDomains"
# As many as one request describes.
_AT_ONCE: Final = 5


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    names = [one["DomainName"] for one in reader.each(_NAMES, "DomainNames")]
    tags = tags_by_arn(reader, "es:domain") if names else {}
    for some in batched(names, _AT_ONCE, strict=False):
        for domain in reader.each(_DOMAINS, "DomainStatusList", DomainNames=[*some]):
            if domain.get("Deleted"):
                continue
            config = domain.get("ClusterConfig") or {}
            yield place.resource(
                DOMAIN,
                domain["DomainName"],
                domain["ARN"],
                state="available" if domain.get("Created") else "creating",
                size=config.get("InstanceType"),
                tags=tags.get(domain["ARN"]),
                attributes=kept(domain, "EngineVersion")
                | kept(
                    config,
                    "InstanceCount",
                    "DedicatedMasterEnabled",
                    "DedicatedMasterType",
                    "DedicatedMasterCount",
                    "WarmEnabled",
                    "WarmType",
                    "WarmCount",
                )
                | kept(domain.get("EBSOptions") or {}, "EBSEnabled", "VolumeType", "VolumeSize"),
            )


def _dimensions(domain: Resource) -> dict[str, str]:
    return {"DomainName": domain.id, "ClientId": domain.account_id}


SOURCE: Final = Source(
    name="opensearch",
    kinds=(DOMAIN,),
    calls=(_NAMES, _DOMAINS, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(DOMAIN, "AWS/ES", "CPUUtilization", "Percent", _dimensions),
        # The least is the fullest node's.
        MetricSpec(DOMAIN, "AWS/ES", "FreeStorageSpace", "Megabytes", _dimensions, reading="stock"),
        *(
            MetricSpec(DOMAIN, "AWS/ES", name, "Count", _dimensions, reading="count")
            for name in ("SearchRate", "IndexingRate")
        ),
    ),
)
