"""The services answered, with botocore's models of them and their habits of refusing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel


@dataclass(frozen=True, slots=True)
class Service:
    """A service: botocore's name of it, the name requests are signed for, and its error codes."""

    name: str
    signing_name: str
    invalid_request: str = "ValidationException"
    throttled: str = "ThrottlingException"
    throttled_status: int = 400


def _query(name: str, signing_name: str = "") -> Service:
    return Service(name, signing_name or name, "ValidationError", "Throttling")


_SAME_NAME = (
    *("account", "acm", "application-autoscaling", "athena", "backup", "bcm-data-exports"),
    *("budgets", "cloudtrail", "cognito-idp", "comprehend", "compute-optimizer", "config"),
    *("cost-optimization-hub", "cur", "directconnect", "dms", "dynamodb", "ecr", "ecs", "eks"),
    *("emr-serverless", "events", "fsx", "glue", "globalaccelerator", "guardduty", "kafka"),
    *("kinesis", "kms", "logs", "memorydb", "mq", "pricing", "quicksight", "redshift-serverless"),
    *("route53resolver", "sagemaker", "savingsplans", "secretsmanager", "sqs", "transfer"),
    *("wafv2", "workspaces", "appstream"),
)
"""JSON services whose requests are signed for the name botocore has for them."""

SERVICES = (
    Service("ce", "ce", "ValidationException", "LimitExceededException"),
    Service("cloudwatch", "monitoring", "ValidationError", "Throttling"),
    Service("organizations", "organizations", "InvalidInputException", "TooManyRequestsException"),
    Service("ec2", "ec2", "InvalidParameterValue", "RequestLimitExceeded", 503),
    Service("lambda", "lambda", "InvalidParameterValueException", "TooManyRequestsException", 429),
    # One address, one signing name: the path of S3 Control is told apart first.
    Service("s3control", "s3", "InvalidRequest", "SlowDown", 503),
    Service("s3", "s3", "InvalidArgument", "SlowDown", 503),
    Service("cloudfront", "cloudfront", "InvalidArgument", "Throttling"),
    Service("route53", "route53", "InvalidInput", "Throttling"),
    Service("apigateway", "apigateway", "BadRequestException", "TooManyRequestsException", 429),
    Service("apigatewayv2", "apigateway", "BadRequestException", "TooManyRequestsException", 429),
    Service("bedrock", "bedrock"),
    Service("bedrock-agent", "bedrock"),
    Service("efs", "elasticfilesystem", "BadRequest"),
    Service("emr", "elasticmapreduce"),
    Service("opensearch", "es"),
    Service("resourcegroupstaggingapi", "tagging", "InvalidParameterException"),
    Service("stepfunctions", "states"),
    _query("sts"),
    _query("autoscaling"),
    _query("elasticache"),
    _query("elb", "elasticloadbalancing"),
    _query("elbv2", "elasticloadbalancing"),
    _query("iam"),
    # Neptune and DocumentDB speak this very version of the API, and list their own engines.
    _query("rds"),
    _query("redshift"),
    _query("sns"),
    *(Service(name, name) for name in _SAME_NAME),
)
BY_NAME = {service.name: service for service in SERVICES}


def _by_signing_name() -> Mapping[str, tuple[Service, ...]]:
    found: defaultdict[str, list[Service]] = defaultdict(list)
    for service in SERVICES:
        found[service.signing_name].append(service)
    return {name: tuple(services) for name, services in found.items()}


BY_SIGNING_NAME = _by_signing_name()
"""Several services may be signed for one name; the request tells which it is."""


@cache
def service_model(name: str) -> ServiceModel:
    """The service's newest model in the installed botocore."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


def protocol(service: Service) -> str:
    """What clients of this botocore speak to the service: ec2, json, query, rest-json, rest-xml."""
    return str(service_model(service.name).resolved_protocol)


def operation_model(service: str, operation: str) -> OperationModel | None:
    """The operation's model, or None when the service has no such operation."""
    model = service_model(service)
    if operation not in model.operation_names:
        return None
    found: OperationModel = model.operation_model(operation)
    return found


@cache
def paginators(service: str) -> Mapping[str, Mapping[str, Any]]:
    """botocore's account of the service's paged operations; empty where it has none."""
    try:
        found: Mapping[str, Mapping[str, Any]] = Loader().load_service_model(
            service, "paginators-1"
        )["pagination"]
    except UnknownServiceError:
        return {}
    return found
