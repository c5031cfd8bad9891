"""Storage: what the product knows. Everything here outlives the stack."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct
from costgov.pipeline.audit import FOLDER

from infra.blueprint import Blueprint, ProductStack
from infra.constructs.service_function import ServiceFunction
from infra.constructs.stores import Bucket, Table, removal

# `costgov estimate` prices these times.
_ARCHIVED_AFTER = cdk.Duration.days(60)
_EXPORTS_REPLACED = cdk.Duration.days(14)
# Data Exports, and legacy Cost and Usage Reports.
_EXPORTERS = ("bcm-data-exports", "billingreports")


class StorageStack(ProductStack):
    """Tables `costs`, `results`, `control`; buckets for evidence, reports and billing exports."""

    def __init__(self, scope: Construct, blueprint: Blueprint) -> None:
        super().__init__(scope, "Storage", blueprint)
        keep = not blueprint.is_laptop
        self.costs = Table(self, "Costs", keep=keep)
        self.results = Table(self, "Results", keep=keep, expires_at="expires_at")
        self.control = Table(self, "Control", keep=keep, expires_at="expires_at")
        self.evidence = Bucket(self, "Evidence", keep=keep, archive_after=_ARCHIVED_AFTER)
        self.reports = Bucket(
            self, "Reports", keep=keep, forget_replaced_after=cdk.Duration.days(30)
        )
        # AWS writes a month's export anew every day; what was imported is kept as evidence.
        self.exports = Bucket(self, "Exports", keep=keep, forget_replaced_after=_EXPORTS_REPLACED)
        self.key = self._key(keep=keep) if blueprint.deployment.encryption.customer_key else None
        self._forbid_deleting_evidence()
        self._announce_exports()
        if not blueprint.is_laptop:  # whose AWS writes no exports
            self._let_exports_come()
        self.output(
            CostsTable=self.costs.table_name,
            ResultsTable=self.results.table_name,
            ControlTable=self.control.table_name,
            EvidenceBucket=self.evidence.bucket_name,
            ReportsBucket=self.reports.bucket_name,
            ExportsBucket=self.exports.bucket_name,
        )

    def _key(self, *, keep: bool) -> kms.Key:
        """The customer's key; a service that can say for whom may use it for this account only."""
        key = kms.Key(
            self,
            "Key",
            alias="cost-governor",
            description="Cost Governor: tables, buckets, topic, queues and logs",
            enable_key_rotation=True,
            removal_policy=removal(keep=keep),
        )
        own = {"StringEquals": {"aws:SourceAccount": self.account}}
        # EventBridge does not say for whom it asks, and a condition on that would lose every file's
        # event; the queues' policies say which rule may send.
        conditioned = dict.fromkeys(("cloudwatch", "sns", *_EXPORTERS), own) | {"events": {}}
        for service, conditions in conditioned.items():
            key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="".join(word.capitalize() for word in ("writes", *service.split("-"))),
                    principals=[iam.ServicePrincipal(f"{service}.amazonaws.com")],
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=["*"],
                    conditions=conditions,
                )
            )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Logs",
                principals=[iam.ServicePrincipal(f"logs.{self.region}.amazonaws.com")],
                actions=["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                resources=["*"],
                conditions={
                    "ArnLike": {
                        "kms:EncryptionContext:aws:logs:arn": (
                            f"arn:{self.partition}:logs:{self.region}:{self.account}:log-group:*"
                        )
                    }
                },
            )
        )
        return key

    def allow_objects(
        self,
        function: ServiceFunction,
        bucket: s3.Bucket,
        actions: Sequence[str],
        reason: str,
        prefix: str = "",
    ) -> None:
        """Allow a function of another stack actions on all objects below a prefix."""
        # In the other stack's policy the bucket is an import, and the rule pack names it so.
        imported = self.resolve(self.export_value(bucket.bucket_arn))["Fn::ImportValue"]
        function.allow(
            actions, [bucket.arn_for_objects(f"{prefix}*")], {f"{imported}/{prefix}*": reason}
        )

    def _forbid_deleting_evidence(self) -> None:
        """Every stored figure stays traceable: not even an administrator deletes by mistake."""
        self.evidence.add_to_resource_policy(
            iam.PolicyStatement(
                sid="EvidenceIsKept",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
                resources=[self.evidence.arn_for_objects("*")],
            )
        )
        self.evidence.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AuditEntriesAreWrittenOnce",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[self.evidence.arn_for_objects(f"{FOLDER}/*")],
                conditions={"Null": {"s3:if-none-match": "true"}},
            )
        )

    def _announce_exports(self) -> None:
        # On the L1: the L2's property would deploy a Node custom resource.
        bucket = self.exports.node.default_child
        if not isinstance(bucket, s3.CfnBucket):
            raise TypeError("the exports bucket has no CfnBucket")
        bucket.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )

    def _let_exports_come(self) -> None:
        """What AWS asks of a bucket before it writes this account's exports to it.

        https://docs.aws.amazon.com/cur/latest/userguide/dataexports-s3-bucket.html
        """
        self.exports.add_to_resource_policy(
            iam.PolicyStatement(
                sid="EnableAWSDataExportsToWriteToS3AndCheckPolicy",
                principals=[iam.ServicePrincipal(f"{name}.amazonaws.com") for name in _EXPORTERS],
                actions=["s3:PutObject", "s3:GetBucketPolicy"],
                resources=[self.exports.bucket_arn, self.exports.arn_for_objects("*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": self.account},
                    "ArnLike": {
                        "aws:SourceArn": [
                            f"arn:{self.partition}:cur:*:{self.account}:definition/*",
                            f"arn:{self.partition}:bcm-data-exports:*:{self.account}:export/*",
                        ]
                    },
                },
            )
        )
