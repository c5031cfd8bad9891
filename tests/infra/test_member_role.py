"""The role in member accounts: who may assume it, and that it may do no more than is read."""

import json
import os
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from costgov.collectors.registry import SPECS

from cli.local.tools import ROOT, ensure_node
from tests.infra.templates import Json

HOME = "111122223333"
COLLECTOR = f"arn:aws:iam::{HOME}:role/CostGovernor-Pipeline-CollectResourcesRole1A2B-3C4D"
ORGANIZATION = "o-exampleorgid"
# Characters of a role's inline policies in all; white space does not count.
INLINE_POLICIES = 10_240
AGREED = {"ExternalId": "agreed", "OrganizationId": ORGANIZATION}
COLLECTING = {
    "aws:PrincipalArn": COLLECTOR,
    "aws:PrincipalAccount": HOME,
    "aws:PrincipalOrgID": ORGANIZATION,
    "sts:ExternalId": "agreed",
}


@pytest.fixture
def template() -> Json:
    found: Json = json.loads((ROOT / "docs/member-role.json").read_text())
    return found


class Stack:
    """The template with its parameters filled in, as CloudFormation does it."""

    def __init__(self, template: Json, **parameters: str) -> None:
        self._template = template
        defaults = {n: p.get("Default") for n, p in template["Parameters"].items()}
        self._parameters = {**defaults, "CollectorRoleArn": COLLECTOR, **parameters}

    @property
    def role(self) -> Json:
        found: Json = self.resolved(self._template["Resources"]["Reader"]["Properties"])
        return found

    def resolved(self, value: Any) -> Any:  # noqa: PLR0911 - one form of value each
        match value:
            case {"Ref": "AWS::Partition"}:
                return "aws"
            case {"Ref": "AWS::NoValue"}:
                return None
            case {"Ref": name}:
                return self._parameters[name]
            case {"Fn::Join": [separator, parts]}:
                return separator.join(self.resolved(part) for part in parts)
            case {"Fn::Split": [separator, text]}:
                return self.resolved(text).split(separator)
            case {"Fn::Select": [index, found]}:
                return self.resolved(found)[int(index)]
            case {"Fn::If": [condition, yes, no]}:
                return self.resolved(yes if self._holds(condition) else no)
            case dict():
                kept = {key: self.resolved(part) for key, part in value.items()}
                return {key: part for key, part in kept.items() if part is not None}
            case list():
                return [self.resolved(part) for part in value]
        return value

    def _holds(self, condition: str) -> bool:
        [compared] = self._template["Conditions"][condition]["Fn::Not"]
        left, right = map(self.resolved, compared["Fn::Equals"])
        return bool(left != right)

    def lets_in(self, context: dict[str, str]) -> bool:
        """Whether the trust policy allows a caller that is described by its condition keys."""
        [statement] = self.role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{HOME}:root"}
        assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRole")
        conditions = statement["Condition"]
        assert set(conditions) == {"ArnEquals", "StringEquals"}
        return all(
            context.get(key) == wanted
            for operator in conditions.values()
            for key, wanted in operator.items()
        )


def test_the_collecting_role_is_let_in(template: Json) -> None:
    assert Stack(template, **AGREED).lets_in(COLLECTING)


@pytest.mark.parametrize(
    "changed",
    [
        {"aws:PrincipalArn": f"arn:aws:iam::{HOME}:role/Administrator"},
        {"aws:PrincipalArn": f"{COLLECTOR}X"},
        {"aws:PrincipalAccount": "999999999999"},
        {"aws:PrincipalOrgID": "o-anotherorg1"},
        {"sts:ExternalId": "guessed"},
        {"sts:ExternalId": ""},
    ],
    ids=str,
)
def test_nobody_else_is(template: Json, changed: dict[str, str]) -> None:
    assert not Stack(template, **AGREED).lets_in(COLLECTING | changed)


def test_external_id_and_organisation_are_asked_for_only_when_given(template: Json) -> None:
    plain = Stack(template)
    without = {key: COLLECTING[key] for key in ("aws:PrincipalArn", "aws:PrincipalAccount")}

    assert plain.lets_in(without)
    assert not plain.lets_in(without | {"aws:PrincipalArn": "arn:aws:iam::1:role/x"})
    assert not Stack(template, ExternalId="agreed").lets_in(without)
    assert not Stack(template, OrganizationId=ORGANIZATION).lets_in(without)


def test_it_may_do_exactly_what_the_collectors_declare_for_members(template: Json) -> None:
    [policy] = Stack(template).role["Policies"]
    declared = {
        (action, resource)
        for spec in SPECS
        for statement in spec.iam_actions
        if statement.in_members
        for action in statement.actions
        for resource in statement.resolved(partition="aws")
    }

    granted = {
        (action, resource)
        for statement in policy["PolicyDocument"]["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }

    assert granted == declared
    # API Gateway's actions are HTTP methods, budgets are viewed, and what a web ACL protects is
    # listed by each service's own action.
    verbs = ("Describe*", "Get*", "List*", "*ListResourcesForWebACL")
    reading = (*(f"*:{verb}" for verb in verbs), "apigateway:GET", "budgets:ViewBudget")
    assert all(any(fnmatchcase(action, verb) for verb in reading) for action, _ in granted)


def test_what_it_may_do_fits_into_a_role(template: Json) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    [policy] = Stack(template).role["Policies"]
    statements = policy["PolicyDocument"]["Statement"]

    resources = [tuple(statement["Resource"]) for statement in statements]
    assert len(set(resources)) == len(resources)
    assert len(json.dumps(policy["PolicyDocument"], separators=(",", ":"))) <= INLINE_POLICIES


def test_it_carries_the_configured_name_and_no_managed_policy(template: Json) -> None:
    role = Stack(template, RoleName="Ours").role

    assert role["RoleName"] == "Ours"
    assert "ManagedPolicyArns" not in role


def test_the_linter_is_content() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [str(linter), "docs/member-role.json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.synth
@pytest.mark.xdist_group("synth")
def test_the_committed_template_is_the_generated_one_and_the_rule_packs_agree() -> None:
    node, _ = ensure_node(print)
    os.environ["PATH"] = os.pathsep.join((str(node.parent), os.environ["PATH"]))
    from infra.member.template import TEMPLATE, member_template

    assert TEMPLATE.read_text(encoding="utf-8") == member_template(), "run make member-template"
