"""CloudFront distributions, and the requests they answered."""

from collections.abc import Iterator, Mapping
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, Item, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DISTRIBUTION: Final = "AWS::CloudFront::Distribution"
_LIST: Final = "cloudfront:ListDistributions"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "cloudfront:distribution")
    for one in reader.each(_LIST, "DistributionList.Items"):
        yield place.resource(
            DISTRIBUTION,
            one["Id"],
            one["ARN"],
            state="enabled" if one.get("Enabled") else "disabled",
            tags=tags.get(one["ARN"]),
            attributes=kept(
                one, "Enabled", "PriceClass", "ViewerCertificate", "WebACLId", "LastModifiedTime"
            )
            | {"Functions": [*sorted(_functions(one))]},
        )


def _functions(distribution: Item) -> set[str]:
    """The ARNs of the Lambda functions that its behaviours run, without their versions."""
    behaviours = [distribution.get("DefaultCacheBehavior") or {}]
    behaviours += (distribution.get("CacheBehaviors") or {}).get("Items", ())
    associated = (one.get("LambdaFunctionAssociations") or {} for one in behaviours)
    arns = (each["LambdaFunctionARN"] for one in associated for each in one.get("Items", ()))
    return {":".join(arn.split(":")[:7]) for arn in arns}


def _dimensions(distribution: Resource) -> Mapping[str, str]:
    return {"DistributionId": distribution.id, "Region": "Global"}


SOURCE: Final = Source(
    name="cloudfront",
    kinds=(DISTRIBUTION,),
    calls=(_LIST, TAGGED),
    fetch=_fetch,
    metrics=tuple(
        MetricSpec(
            DISTRIBUTION,
            "AWS/CloudFront",
            name,
            unit,
            _dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for name, unit in (("Requests", "Count"), ("BytesDownloaded", "Bytes"))
    ),
    is_global=True,
)
