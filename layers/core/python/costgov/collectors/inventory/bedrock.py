"""Provisioned throughput of Bedrock models."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

THROUGHPUT: Final = "AWS::Bedrock::ProvisionedModelThroughput"
_LIST: Final = "bedrock:ListProvisionedModelThroughputs"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "bedrock:provisioned-model")
    for one in reader.each(_LIST, "provisionedModelSummaries"):
        arn = one["provisionedModelArn"]
        yield place.resource(
            THROUGHPUT,
            one["provisionedModelName"],
            arn,
            state=one["status"],
            created=one["creationTime"],
            tags=tags.get(arn),
            attributes=kept(
                one, "modelArn", "modelUnits", "commitmentDuration", "commitmentExpirationTime"
            ),
        )


def _by_arn(throughput: Resource) -> dict[str, str]:
    return {"ModelId": throughput.arn}


def _by_id(throughput: Resource) -> dict[str, str]:
    return {"ModelId": throughput.arn.rpartition("/")[2]}


SOURCE: Final = Source(
    name="bedrock",
    kinds=(THROUGHPUT,),
    calls=(_LIST, TAGGED),
    fetch=_fetch,
    # The dimension is the name that callers use, which is the ARN or its last part.
    metrics=tuple(
        MetricSpec(
            THROUGHPUT,
            "AWS/Bedrock",
            "Invocations",
            "Count",
            dimensions,
            reading="count",
            days=14,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
            digest=digest,
        )
        for dimensions, digest in ((_by_arn, "Invocations"), (_by_id, "InvocationsById"))
    ),
)
