"""Synthesises the member role's template into one file that can be handed to CloudFormation."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import aws_cdk as cdk
import cdk_nag

from infra.member.stack import MemberRoleStack

TEMPLATE: Final = Path(__file__).resolve().parents[2] / "docs" / "member-role.json"


def member_template() -> str:
    """The template as JSON text.

    Raises:
        RuntimeError: a rule pack found something.
    """
    context = json.loads((TEMPLATE.parents[1] / "cdk.json").read_text())["context"]
    with TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder, context=context, analytics_reporting=False)
        stack = MemberRoleStack(app)
        cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
        app.synth()
        template = json.loads((Path(folder) / stack.template_file).read_text())
    return json.dumps(template, indent=2) + "\n"
