"""Where large billing files are grouped: an Athena workgroup, its database and its answers."""

import aws_cdk as cdk
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct
from costgov.configuration import BillingFiles

from infra.constructs.service_function import ServiceFunction
from infra.constructs.stores import removal
from infra.nag import acknowledge, reported
from infra.permissions import KEEP_ANSWERS, PLACE_ANSWERS, QUERY_BILLS, TABLE_BILLS

WORKGROUP = "cost-governor"
DATABASE = "cost_governor_bills"
# A query is picked up on the day it was started; its answer is read at once.
_ANSWERS_KEPT = cdk.Duration.days(3)
_GB = 1 << 30


class BillQueries(Construct):
    """Queries cost by the bytes they scan, so the workgroup cancels one that scans too many."""

    def __init__(
        self, scope: Construct, identity: str, limits: BillingFiles, *, keep: bool
    ) -> None:
        super().__init__(scope, identity)
        self.answers = s3.Bucket(
            self,
            "Answers",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=removal(keep=keep),
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=_ANSWERS_KEPT,
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                )
            ],
        )
        acknowledge(
            self.answers,
            {
                "AwsSolutions-S1": "Sums of a bill that expire after days; who wants to see each "
                "access turns on CloudTrail data events."
            },
        )
        self._database = glue.CfnDatabase(
            self,
            "Bills",
            catalog_id=cdk.Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=DATABASE, description="Cost Governor: deliveries while they are imported"
            ),
        )
        athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=WORKGROUP,
            description="Cost Governor: billing files too large for one function",
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                bytes_scanned_cutoff_per_query=limits.athena_limit_gb * _GB,
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                engine_version=athena.CfnWorkGroup.EngineVersionProperty(
                    selected_engine_version="Athena engine version 3"
                ),
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{self.answers.bucket_name}/",
                    encryption_configuration=(
                        athena.CfnWorkGroup.EncryptionConfigurationProperty(
                            encryption_option="SSE_S3"
                        )
                    ),
                ),
            ),
        )

    def allow(self, importer: ServiceFunction, exports: s3.IBucket) -> None:
        """Let the import ask, declare its tables, and read the exports through Athena."""
        stack = cdk.Stack.of(self)

        def arn(service: str, resource: str) -> str:
            return stack.format_arn(
                service=service, resource=resource, arn_format=cdk.ArnFormat.NO_RESOURCE_NAME
            )

        importer.allow(QUERY_BILLS, [arn("athena", f"workgroup/{WORKGROUP}")])
        tables = arn("glue", f"table/{DATABASE}/*")
        importer.allow(
            TABLE_BILLS,
            [arn("glue", "catalog"), arn("glue", f"database/{DATABASE}"), tables],
            {reported(stack, tables): "Each delivery is a table of its own while it is read."},
        )
        importer.allow(PLACE_ANSWERS, [self.answers.bucket_arn, exports.bucket_arn])
        identity = stack.get_logical_id(self.answers.node.default_child)  # type: ignore[arg-type]
        importer.allow(
            KEEP_ANSWERS,
            [self.answers.arn_for_objects("*")],
            {f"<{identity}.Arn>/*": "Athena names its answers itself, in the caller's name."},
        )
