"""The services answered, with botocore's models of them and their habits of refusing."""

from dataclasses import dataclass
from functools import cache

from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel


@dataclass(frozen=True, slots=True)
class Service:
    """A service: botocore's name of it, the name requests are signed for, and its error codes."""

    name: str
    signing_name: str
    invalid_request: str
    throttled: str
    throttled_status: int = 400


SERVICES = (
    Service("ce", "ce", "ValidationException", "LimitExceededException"),
    Service("cloudwatch", "monitoring", "ValidationError", "Throttling"),
    Service("organizations", "organizations", "InvalidInputException", "TooManyRequestsException"),
    Service("ec2", "ec2", "InvalidParameterValue", "RequestLimitExceeded", 503),
    Service("sts", "sts", "ValidationError", "Throttling"),
)
BY_NAME = {service.name: service for service in SERVICES}
BY_SIGNING_NAME = {service.signing_name: service for service in SERVICES}


@cache
def service_model(name: str) -> ServiceModel:
    """The service's newest model in the installed botocore."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


def operation_model(service: str, operation: str) -> OperationModel | None:
    """The operation's model, or None when the service has no such operation."""
    model = service_model(service)
    if operation not in model.operation_names:
        return None
    found: OperationModel = model.operation_model(operation)
    return found
