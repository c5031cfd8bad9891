"""Models, notebooks, desktops and query engines of the organisation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

type Place = tuple[str, str]

DATA: Place = ("data-platform", "us-east-1")
_DATA_ID = "333344445555"
LAB: Place = ("development", "us-west-2")
_LAB_ID = "444455556666"


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _endpoints(now)
    yield from _notebooks(now)
    yield from _bedrock(now)
    yield from _comprehend(now)
    yield from _desktops(now)
    yield from _streams(now)
    yield from _queries(now)


def _sagemaker(rest: str) -> str:
    return f"arn:aws:sagemaker:{DATA[1]}:{_DATA_ID}:{rest}"


def _endpoints(now: datetime) -> Iterator[Told]:
    """One that is asked all day, one that nobody has asked since spring."""
    made = now - timedelta(days=240)
    names = ("fraud", "recommender")
    listed = [
        {
            "EndpointName": name,
            "EndpointArn": _sagemaker(f"endpoint/{name}"),
            "EndpointStatus": "InService",
            "CreationTime": made,
            "LastModifiedTime": made,
        }
        for name in names
    ]
    yield Listed("sagemaker", "ListEndpoints", *DATA, items=listed)
    for one in listed:
        name = one["EndpointName"]
        variant = {"VariantName": "all", "CurrentInstanceCount": 2, "DesiredInstanceCount": 2}
        described = {**one, "EndpointConfigName": f"{name}-1", "ProductionVariants": [variant]}
        yield Answer("sagemaker", "DescribeEndpoint", *DATA, {"EndpointName": name}, described)
        planned = {"VariantName": "all", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2}
        config = {
            "EndpointConfigName": f"{name}-1",
            "EndpointConfigArn": _sagemaker(f"endpoint-config/{name}-1"),
            "ProductionVariants": [planned],
            "CreationTime": made,
        }
        where = {"EndpointConfigName": f"{name}-1"}
        yield Answer("sagemaker", "DescribeEndpointConfig", *DATA, where, config)
    yield Measured(
        "AWS/SageMaker",
        "Invocations",
        {"EndpointName": "fraud", "VariantName": "all"},
        *DATA,
        level=40.0,
        unit="None",
    )
    # 2 x 730 x 0.115.
    yield Truth("sagemaker_endpoint_idle", "recommender", Decimal("167.90"))


def _notebooks(now: datetime) -> Iterator[Told]:
    items = [
        {
            "NotebookInstanceName": name,
            "NotebookInstanceArn": _sagemaker(f"notebook-instance/{name}"),
            "NotebookInstanceStatus": status,
            "InstanceType": "ml.t3.medium",
            "CreationTime": now - timedelta(days=300),
            "LastModifiedTime": now - timedelta(days=45),
        }
        for name, status in (("exploration", "InService"), ("experiments", "Stopped"))
    ]
    yield Listed("sagemaker", "ListNotebookInstances", *DATA, items=items)
    # 730 - 220 hours x 0.05.
    yield Truth("sagemaker_notebook_always_on", "exploration", Decimal("25.50"))


def _bedrock(now: datetime) -> Iterator[Told]:
    model = f"arn:aws:bedrock:{DATA[1]}::foundation-model/amazon.titan-embed-text-v1"
    arns = {
        name: f"arn:aws:bedrock:{DATA[1]}:{_DATA_ID}:provisioned-model/{name}000001"
        for name in ("search", "botbot")
    }
    items = [
        {
            "provisionedModelName": name,
            "provisionedModelArn": arn,
            "modelArn": model,
            "desiredModelArn": model,
            "foundationModelArn": model,
            "modelUnits": 1,
            "desiredModelUnits": 1,
            "status": "InService",
            "creationTime": now - timedelta(days=120),
            "lastModifiedTime": now - timedelta(days=120),
        }
        for name, arn in arns.items()
    ]
    yield Listed("bedrock", "ListProvisionedModelThroughputs", *DATA, items=items)
    yield Measured("AWS/Bedrock", "Invocations", {"ModelId": arns["search"]}, *DATA, level=12.0)
    yield Truth("bedrock_provisioned_throughput_unused", "botbot", None)


def _comprehend(now: datetime) -> Iterator[Told]:
    kind = "document-classifier-endpoint"
    arns = {
        name: f"arn:aws:comprehend:{DATA[1]}:{_DATA_ID}:{kind}/{name}"
        for name in ("tickets", "letters")
    }
    items = [
        {
            "EndpointArn": arn,
            "Status": "IN_SERVICE",
            "DesiredInferenceUnits": 1,
            "CurrentInferenceUnits": 1,
            "CreationTime": now - timedelta(days=150),
            "LastModifiedTime": now - timedelta(days=150),
        }
        for arn in arns.values()
    ]
    yield Listed("comprehend", "ListEndpoints", *DATA, items=items)
    for arn in arns.values():
        yield Measured(
            "AWS/Comprehend", "ProvisionedInferenceUnits", {"EndpointArn": arn}, *DATA, level=1.0
        )
    yield Measured(
        "AWS/Comprehend",
        "ConsumedInferenceUnits",
        {"EndpointArn": arns["tickets"]},
        *DATA,
        level=0.4,
    )
    yield Truth("comprehend_endpoint_idle", f"{kind}/letters", None)


def _desktops(now: datetime) -> Iterator[Told]:
    """One in daily use, one used an hour or two a day, one whose user has gone."""
    modes = {
        "ws-0daily0001": ("ALWAYS_ON", 1),
        "ws-0rarely002": ("ALWAYS_ON", 1),
        "ws-0gone00003": ("AUTO_STOP", 90),
    }
    workspaces = [
        {
            "WorkspaceId": name,
            "DirectoryId": "d-9067000001",
            "UserName": name[4:],
            "State": "AVAILABLE",
            "BundleId": "wsb-0standard1",
            "WorkspaceProperties": {
                "RunningMode": mode,
                "ComputeTypeName": "STANDARD",
                "RootVolumeSizeGib": 80,
                "UserVolumeSizeGib": 50,
                "OperatingSystemName": "WINDOWS_SERVER_2022",
            },
        }
        for name, (mode, _) in modes.items()
    ]
    yield Listed("workspaces", "DescribeWorkspaces", *LAB, items=workspaces)
    connections = [
        {
            "WorkspaceId": name,
            "ConnectionState": "DISCONNECTED",
            "LastKnownUserConnectionTimestamp": now - timedelta(days=days),
        }
        for name, (_, days) in modes.items()
    ]
    yield Listed("workspaces", "DescribeWorkspacesConnectionStatus", *LAB, items=connections)
    for name, share in (("ws-0daily0001", 0.25), ("ws-0rarely002", 0.05)):
        dimensions = {"WorkspaceId": name}
        yield Measured("AWS/WorkSpaces", "UserConnected", dimensions, *LAB, level=share)
    # 35, against 9.75 and 36.5 + 22 hours x 0.30.
    yield Truth("workspaces_workspace_always_on", "ws-0rarely002", Decimal("7.70"))
    yield Truth("workspaces_workspace_unused", "ws-0gone00003", Decimal("9.75"))


def _streams(now: datetime) -> Iterator[Told]:
    arn = f"arn:aws:appstream:{LAB[1]}:{_LAB_ID}"
    fleets = [
        {
            "Name": name,
            "Arn": f"{arn}:fleet/{name}",
            "InstanceType": "stream.standard.medium",
            "FleetType": "ALWAYS_ON",
            "ComputeCapacityStatus": {"Desired": 2, "Running": 2, "InUse": 0, "Available": 2},
            "State": state,
            "CreatedTime": now - timedelta(days=260),
        }
        for name, state in (("trainings", "RUNNING"), ("fair-2025", "STOPPED"))
    ]
    yield Listed("appstream", "DescribeFleets", *LAB, items=fleets)
    yield Measured("AWS/AppStream", "InUseCapacity", {"Fleet": "trainings"}, *LAB, level=0.0)
    builders = [
        {
            "Name": name,
            "Arn": f"{arn}:image-builder/{name}",
            "InstanceType": "stream.standard.medium",
            "State": state,
            "CreatedTime": now - timedelta(days=80),
        }
        for name, state in (("base-image", "RUNNING"), ("base-image-old", "STOPPED"))
    ]
    yield Listed("appstream", "DescribeImageBuilders", *LAB, items=builders)
    yield Truth("appstream_fleet_idle", "trainings", None)
    yield Truth("appstream_image_builder_running", "base-image", None)


def _queries(now: datetime) -> Iterator[Told]:
    """An endpoint left over from a project; workgroups with and without a limit."""
    endpoint = {
        "EndpointName": "etl-playground",
        "Status": "READY",
        "NumberOfNodes": 5,
        "CreatedTimestamp": now - timedelta(days=95),
    }
    yield Listed("glue", "GetDevEndpoints", *DATA, items=[endpoint])
    yield Truth("glue_dev_endpoint_running", "etl-playground", Decimal("1606.00"))  # 5 x 730 x 0.44
    limits = {"primary": None, "reports": 50_000_000_000, "adhoc": None}
    groups = [
        {"Name": name, "State": "ENABLED", "CreationTime": now - timedelta(days=900)}
        for name in limits
    ]
    yield Listed("athena", "ListWorkGroups", *DATA, items=groups)
    for group, limit in zip(groups, limits.values(), strict=True):
        configuration = {"BytesScannedCutoffPerQuery": limit} if limit else {}
        described = {**group, "Configuration": configuration}
        where = {"WorkGroup": group["Name"]}
        yield Answer("athena", "GetWorkGroup", *DATA, where, {"WorkGroup": described})
        queries = ["0f2f5a5c-query"] if group["Name"] != "primary" else []
        yield Listed("athena", "ListQueryExecutions", *DATA, items=queries, where=where)
    yield Truth("athena_workgroup_unlimited", "adhoc", None)
