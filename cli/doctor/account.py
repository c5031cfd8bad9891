"""What an account needs before anything is deployed to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from costgov.domain.runs import COST_EXPLORER

from cli.doctor.examination import Finding, Named, Patient, advised, missing, ok, unknown

if TYPE_CHECKING:
    from mypy_boto3_ce import CostExplorerClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_organizations import OrganizationsClient
    from mypy_boto3_sts import STSClient

# A new account may run ten functions at once; a run of many accounts and the API share them.
FEW_AT_ONCE: Final = 50
_TAGS_AT_ONCE: Final = 100


def credentials(patient: Patient) -> Iterable[Finding]:
    """Whose credentials these are."""
    sts: STSClient = patient.client("sts")
    who = sts.get_caller_identity()
    yield ok(f"{who['Arn']} in account {who['Account']}")


def region(patient: Patient) -> Iterable[Finding]:
    """Whether the commands look where the configuration deploys."""
    configured, here = patient.configuration.deployment.region, patient.session.region_name
    if here == configured:
        yield ok(configured)
    else:
        yield missing(
            f"deployment.region is {configured}, your environment's is {here or 'not set'}",
            f"export AWS_REGION={configured}",
        )


def bootstrap(patient: Patient) -> Iterable[Finding]:
    """Whether CDK may deploy here."""
    cloudformation: CloudFormationClient = patient.client("cloudformation")
    try:
        cloudformation.describe_stacks(StackName="CDKToolkit")
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        yield missing("CDK has not been bootstrapped here", "make bootstrap")
    else:
        yield ok("CDK is bootstrapped")


def cost_explorer(patient: Patient) -> Iterator[Finding]:
    """Whether Cost Explorer answers, and whether the configured tags are activated in it."""
    deployment = patient.configuration.deployment
    if deployment.cost_source != COST_EXPLORER:
        yield ok("not used: costs come from billing files")
        return
    if not patient.may_pay:
        yield unknown("not asked, as a request costs $0.01", "costgov doctor without --free")
        return
    ce: CostExplorerClient = patient.client("ce")
    try:
        found = ce.list_cost_allocation_tags(MaxResults=1)
        yield ok("Cost Explorer answers")
        if deployment.tags:
            yield from _tags(ce, deployment.tags)
        elif not found["CostAllocationTags"]:
            yield advised(
                "no cost-allocation tag is known, so nobody's cost is told apart by tags",
                "activate them (Billing console, Cost allocation tags) and list them in the file",
            )
    except ClientError as error:
        if "not enabled" not in str(error) and "DataUnavailable" not in str(error):
            raise
        yield missing(
            "Cost Explorer is not enabled, or has no data yet",
            "enable it: Billing console, Cost Explorer (there is no API); data follow within a day",
        )


def _tags(ce: "CostExplorerClient", wanted: Sequence[str]) -> Iterator[Finding]:
    asked = list(wanted)[:_TAGS_AT_ONCE]
    answer = ce.list_cost_allocation_tags(TagKeys=asked, MaxResults=_TAGS_AT_ONCE)
    states = {tag["TagKey"]: tag["Status"] for tag in answer["CostAllocationTags"]}
    for key in asked:
        if states.get(key) == "Active":
            yield ok(f"tag {key} is activated")
        elif key in states:
            yield missing(
                f"tag {key} is not activated",
                f"aws ce update-cost-allocation-tags-status --cost-allocation-tags-status "
                f"TagKey={key},Status=Active",
            )
        else:
            yield missing(
                f"tag {key} is on no resource that cost anything",
                "tag resources with it; it can be activated a day later",
            )


def quotas(patient: Patient) -> Iterable[Finding]:
    """Whether functions may run side by side."""
    lambda_: LambdaClient = patient.client("lambda")
    limit = lambda_.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit >= FEW_AT_ONCE:
        yield ok(f"{limit} functions may run at once")
    else:
        yield advised(
            f"only {limit} functions may run at once in this account",
            "Service Quotas, AWS Lambda, Concurrent executions: ask for 1,000",
        )


def organization(patient: Patient) -> Iterable[Finding]:
    """Whether accounts can be discovered, where that is asked for."""
    if not patient.configuration.deployment.organization.discover:
        yield ok("accounts are not discovered (deployment.organization.discover)")
        return
    organizations: OrganizationsClient = patient.client("organizations")
    own = patient.client("sts").get_caller_identity()["Account"]
    try:
        described = organizations.describe_organization()["Organization"]
    except ClientError as error:
        if "AWSOrganizationsNotInUse" not in str(error):
            raise
        yield missing(
            "the account belongs to no organisation", "set organization.discover to false"
        )
        return
    if described.get("MasterAccountId") == own:
        yield ok(f"this is the management account of {described.get('Id')}")
        return
    organizations.list_accounts(MaxResults=1)
    yield ok(f"this account may list the accounts of {described.get('Id')}")


ACCOUNT: Final = (
    Named("credentials", credentials),
    Named("region", region),
    Named("bootstrap", bootstrap),
    Named("Cost Explorer", cost_explorer),
    Named("quotas", quotas),
    Named("organisation", organization),
)
