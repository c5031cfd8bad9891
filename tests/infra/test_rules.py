"""The rule packs and the linter have nothing left to say, and nothing was hushed without reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.local.tools import ROOT
from tests.infra.templates import Templates

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

ACKNOWLEDGED = "aws:cdk:acknowledged-rules"


def test_cdk_nag_finds_nothing_unacknowledged(production: Templates) -> None:
    report = json.loads((production.folder / "validation-report.json").read_text())

    assert report["pluginReports"] == []


def test_the_rule_packs_do_look(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Synthesis fails on a finding, so the test above can fail."""
    import aws_cdk as cdk
    import cdk_nag
    from aws_cdk import aws_sns as sns

    app = cdk.App(outdir=str(tmp_path_factory.mktemp("careless")))
    sns.Topic(cdk.Stack(app, "Careless"), "PlainText")
    cdk.Validations.of(app).add_plugins(
        cdk_nag.AwsSolutionsChecks(app), cdk_nag.ServerlessChecks(app)
    )

    with pytest.raises(RuntimeError, match="AwsSolutions-SNS3"):
        app.synth()


def test_every_acknowledgement_names_one_finding_and_a_reason(production: Templates) -> None:
    acknowledged = [data for _, kind, data in production.metadata() if kind == ACKNOWLEDGED]

    assert acknowledged
    for findings in acknowledged:
        for finding, reason in findings.items():
            assert "AwsSolutions-" in finding or "Serverless-" in finding
            assert len(reason.split()) >= 5, f"{finding}: {reason!r}"
            assert not finding.endswith("IAM5"), "a whole rule was hushed"


def test_cdk_has_no_warning(production: Templates) -> None:
    warned = [
        (path, data)
        for path, kind, data in production.metadata()
        if kind in {"aws:cdk:warning", "aws:cdk:error"}
    ]

    assert warned == []


@pytest.mark.parametrize("stage", ["production", "on_laptop"])
def test_cfn_lint_is_content(stage: str, request: pytest.FixtureRequest) -> None:
    templates: Templates = request.getfixturevalue(stage)
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [str(linter), *map(str, templates.paths())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
