"""Functions, APIs, queues, topics, state machines and rules of the organisation."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

type Metrics = Mapping[str, float]

SHOP = ("production", "us-east-1")
_SHOP_ID = "222233334444"
_LAB = ("development", "us-west-2")
_LAB_ID = "444455556666"
_TAGS = [{"Key": "Team", "Value": "checkout"}, {"Key": "Environment", "Value": "production"}]


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _functions()
    yield from _watched()
    yield from _versions()
    yield from _provisioned()
    yield from _apis(now)
    yield from _queues(now)
    yield from _topics()
    yield from _machines(now)
    yield from _rules()
    yield Listed("resourcegroupstaggingapi", "GetResources", *SHOP, items=[*_tagged()])


def _tagged() -> Iterator[dict[str, Any]]:
    names = [
        *("checkout-api", "video-transcoder", "webhook-retry", "slow-import", "pricing-api"),
        *("invoice-pdf", "image-tags", "price-rules"),
    ]
    arns = [_function_arn(SHOP, one) for one in names]
    arns += [_queue_arn(one) for one in ("orders", "orders-dlq", "thumbnails")]
    arns += [_topic_arn("alerts"), _machine_arn("order-flow"), _machine_arn("click-enricher")]
    yield from ({"ResourceARN": arn, "Tags": _TAGS} for arn in arns)


def _function_arn(place: tuple[str, str], name: str) -> str:
    account = _SHOP_ID if place == SHOP else _LAB_ID
    return f"arn:aws:lambda:{place[1]}:{account}:function:{name}"


def _function(place: tuple[str, str], name: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    version = changes.pop("Version", "$LATEST")
    return {
        "FunctionName": name,
        "FunctionArn": f"{_function_arn(place, name)}:{version}",
        "Version": version,
        "Runtime": "python3.13",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "MemorySize": 1024,
        "Timeout": 60,
        "CodeSize": 4_000_000,
        "LastModified": "2026-05-04T09:00:00.000+0000",
        **changes,
    }


def _measured(
    namespace: str, place: tuple[str, str], dimensions: Mapping[str, str], metrics: Metrics
) -> Iterator[Told]:
    for name, level in metrics.items():
        yield Measured(namespace, name, dimensions, *place, level=level)


def _functions() -> Iterator[Told]:
    functions = [
        _function(SHOP, "checkout-api"),
        _function(SHOP, "checkout-api", Version="7"),
        _function(SHOP, "pricing-api", Architectures=["x86_64"], MemorySize=2048),
        _function(SHOP, "pricing-api", Architectures=["x86_64"], MemorySize=2048, Version="3"),
        _function(SHOP, "video-transcoder", Architectures=["x86_64"], MemorySize=4096, Timeout=900),
        _function(SHOP, "webhook-retry", MemorySize=10_240),
        _function(SHOP, "slow-import", MemorySize=4096, Timeout=30),
        _function(SHOP, "legacy-report", LastModified="2025-02-03T10:00:00.000+0000"),
    ]
    yield Listed("lambda", "ListFunctions", *SHOP, items=functions)
    # Every five minutes: so many invocations, errors, and milliseconds in all.
    used: Mapping[str, Metrics] = {
        "checkout-api": {"Invocations": 40, "Errors": 0.04, "Duration": 4_800},
        "pricing-api": {"Invocations": 6, "Errors": 0, "Duration": 900},
        "video-transcoder": {"Invocations": 5, "Errors": 0, "Duration": 300_000},
        "webhook-retry": {"Invocations": 10, "Errors": 3, "Duration": 20_000},
        "slow-import": {"Invocations": 1, "Errors": 0.05, "Duration": 30_000},
    }
    for name, metrics in used.items():
        yield from _measured("AWS/Lambda", SHOP, {"FunctionName": name}, metrics)
    # 300 s of 4 GB in every five minutes: 10,512,000 GB-s x (0.0000166667 - 0.0000133334).
    yield Truth("lambda_function_arm64", "video-transcoder", Decimal("35.04"))
    # 30 % of 20 s x 8,760 x 10 GB = 525,600 GB-s x 0.0000133334; 26,280 requests x 0.0000002.
    yield Truth("lambda_function_failing", "webhook-retry", Decimal("7.01"))
    # 5 % of 30 s x 8,760 x 4 GB = 52,560 GB-s x 0.0000133334.
    yield Truth("lambda_function_timing_out", "slow-import", Decimal("0.70"))
    yield Truth("lambda_function_unused", "legacy-report", None)


def _watched() -> Iterator[Told]:
    """Functions with Lambda Insights, which alone says what memory they use."""
    layer = "arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension-Arm64:20"
    sizes = {"invoice-pdf": 2048, "image-tags": 512, "price-rules": 2048}
    layers = [{"Arn": layer, "CodeSize": 3_000_000}]
    functions = [
        _function(SHOP, name, MemorySize=memory, Layers=layers) for name, memory in sizes.items()
    ]
    yield Listed("lambda", "ListFunctions", *SHOP, items=functions)
    # Every five minutes: run time and CPU time in milliseconds, and the most memory in MB.
    used = {
        "invoice-pdf": (20_000, 1_000, 400),
        "image-tags": (10_000, 500, 500),
        "price-rules": (20_000, 23_000, 400),
    }
    for name, (duration, on_cpu, memory) in used.items():
        runs = {"Invocations": 5, "Errors": 0, "Duration": duration}
        yield from _measured("AWS/Lambda", SHOP, {"FunctionName": name}, runs)
        seen = {"used_memory_max": memory, "cpu_total_time": on_cpu}
        yield from _measured("LambdaInsights", SHOP, {"function_name": name}, seen)
    # 20 s x 8,760 x 2 GB now; with 512 MB a second of CPU in 1,769 MB takes 2,591.3 ms longer:
    # 22.5913 s x 8,760 x 0.5 GB. The difference x 0.0000133334.
    yield Truth("lambda_function_oversized", "invoice-pdf", Decimal("3.35"))
    # 500 MB with a fifth to spare are 640 of 512: 10 s x 8,760 x 0.125 GB x 0.0000133334 more.
    yield Truth("lambda_function_undersized", "image-tags", Decimal("-0.15"))


def _versions() -> Iterator[Told]:
    """A function of which every version was kept, where code storage fills up."""
    numbers = ["$LATEST", *(str(number) for number in range(1, 13))]
    size = 250_000_000
    functions = [_function(_LAB, "storefront-ssr", CodeSize=size, Version=one) for one in numbers]
    yield Listed("lambda", "ListFunctions", *_LAB, items=functions)
    # What is told first of a place counts: everywhere else there is room.
    for place, used in ((_LAB, 66_000_000_000), (("", ""), 900_000_000)):
        settings = {
            "AccountLimit": {"TotalCodeSize": 80_530_636_800},
            "AccountUsage": {"TotalCodeSize": used},
        }
        yield Answer("lambda", "GetAccountSettings", *place, reply=settings)
    yield from _measured(
        "AWS/Lambda",
        _LAB,
        {"FunctionName": "storefront-ssr"},
        {"Invocations": 3, "Errors": 0, "Duration": 450},
    )
    yield Truth("lambda_function_old_versions", "storefront-ssr", None)


def _provisioned() -> Iterator[Told]:
    """Concurrency that is used, and as much again that never is."""
    for function, number in (("checkout-api", 4), ("pricing-api", 10)):
        config = {
            "FunctionArn": f"{_function_arn(SHOP, function)}:live",
            "RequestedProvisionedConcurrentExecutions": number,
            "AllocatedProvisionedConcurrentExecutions": number,
            "AvailableProvisionedConcurrentExecutions": number,
            "Status": "READY",
            "LastModified": "2026-03-02T08:00:00+0000",
        }
        yield Listed(
            "lambda",
            "ListProvisionedConcurrencyConfigs",
            *SHOP,
            items=[config],
            where={"FunctionName": function},
        )
    yield Measured(
        "AWS/Lambda",
        "ProvisionedConcurrencyUtilization",
        {"FunctionName": "checkout-api", "Resource": "checkout-api:live"},
        *SHOP,
        level=0.75,
        unit="None",
    )
    # 10 x 2 GB x 2,628,000 s x 0.0000041667.
    yield Truth("lambda_provisioned_concurrency_unused", "pricing-api:live", Decimal("219.00"))


def _apis(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=500)
    rest = (("a1orders", "orders-api"), ("a2catalog", "catalog-api"), ("a3partner", "partner-v1"))
    items = [{"id": name, "name": title, "createdDate": made} for name, title in rest]
    yield Listed("apigateway", "GetRestApis", *SHOP, items=items)
    for name, title in rest:
        cached = title == "catalog-api"
        stage = {"stageName": "prod", "createdDate": made, "cacheClusterEnabled": cached}
        stage |= {"cacheClusterSize": "0.5"} if cached else {}
        yield Listed("apigateway", "GetStages", *SHOP, items=[stage], where={"restApiId": name})
    http = [
        {"ApiId": one, "Name": one, "ProtocolType": "HTTP", "CreatedDate": made}
        | {"RouteSelectionExpression": "$request.method $request.path"}
        for one in ("web", "beta")
    ]
    yield Listed("apigatewayv2", "GetApis", *SHOP, items=http)
    for api, metrics in (
        ("orders-api", {"Count": 900.0}),
        ("catalog-api", {"Count": 1_000.0, "CacheHitCount": 10.0}),
    ):
        dimensions = {"ApiName": api, "Stage": "prod"}
        yield from _measured("AWS/ApiGateway", SHOP, dimensions, metrics)
    yield from _measured("AWS/ApiGateway", SHOP, {"ApiId": "web"}, {"Count": 300.0})
    # 730 hours of 0.5 GB at 0.02.
    yield Truth("apigateway_stage_cache_unused", "a2catalog/prod", Decimal("14.60"))
    yield Truth("apigateway_api_idle", "a3partner/prod", None)
    yield Truth("apigateway_api_idle", "beta", None)


def _queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{SHOP[1]}:{_SHOP_ID}:{name}"


def _queues(now: datetime) -> Iterator[Told]:
    """A queue in use with another for what goes wrong, one polled in vain, one left behind."""
    made = str(int((now - timedelta(days=700)).timestamp()))
    redrive = f'{{"deadLetterTargetArn": "{_queue_arn("orders-dlq")}", "maxReceiveCount": 5}}'
    attributes = {
        "orders": {"ReceiveMessageWaitTimeSeconds": "20", "RedrivePolicy": redrive},
        "orders-dlq": {"ReceiveMessageWaitTimeSeconds": "20"},
        "thumbnails": {"ReceiveMessageWaitTimeSeconds": "0"},
        "legacy-events": {"ReceiveMessageWaitTimeSeconds": "20"},
    }
    urls = {one: f"https://sqs.{SHOP[1]}.amazonaws.com/{_SHOP_ID}/{one}" for one in attributes}
    yield Listed("sqs", "ListQueues", *SHOP, items=[*urls.values()])
    for name, own in attributes.items():
        told = {"QueueArn": _queue_arn(name), "CreatedTimestamp": made}
        told |= {"ApproximateNumberOfMessages": "0", **own}
        asked = {"QueueUrl": urls[name], "AttributeNames": ["All"]}
        yield Answer("sqs", "GetQueueAttributes", *SHOP, asked, {"Attributes": told})
    used: Mapping[str, Metrics] = {
        "orders": {"NumberOfMessagesSent": 60, "NumberOfMessagesReceived": 60},
        "thumbnails": {
            "NumberOfMessagesSent": 20,
            "NumberOfMessagesReceived": 20,
            "NumberOfEmptyReceives": 3_000,
        },
        "legacy-events": {"NumberOfEmptyReceives": 1_000},
    }
    for name, metrics in used.items():
        yield from _measured("AWS/SQS", SHOP, {"QueueName": name}, metrics)
    # 26,280,000 requests x 0.0000004, of which a twentieth stays.
    yield Truth("sqs_queue_short_polling", "thumbnails", Decimal("9.99"))
    # 8,760,000 requests x 0.0000004.
    yield Truth("sqs_queue_unused", "legacy-events", Decimal("3.50"))


def _topic_arn(name: str) -> str:
    return f"arn:aws:sns:{SHOP[1]}:{_SHOP_ID}:{name}"


def _topics() -> Iterator[Told]:
    topics = [{"TopicArn": _topic_arn(one)} for one in ("alerts", "alerts-2023")]
    yield Listed("sns", "ListTopics", *SHOP, items=topics)
    subscription = {
        "SubscriptionArn": f"{_topic_arn('alerts')}:0d5c",
        "TopicArn": _topic_arn("alerts"),
        "Protocol": "https",
        "Endpoint": "https://pager.example.com/alerts",
        "Owner": _SHOP_ID,
    }
    yield Listed("sns", "ListSubscriptions", *SHOP, items=[subscription])
    for topic, level in (("alerts", 2.0), ("alerts-2023", 100.0)):
        metrics = {"NumberOfMessagesPublished": level}
        yield from _measured("AWS/SNS", SHOP, {"TopicName": topic}, metrics)
    # 876,000 requests x 0.0000005.
    yield Truth("sns_topic_unsubscribed", "alerts-2023", Decimal("0.44"))


def _machine_arn(name: str) -> str:
    return f"arn:aws:states:{SHOP[1]}:{_SHOP_ID}:stateMachine:{name}"


def _machines(now: datetime) -> Iterator[Told]:
    types = {
        "order-flow": "STANDARD",
        "click-enricher": "STANDARD",
        "etl-2022": "STANDARD",
        "live-events": "EXPRESS",
    }
    made = now - timedelta(days=400)
    machines = [
        {"stateMachineArn": _machine_arn(one), "name": one, "type": kind, "creationDate": made}
        for one, kind in types.items()
    ]
    yield Listed("stepfunctions", "ListStateMachines", *SHOP, items=machines)
    used: Mapping[str, Metrics] = {
        "order-flow": {"ExecutionsStarted": 2, "ExecutionTime": 60_000},
        "click-enricher": {"ExecutionsStarted": 500, "ExecutionTime": 500_000},
        "live-events": {"ExecutionsStarted": 900, "ExecutionTime": 900_000},
    }
    for name, metrics in used.items():
        dimensions = {"StateMachineArn": _machine_arn(name)}
        yield from _measured("AWS/States", SHOP, dimensions, metrics)
    # 4,380,000 executions of a second: x 0.000025 for a transition of each, against 0.000001
    # for a request and a sixteenth of a GB-second at 0.00001667.
    yield Truth("stepfunctions_standard_short", "click-enricher", Decimal("100.56"))
    yield Truth("stepfunctions_state_machine_unused", "etl-2022", None)


def _rules() -> Iterator[Told]:
    arn = f"arn:aws:events:{SHOP[1]}:{_SHOP_ID}"
    bus = {"Name": "default", "Arn": f"{arn}:event-bus/default"}
    yield Listed("events", "ListEventBuses", *SHOP, items=[bus])
    names = ("nightly", "on-upload")
    rules = [{"Name": one, "Arn": f"{arn}:rule/{one}", "State": "ENABLED"} for one in names]
    yield Listed("events", "ListRules", *SHOP, items=rules, where={"EventBusName": "default"})
    target = {"Id": "1", "Arn": _function_arn(SHOP, "slow-import")}
    for name, targets in (("nightly", [target]), ("on-upload", [])):
        where = {"Rule": name, "EventBusName": "default"}
        yield Listed("events", "ListTargetsByRule", *SHOP, items=targets, where=where)
    yield Truth("events_rule_without_targets", "default/on-upload", None)
