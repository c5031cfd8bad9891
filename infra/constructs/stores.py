"""Tables and buckets: encrypted, versioned or with point-in-time recovery, kept on delete."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.nag import acknowledge


class Table(dynamodb.Table):
    """Keys `pk` and `sk`, on demand, PITR, AWS-owned key, protected against deletion."""

    def __init__(
        self, scope: Construct, identity: str, *, keep: bool, expires_at: str | None = None
    ) -> None:
        super().__init__(
            scope,
            identity,
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=keep,
            removal_policy=removal(keep=keep),
            time_to_live_attribute=expires_at,
        )


class Bucket(s3.Bucket):
    """Private, TLS only, SSE-S3, versioned; half-done uploads go after a week.

    Versions that were replaced are forgotten, and objects archived, after a time if one is given.
    """

    def __init__(
        self,
        scope: Construct,
        identity: str,
        *,
        keep: bool,
        forget_replaced_after: cdk.Duration | None = None,
        archive_after: cdk.Duration | None = None,
    ) -> None:
        super().__init__(
            scope,
            identity,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=removal(keep=keep),
            lifecycle_rules=[
                s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(7),
                    noncurrent_version_expiration=forget_replaced_after,
                    transitions=_archived(archive_after),
                )
            ],
        )
        acknowledge(
            self,
            {
                "AwsSolutions-S1": "Only this product's roles read and write here; who wants to "
                "see each access turns on CloudTrail data events, and a bucket of access logs "
                "would cost more than the objects it watches."
            },
        )


def _archived(after: cdk.Duration | None) -> list[s3.Transition] | None:
    """To a class that costs a sixth and reads as fast; S3 leaves small objects where they are."""
    if after is None:
        return None
    return [
        s3.Transition(
            storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=after
        )
    ]


def removal(*, keep: bool) -> cdk.RemovalPolicy:
    """Stores outlive their stack, except on the laptop."""
    return cdk.RemovalPolicy.RETAIN if keep else cdk.RemovalPolicy.DESTROY
