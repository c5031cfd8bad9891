"""The opt-in to a key of one's own: every store, queue, topic and log of the app uses it."""

import jsii
from aws_cdk import IAspect
from aws_cdk import aws_athena as athena
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import IConstruct

from infra.constructs.service_function import ServiceFunction

# The role that CDK makes for schedules; what it cannot deliver goes to an encrypted queue.
_SCHEDULER_ROLE = "SchedulerRoleForTarget"
# What callers of encrypted tables, buckets, queues and topics need; no key is managed.
_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")


@jsii.implements(IAspect)
class CustomerKey:
    """Puts a key on what is encrypted, and lets the product's own roles use it."""

    def __init__(self, key: kms.IKey) -> None:
        self._key = key

    def visit(self, node: IConstruct) -> None:
        """Called for every construct of the app."""
        if isinstance(node, ServiceFunction):
            node.add_to_role_policy(self._use())
        elif isinstance(node, iam.Role) and node.node.id.startswith(_SCHEDULER_ROLE):
            node.add_to_policy(self._use())
        else:
            self._encrypt(node)

    def _use(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(actions=list(_USE), resources=[self._key.key_arn])

    def _encrypt(self, node: IConstruct) -> None:
        arn = self._key.key_arn
        match node:
            case dynamodb.CfnTable():
                node.sse_specification = dynamodb.CfnTable.SSESpecificationProperty(
                    sse_enabled=True, sse_type="KMS", kms_master_key_id=arn
                )
            case s3.CfnBucket():
                node.bucket_encryption = _by_key(arn)
            case athena.CfnWorkGroup():
                # The workgroup's setting wins over that of the bucket.
                node.add_property_override(
                    "WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration",
                    {"EncryptionOption": "SSE_KMS", "KmsKey": arn},
                )
            case sqs.CfnQueue():
                node.kms_master_key_id = arn
                node.sqs_managed_sse_enabled = None
            case sns.CfnTopic():
                node.kms_master_key_id = arn
            case logs.CfnLogGroup():
                node.kms_key_id = arn


def _by_key(arn: str) -> s3.CfnBucket.BucketEncryptionProperty:
    return s3.CfnBucket.BucketEncryptionProperty(
        server_side_encryption_configuration=[
            s3.CfnBucket.ServerSideEncryptionRuleProperty(
                # One data key a bucket instead of one an object: few requests to pay for.
                bucket_key_enabled=True,
                server_side_encryption_by_default=(
                    s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                        sse_algorithm="aws:kms", kms_master_key_id=arn
                    )
                ),
            )
        ]
    )
