"""The audit trail of what an operator does beside the API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from costgov.clock import utc_now
from costgov.domain.access import Role
from costgov.gateways.aws_audit import S3AuditLog
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.audit import Signature, Trail, noted

from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient


def operator_trail(deployment: Deployment, action: str) -> Trail:
    """Notes what the operator, as AWS names them, does by a command."""
    sts: STSClient = deployment.client("sts")
    who = sts.get_caller_identity()["Arn"]
    return Trail(
        S3AuditLog(partial(deployment.client, "s3"), deployment.outputs.EvidenceBucket),
        DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable),
        Signature(who, action, utc_now(), str(Role.ADMIN)),
    )


@contextmanager
def change_noted(
    deployment: Deployment, action: str, subject: str, after: Mapping[str, object] | None = None
) -> Iterator[None]:
    """Note one change before it is made within; if it fails, that is noted too."""
    trail = operator_trail(deployment, action)
    with noted(trail):
        trail.record(subject, None, after)
        yield
