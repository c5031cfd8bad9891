"""What a service answers when there is no such thing."""

import re
from collections.abc import Mapping

from botocore.model import Shape
from moto.core.model import OperationModel

from cli.local.standin.errors import AwsError
from cli.local.standin.models import Service, protocol

_NOT_FOUND = re.compile(r"NotFound|NoSuch|DoesNotExist|NotExist")
_IDENTIFIER = re.compile(r"(?:Id|Arn|Name|Identifier|Url)s?$")
_EC2: Mapping[str, str] = {
    "AllocationIds": "InvalidAllocationID.NotFound",
    "GroupIds": "InvalidGroup.NotFound",
    "ImageIds": "InvalidAMIID.NotFound",
    "NatGatewayIds": "NatGatewayNotFound",
    "SnapshotIds": "InvalidSnapshot.NotFound",
    "VolumeIds": "InvalidVolume.NotFound",
    "VpcEndpointIds": "InvalidVpcEndpointId.NotFound",
    "InstanceTypes": "InvalidInstanceType",
}
_S3: Mapping[str, str] = {
    "GetBucketCors": "NoSuchCORSConfiguration",
    "GetBucketEncryption": "ServerSideEncryptionConfigurationNotFoundError",
    "GetBucketIntelligentTieringConfiguration": "NoSuchConfiguration",
    "GetBucketInventoryConfiguration": "NoSuchConfiguration",
    "GetBucketLifecycleConfiguration": "NoSuchLifecycleConfiguration",
    "GetBucketMetricsConfiguration": "NoSuchConfiguration",
    "GetBucketOwnershipControls": "OwnershipControlsNotFoundError",
    "GetBucketPolicy": "NoSuchBucketPolicy",
    "GetBucketReplication": "ReplicationConfigurationNotFoundError",
    "GetBucketTagging": "NoSuchTagSet",
    "GetBucketWebsite": "NoSuchWebsiteConfiguration",
    "GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "GetObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
}
"""What a bucket that exists says of a setting it does not have."""


def not_found(
    service: Service, operation: OperationModel, what: str, value: object, *, within: bool = False
) -> AwsError:
    """The refusal of a request for a thing that is not there.

    Args:
        what: the parameter that names it.
        within: the thing named exists, what is asked of it does not.
    """
    code = _code(service, operation, what, within=within)
    return refusal(service, operation, code, f"{what} {value} does not exist")


def refusal(service: Service, operation: OperationModel, code: str, message: str) -> AwsError:
    """A refusal with the status the model gives the code, 404 or 400 where it gives none."""
    status = 404 if protocol(service).startswith("rest") else 400
    for shape in operation.error_shapes:
        if code in {shape.name, _error_code(shape)}:
            status = int(shape.metadata.get("error", {}).get("httpStatusCode", status))
    return AwsError(code, message, status)


def invalid_token(service: Service, operation: OperationModel) -> str:
    """The code of a page token that is not, or no longer, known."""
    if service.name == "ec2":
        return "InvalidNextToken"
    for shape in operation.error_shapes:
        if re.search("Token|Marker|Pagination", shape.name):
            return _error_code(shape)
    return service.invalid_request


def _error_code(shape: Shape) -> str:
    return str(shape.metadata.get("error", {}).get("code", shape.name))


def _code(service: Service, operation: OperationModel, what: str, *, within: bool) -> str:
    if service.name == "ec2":
        return _EC2.get(what, f"Invalid{what.removesuffix('s').removesuffix('Id')}ID.NotFound")
    if service.name == "s3":
        return _S3.get(str(operation.name), "NoSuchBucket") if within else "NoSuchBucket"
    codes = [_error_code(one) for one in operation.error_shapes if _NOT_FOUND.search(one.name)]
    thing = _IDENTIFIER.sub("", what).lower()
    about_it = [code for code in codes if code.lower().startswith(thing)]
    return next(iter((*about_it, *codes)), "ResourceNotFoundException")
