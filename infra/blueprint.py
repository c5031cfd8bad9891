"""What every stack is built from, and the stack they all are."""

from dataclasses import dataclass

import aws_cdk as cdk
from constructs import Construct
from costgov.configuration import Deployment, Stage

from infra.assets import Assets


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The deploy-time configuration, the stage, and the code of its functions."""

    deployment: Deployment
    stage: Stage
    assets: Assets

    @property
    def is_laptop(self) -> bool:
        """Whether this is for the laptop AWS."""
        return self.stage == "local"


class ProductStack(cdk.Stack):
    """Stack `CostGovernor-<part>` in the configured region, of whichever account deploys it."""

    def __init__(self, scope: Construct, part: str, blueprint: Blueprint) -> None:
        super().__init__(
            scope,
            part,
            stack_name=f"CostGovernor-{part}",
            env=cdk.Environment(region=blueprint.deployment.region),
            # The laptop's IAM refuses the bootstrap roles the assets; the caller's own rights do.
            synthesizer=cdk.CliCredentialsStackSynthesizer() if blueprint.is_laptop else None,
            termination_protection=not blueprint.is_laptop,
        )
        self.blueprint = blueprint

    def output(self, **values: str) -> None:
        """Stack outputs."""
        for name, value in values.items():
            cdk.CfnOutput(self, f"{name}Output", value=value).override_logical_id(name)
