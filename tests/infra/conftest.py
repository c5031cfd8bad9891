"""The app, synthesised once per stage and session, without layers built and without AWS."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from costgov.configuration import (
    Account,
    ApiLimits,
    AwsBudgetsCopies,
    Deployment,
    Encryption,
    InventorySources,
    Notifications,
    OrganizationAccounts,
    Schedule,
    Stage,
)
from costgov.domain.sign_in import SignIn

from cli.local.tools import ROOT, ensure_node
from infra.layers import CORE, GROUPS
from tests.infra.templates import Templates

DEPLOYMENT = Deployment(
    accounts=(
        Account(id="111111111111", regions=("us-east-1", "eu-central-1")),
        Account(id="222222222222", regions=("us-east-1",)),
    ),
    schedule=Schedule(cron="30 1 * * ? *", time_zone="Europe/Berlin"),
    tags=("Team",),
    notifications=Notifications(emails=("finops@example.com",)),
    sign_in=SignIn(issuer="https://sign-in.example.com", audience=("costgov",)),
)


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """What goes to AWS."""
    return _synthesised("production", DEPLOYMENT, tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="session")
def on_laptop(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """What goes to the laptop AWS, with no account configured but those of the organisation."""
    found = {"accounts": (), "organization": OrganizationAccounts(discover=True)}
    deployment = DEPLOYMENT.model_copy(update=found)
    return _synthesised("local", deployment, tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="session")
def with_own_key(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """What goes to AWS where a customer key is chosen, and one service beside the instances; a
    user pool instead of an issuer, Slack's buttons, and copies of budgets in AWS Budgets."""
    chosen = {
        "encryption": Encryption(customer_key=True),
        "aws_budgets": AwsBudgetsCopies(mirror=True),
        "inventory": InventorySources(services=("ebs",)),
        "sign_in": SignIn(cognito=True),
        "api": ApiLimits(slack_actions=True),
    }
    deployment = DEPLOYMENT.model_copy(update=chosen)
    return _synthesised("production", deployment, tmp_path_factory.mktemp("own_key"))


def _synthesised(stage: Stage, deployment: Deployment, folder: Path) -> Templates:
    node, _ = ensure_node(print)
    os.environ["PATH"] = os.pathsep.join((str(node.parent), os.environ["PATH"]))
    # Imported here: it starts Node, and only the worker that synthesises should.
    import aws_cdk as cdk

    from infra.product import CostGovernor

    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = cdk.App(outdir=str(folder / "cdk.out"), context=context)
    CostGovernor(app, deployment, stage, empty_layers(folder / "layers"))
    app.synth()
    return Templates(folder / "cdk.out")


def empty_layers(folder: Path, unzipped_bytes: int = 1000) -> Path:
    """Layers that only look built."""
    folder.mkdir()
    for name in (CORE, *GROUPS):
        for target in ("arm64", "host"):
            stem = folder / f"{name}-{target}"
            manifest = {"key": f"{name}-{target}", "unzipped_bytes": unzipped_bytes}
            stem.with_suffix(".json").write_text(json.dumps(manifest))
            with zipfile.ZipFile(stem.with_suffix(".zip"), "w") as archive:
                archive.writestr(f"python/{name}.txt", "")
    return folder
