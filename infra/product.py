"""The whole product: one stage, five stacks, and the rule packs that judge them."""

from pathlib import Path
from typing import cast, get_args

import aws_cdk as cdk
import cdk_nag
from costgov.configuration import Deployment, Stage
from costgov.errors import ConfigurationError

from infra.assets import Assets
from infra.blueprint import Blueprint
from infra.constructs.customer_key import CustomerKey
from infra.layers import BUILT
from infra.stacks.alerts import AlertsStack
from infra.stacks.api import ApiStack
from infra.stacks.observability import ObservabilityStack
from infra.stacks.pipeline import PipelineStack
from infra.stacks.storage import StorageStack


def stage_named(text: str) -> Stage:
    """The stage of that name.

    Raises:
        ConfigurationError: there is none; the sentence lists them.
    """
    stages = get_args(Stage.__value__)
    if text not in stages:
        raise ConfigurationError(f"stage {text!r} is none of {', '.join(stages)}")
    return cast("Stage", text)


class CostGovernor:
    """Adds the stacks of one stage to an app, and the rule packs that judge them.

    The laptop AWS gets the same stacks with four differences: credentials of the caller instead
    of bootstrap roles, layers for the machine at hand, stores that go with the stack, and no alarm
    that needs metric math.
    """

    def __init__(
        self, app: cdk.App, deployment: Deployment, stage: Stage, layers: Path = BUILT
    ) -> None:
        assets = Assets("host" if stage == "local" else "arm64", layers)
        blueprint = Blueprint(deployment, stage, assets)
        self.storage = StorageStack(app, blueprint)
        self.alerts = AlertsStack(app, blueprint, self.storage)
        self.pipeline = PipelineStack(app, blueprint, self.storage, self.alerts)
        self.api = ApiStack(app, blueprint, self.storage, self.alerts)
        self.observability = ObservabilityStack(
            app,
            blueprint,
            storage=self.storage,
            alerts=self.alerts,
            pipeline=self.pipeline,
            api=self.api,
        )
        if self.storage.key is not None:
            cdk.Aspects.of(app).add(CustomerKey(self.storage.key))
        cdk.Tags.of(app).add("application", "cost-governor")
        cdk.Tags.of(app).add("stage", stage)
        cdk.Validations.of(app).add_plugins(
            cdk_nag.AwsSolutionsChecks(app), cdk_nag.ServerlessChecks(app)
        )
