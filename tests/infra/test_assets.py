"""What is shipped, what is refused, and how a wrong context is answered."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from costgov.configuration import Deployment
from costgov.errors import ConfigurationError

from cli.local.tools import ROOT
from infra.layers import LayerError
from tests.infra.conftest import empty_layers
from tests.infra.templates import Templates

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]


def functions_asset(templates: Templates) -> Path:
    keys = {function["Code"]["S3Key"] for function in templates.functions().values()}
    [key] = keys
    return templates.folder / f"asset.{key.removesuffix('.zip')}"


def test_all_functions_share_one_asset_of_sources_only(production: Templates) -> None:
    shipped = {
        str(path.relative_to(functions_asset(production)))
        for path in functions_asset(production).rglob("*")
        if path.is_file()
    }
    written = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "functions").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert shipped == written
    assert not {path for path in shipped if path.endswith(".pyc") or "test" in path}


def test_layers_over_the_limit_are_refused_at_synthesis(tmp_path: Path) -> None:
    import aws_cdk as cdk

    from infra.product import CostGovernor

    layers = empty_layers(tmp_path / "layers", unzipped_bytes=90_000_000)

    with pytest.raises(LayerError, match=r"functions \+ core \+ runtime .* of 262,144,000 bytes"):
        CostGovernor(cdk.App(outdir=str(tmp_path / "out")), Deployment(), "production", layers)


def test_layers_that_were_not_built_are_asked_for(tmp_path: Path) -> None:
    import aws_cdk as cdk

    from infra.product import CostGovernor

    with pytest.raises(LayerError, match="run `make layers` first"):
        CostGovernor(cdk.App(outdir=str(tmp_path / "out")), Deployment(), "production", tmp_path)


def test_an_unknown_stage_is_answered_with_the_known_ones() -> None:
    from infra.product import stage_named

    with pytest.raises(ConfigurationError, match="'prod' is none of local, dev, staging, produ"):
        stage_named("prod")
    assert stage_named("staging") == "staging"


def test_the_app_ends_with_one_sentence_on_a_wrong_configuration(
    production: Templates, tmp_path: Path
) -> None:
    config = tmp_path / "costgov.yaml"
    config.write_text("deployment:\n  regoin: us-east-1\n")
    context = json.dumps({"config": str(config), "stage": "dev"})
    assert production.folder.exists()  # so Node is on the PATH

    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=os.environ | {"CDK_CONTEXT_JSON": context},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"costgov: {config}:2: deployment.regoin: ")
    assert "Traceback" not in done.stderr
