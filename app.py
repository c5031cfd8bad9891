"""The CDK app: `cdk deploy --all -c config=costgov.yaml -c stage=production`."""

import sys
from pathlib import Path

import aws_cdk as cdk
from costgov.errors import ConfigurationError

from infra.config import load_configuration
from infra.layers import LayerError
from infra.product import CostGovernor, stage_named


def main() -> None:
    """Context in, CloudFormation out; nothing is asked of AWS."""
    app = cdk.App()
    config = Path(app.node.try_get_context("config") or "costgov.yaml")
    try:
        stage = stage_named(app.node.try_get_context("stage") or "dev")
        CostGovernor(app, load_configuration(config).deployment, stage)
    except (ConfigurationError, LayerError) as error:
        sys.exit(f"costgov: {error}")
    app.synth()


main()
