"""Lambda functions with their published versions, and provisioned concurrency."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, Item, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

FUNCTION: Final = "AWS::Lambda::Function"
VERSION: Final = "AWS::Lambda::Version"
ALIAS: Final = "AWS::Lambda::Alias"
_FUNCTIONS: Final = "lambda:ListFunctions"
_SETTINGS: Final = "lambda:GetAccountSettings"
_PROVISIONED: Final = "lambda:ListProvisionedConcurrencyConfigs"
_LATEST: Final = "$LATEST"
_NAMESPACE: Final = "AWS/Lambda"
_INSIGHTS: Final = ":layer:LambdaInsightsExtension"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "lambda:function")
    storage = _code_storage(reader)
    versions: defaultdict[str, list[Item]] = defaultdict(list)
    for version in reader.each(_FUNCTIONS, "Functions", FunctionVersion="ALL"):
        versions[version["FunctionName"]].append(version)
    for name, every in versions.items():
        latest = next((one for one in every if one["Version"] == _LATEST), None)
        if latest is None:  # deleted between two pages
            continue
        published = [one for one in every if one["Version"] != _LATEST]
        arn = place.arn("lambda", f"function:{name}")
        yield place.resource(
            FUNCTION,
            name,
            arn,
            state=latest.get("State", "Active"),
            tags=tags.get(arn),
            attributes=_kept(latest) | _published(published) | storage,
        )
        # Only versions and their aliases can have it, so functions without are not asked about.
        if published:
            yield from _provisioned(reader, place, latest, tags.get(arn, {}))


def _kept(function: Item) -> dict[str, JsonValue]:
    return kept(
        function,
        *("MemorySize", "Architectures", "Timeout", "Runtime", "LastModified"),
        *("DeadLetterConfig", "Layers"),
    )


def _published(versions: Sequence[Item]) -> dict[str, JsonValue]:
    size = sum(one["CodeSize"] for one in versions)
    return {"PublishedVersions": len(versions), "PublishedCodeSize": size}


def _code_storage(reader: Reader) -> dict[str, JsonValue]:
    """Bytes of code that the region holds and may hold, which all functions share."""
    settings = reader.one(_SETTINGS) or {}
    sizes = {
        "RegionCodeSize": settings.get("AccountUsage", {}).get("TotalCodeSize"),
        "RegionCodeLimit": settings.get("AccountLimit", {}).get("TotalCodeSize"),
    }
    return {name: size for name, size in sizes.items() if size is not None}


def _provisioned(
    reader: Reader, place: Place, function: Item, tags: Mapping[str, str]
) -> Iterator[Resource]:
    """Each version or alias that has concurrency provisioned: one call for each function."""
    name = function["FunctionName"]
    for config in reader.each(_PROVISIONED, "ProvisionedConcurrencyConfigs", FunctionName=name):
        arn = config["FunctionArn"]
        qualifier = arn.rpartition(":")[2]
        yield place.resource(
            VERSION if qualifier.isdigit() else ALIAS,
            f"{name}:{qualifier}",
            arn,
            state=config["Status"],
            tags=tags,
            attributes=kept(
                config,
                *("AllocatedProvisionedConcurrentExecutions", "LastModified"),
            )
            | kept(function, "MemorySize", "Architectures"),
        )


def _of_function(function: Resource) -> dict[str, str]:
    return {"FunctionName": function.id}


def _insights(function: Resource) -> dict[str, str] | None:
    """Where the extension of Lambda Insights is a layer; nothing else publishes memory."""
    layers = function.attributes.get("Layers")
    if isinstance(layers, list) and any(_INSIGHTS in str(layer) for layer in layers):
        return {"function_name": function.id}
    return None


def _of_qualifier(provisioned: Resource) -> dict[str, str]:
    return {"FunctionName": provisioned.id.partition(":")[0], "Resource": provisioned.id}


# Published when a function runs, so that no point means that it did not. Days are enough: what is
# judged is how much a month costs and whether anything runs at all.
_METRICS: Final = (
    *(
        MetricSpec(
            FUNCTION,
            _NAMESPACE,
            name,
            unit,
            _of_function,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
            digest=digest,
        )
        for name, unit, digest in (
            ("Invocations", "Count", ""),
            ("Errors", "Count", ""),
            ("Duration", "Milliseconds", "DurationSum"),
        )
    ),
    MetricSpec(
        FUNCTION,
        _NAMESPACE,
        "Duration",
        "Milliseconds",
        _of_function,
        days=30,
        period_seconds=ONE_DAY,
    ),
    MetricSpec(
        FUNCTION,
        "LambdaInsights",
        "used_memory_max",
        "Megabytes",
        _insights,
        days=14,
        period_seconds=ONE_DAY,
    ),
    MetricSpec(
        FUNCTION,
        "LambdaInsights",
        "cpu_total_time",
        "Milliseconds",
        _insights,
        reading="count",
        days=14,
        period_seconds=ONE_DAY,
        digest="CpuTimeSum",
    ),
    *(
        MetricSpec(
            kind,
            _NAMESPACE,
            "ProvisionedConcurrencyUtilization",
            "None",
            _of_qualifier,
            days=14,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for kind in (VERSION, ALIAS)
    ),
)

SOURCE: Final = Source(
    name="lambda",
    kinds=(FUNCTION, VERSION, ALIAS),
    calls=(_FUNCTIONS, _SETTINGS, _PROVISIONED, TAGGED),
    fetch=_fetch,
    metrics=_METRICS,
)
