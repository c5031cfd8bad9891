"""Lambda, SQS, SNS, API Gateway's caches and Step Functions."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_LAMBDA: Final = "AWSLambda"
_SQS: Final = "AWSQueueService"
_QUEUE: Final = "AWS::SQS::Queue"
_STATES: Final = "AmazonStates"
_MACHINE: Final = "AWS::StepFunctions::StateMachine"
_GB_SECOND: Final = "Lambda-GB-Second"

RULES: Final = (
    *(
        PriceRule(f"lambda.{what}/{architecture}", _LAMBDA, {"group": group + suffix}, unit)
        for what, group, unit in (
            ("duration", "AWS-Lambda-Duration", _GB_SECOND),
            ("requests", "AWS-Lambda-Requests", "Requests"),
            ("provisioned", "AWS-Lambda-Provisioned-Concurrency", _GB_SECOND),
        )
        for architecture, suffix in (("x86_64", ""), ("arm64", "-ARM"))
    ),
    PriceRule(
        "sqs.requests/Standard", _SQS, {"queueType": "Standard"}, "Requests", kinds=(_QUEUE,)
    ),
    PriceRule(
        "sqs.requests/FIFO",
        _SQS,
        {"queueType": "FIFO (first-in, first-out)"},
        "Requests",
        kinds=(_QUEUE,),
    ),
    PriceRule(
        "sns.requests", "AmazonSNS", {}, "Requests", "Requests-Tier1", kinds=("AWS::SNS::Topic",)
    ),
    PriceRule(
        "apigateway.cache/{cacheMemorySizeGb}",
        "AmazonApiGateway",
        {},
        "Hrs",
        "ApiGatewayCacheUsage:.+",
        kinds=("AWS::ApiGateway::Stage",),
    ),
    PriceRule(
        "stepfunctions.transitions",
        _STATES,
        {},
        "StateTransitions",
        "StateTransition",
        kinds=(_MACHINE,),
    ),
    PriceRule(
        "stepfunctions.express_requests",
        _STATES,
        {},
        "Requests",
        "StepFunctions-Request",
        kinds=(_MACHINE,),
    ),
    PriceRule(
        "stepfunctions.express_duration",
        _STATES,
        {},
        "GB-Second",
        "StepFunctions-GB-Second",
        kinds=(_MACHINE,),
    ),
)
