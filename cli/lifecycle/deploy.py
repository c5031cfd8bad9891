"""`costgov deploy`: layers, CDK, and then the run-time half of the configuration."""

from collections.abc import Callable
from pathlib import Path

from costgov.configuration import Stage
from costgov.errors import CostGovError

from cli import cdk
from infra.config import load_configuration
from infra.layers import build_layers

type Report = Callable[[str], None]


class NotDeployedNow(CostGovError):
    """CDK ended with an error, which it has printed."""


def deploy_stacks(file: Path, stage: Stage, report: Report, *, ask: bool) -> None:
    """Build what is out of date and deploy every stack; CDK shows changes of permissions.

    Raises:
        ConfigurationError: the file is not valid; nothing was deployed.
        LayerError: a layer could not be built; nothing was deployed.
        NotDeployedNow: CDK failed; CloudFormation has rolled the stack at fault back.
    """
    load_configuration(file)
    report("building layers")
    build_layers(["arm64"], report)
    report(f"deploying to stage {stage}")
    approval = "broadening" if ask else "never"
    arguments = ["deploy", "--all", "--require-approval", approval]
    arguments += ["--context", f"config={file}", "--context", f"stage={stage}"]
    if cdk.main(arguments):
        raise NotDeployedNow("cdk deploy failed; what it printed says why")
