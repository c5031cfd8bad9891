"""CloudFront distributions, and the requests they answered."""

from collections.abc import Iterator, Mapping
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, kept
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
            ),
        )


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
