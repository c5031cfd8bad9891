"""`costgov uninstall`: removes the stacks, keeps what they know, and says what was kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError, WaiterError
from costgov.errors import CostGovError

from cli.deployment import STACKS, Deployment, Outputs

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

type Report = Callable[[str], None]

KEPT: Final = (
    "CostsTable",
    "ResultsTable",
    "ControlTable",
    "EvidenceBucket",
    "ReportsBucket",
    "ExportsBucket",
)
_LOOK_SECONDS: Final = 10
_LOOKS: Final = 180


class NotRemoved(CostGovError):
    """A stack could not be removed; those before it are gone already."""


def kept(outputs: Outputs) -> list[str]:
    """The names of tables and buckets that stay."""
    return [str(getattr(outputs, name)) for name in KEPT]


def uninstall(deployment: Deployment, report: Report, *, look_seconds: int = _LOOK_SECONDS) -> None:
    """Remove every stack, the last deployed first; tables and buckets stay with all they hold.

    Doing it again goes on where it was stopped.

    Raises:
        NotRemoved: CloudFormation could not remove a stack; its console says why.
    """
    cloudformation: CloudFormationClient = deployment.client("cloudformation")
    for part in reversed(STACKS):
        name = f"CostGovernor-{part}"
        if not _exists(cloudformation, name):
            continue
        report(f"removing {name}")
        cloudformation.update_termination_protection(
            StackName=name, EnableTerminationProtection=False
        )
        cloudformation.delete_stack(StackName=name)
        try:
            cloudformation.get_waiter("stack_delete_complete").wait(
                StackName=name, WaiterConfig={"Delay": look_seconds, "MaxAttempts": _LOOKS}
            )
        except WaiterError as error:
            raise NotRemoved(
                f"{name} was not removed: its events in the CloudFormation console say why"
            ) from error


def _exists(cloudformation: "CloudFormationClient", name: str) -> bool:
    try:
        cloudformation.describe_stacks(StackName=name)
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        return False
    return True
