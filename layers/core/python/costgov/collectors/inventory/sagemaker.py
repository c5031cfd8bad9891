"""SageMaker endpoints by variant, and notebook instances."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, Item, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ENDPOINT: Final = "AWS::SageMaker::Endpoint"
NOTEBOOK: Final = "AWS::SageMaker::NotebookInstance"
_ENDPOINTS: Final = "sagemaker:ListEndpoints"
_ENDPOINT: Final = "sagemaker:DescribeEndpoint"
_CONFIG: Final = "sagemaker:DescribeEndpointConfig"
_NOTEBOOKS: Final = "sagemaker:ListNotebookInstances"
# SageMaker says so of what was deleted a moment ago.
_GONE: Final = ("ValidationException",)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "sagemaker:endpoint", "sagemaker:notebook-instance")
    for listed in reader.each(_ENDPOINTS, "Endpoints"):
        for variant in _variants(reader, place, listed):
            arn = listed["EndpointArn"]
            yield variant.model_copy(update={"tags": tags.get(arn, {})})
    for notebook in reader.each(_NOTEBOOKS, "NotebookInstances"):
        arn = notebook["NotebookInstanceArn"]
        yield place.resource(
            NOTEBOOK,
            notebook["NotebookInstanceName"],
            arn,
            state=notebook["NotebookInstanceStatus"],
            size=notebook.get("InstanceType"),
            created=notebook.get("CreationTime"),
            tags=tags.get(arn),
            attributes=kept(notebook, "LastModifiedTime", "NotebookInstanceLifecycleConfigName"),
        )


def _variants(reader: Reader, place: Place, listed: Item) -> Iterator[Resource]:
    """An endpoint's variants: what they run on stands in its configuration, so it takes two calls.

    The only variant bears the endpoint's name and ARN, as nearly all endpoints have one.
    """
    endpoint = reader.one(_ENDPOINT, absent=_GONE, EndpointName=listed["EndpointName"])
    if endpoint is None:
        return
    config = reader.one(_CONFIG, absent=_GONE, EndpointConfigName=endpoint["EndpointConfigName"])
    planned = {one["VariantName"]: one for one in (config or {}).get("ProductionVariants", ())}
    variants = endpoint.get("ProductionVariants", ())
    for variant in variants:
        name, arn = listed["EndpointName"], listed["EndpointArn"]
        if len(variants) > 1:
            name, arn = (f"{one}/{variant['VariantName']}" for one in (name, arn))
        yield place.resource(
            ENDPOINT,
            name,
            arn,
            state=listed["EndpointStatus"],
            size=planned.get(variant["VariantName"], {}).get("InstanceType"),
            created=listed.get("CreationTime"),
            attributes={"EndpointName": listed["EndpointName"]}
            | kept(variant, "VariantName", "CurrentInstanceCount", "CurrentServerlessConfig"),
        )


def _of_variant(variant: Resource) -> dict[str, str]:
    return {name: str(variant.attributes[name]) for name in ("EndpointName", "VariantName")}


SOURCE: Final = Source(
    name="sagemaker",
    kinds=(ENDPOINT, NOTEBOOK),
    calls=(_ENDPOINTS, _ENDPOINT, _CONFIG, _NOTEBOOKS, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(
            ENDPOINT,
            "AWS/SageMaker",
            "Invocations",
            "None",
            _of_variant,
            reading="count",
            days=14,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
    ),
)
