"""No role may do more than its function does."""

import json
from collections import Counter
from collections.abc import Sequence

import pytest
from costgov.collectors import cost_explorer, ec2
from costgov.collectors.registry import INVENTORY, PAYER_SPECS, RATE_SPECS
from costgov.collectors.spec import CollectorSpec
from costgov.pipeline import commands

from tests.infra.templates import HOME_ACCOUNT, Json, Statement, Templates

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

TRACES = frozenset({"xray:PutTraceSegments", "xray:PutTelemetryRecords"})
KINDS = {"Control": commands.CONTROL_KINDS, "Results": commands.RESULTS_KINDS}
SEND = "sqs:SendMessage"
READING = ("dynamodb:GetItem", "dynamodb:Query")


def statements_of(templates: Templates, role: str) -> list[Statement]:
    found = [statement for statement in templates.statements() if statement.role == role]
    assert found
    return found


def actions_on(templates: Templates, role: str, store: str) -> set[str]:
    return {
        action
        for statement in statements_of(templates, role)
        if any(store in resource for resource in statement.resources)
        for action in statement.actions
    }


def declared(*specs: CollectorSpec) -> set[str]:
    """The actions that collectors need on everything."""
    statements = [one for spec in specs for one in spec.iam_actions if "*" in one.resources]
    return {action for statement in statements for action in statement.actions}


def test_no_statement_allows_a_wildcard_of_actions(production: Templates) -> None:
    wildcards = {a for s in production.statements() for a in s.actions if "*" in a}

    assert wildcards == set()


def test_only_actions_that_know_no_resource_are_allowed_on_all(production: Templates) -> None:
    on_all = {
        s.role: set(s.actions) - TRACES
        for s in production.statements()
        if "*" in s.resources and set(s.actions) - TRACES
    }

    assert on_all.pop("CollectCostsRole") == {
        "ce:GetAnomalies",
        "ce:GetCostAndUsage",
        "ce:GetCostCategories",
        "ce:ListCostAllocationTags",
    }
    assert on_all.pop("CollectResourcesRole") == declared(ec2.SPEC, *INVENTORY)
    assert on_all.pop("CollectRatesRole") == declared(*RATE_SPECS, *PAYER_SPECS)
    [(machine, actions)] = on_all.items()
    assert machine == "DailyPipelineDailyRole"
    assert all(action.startswith(("logs:", "xray:")) for action in actions)


def test_every_other_wildcard_is_a_name_chosen_later_a_version_or_a_member_account(
    production: Templates,
) -> None:
    partly = {r for s in production.statements() for r in s.resources if "*" in r and r != "*"}

    members = {"arn:aws:iam::*:role/CostGovernorReader"}
    versions = {r for r in partly if r.startswith("<") and r.endswith("Arn>:*")}
    objects = {r for r in partly if "FnGetAtt" in r and r.endswith(("/*", "/billing/*"))}
    answers = {r for r in partly if r.startswith("<BillQueriesAnswers") and r.endswith(".Arn>/*")}
    tables = {r for r in partly if r.endswith(":table/cost_governor_bills/*")}
    apis = {
        f"arn:aws:apigateway:*::{path}" for path in ("/apis", "/restapis", "/restapis/*/stages")
    }
    topics = {f"arn:aws:sns:*:{HOME_ACCOUNT}:costgov-*"}
    secrets = {f"arn:aws:ssm:us-east-1:{HOME_ACCOUNT}:parameter/costgov/*"}
    assert len(answers) == len(tables) == 1
    assert partly == members | versions | objects | answers | tables | apis | topics | secrets
    assert {r.partition("FnGetAtt")[2][:7] for r in objects} == {"Evidenc", "Reports", "Exports"}


@pytest.mark.parametrize("spec", [cost_explorer.SPEC, ec2.SPEC], ids=lambda spec: spec.name)
def test_a_collector_gets_what_it_declares(production: Templates, spec: CollectorSpec) -> None:
    role = {"cost_explorer": "CollectCostsRole", "ec2": "CollectResourcesRole"}[spec.name]
    granted = {a for s in statements_of(production, role) for a in s.actions}

    assert {a for declared in spec.iam_actions for a in declared.actions} <= granted


def test_where_services_are_chosen_the_role_is_that_much_smaller(with_own_key: Templates) -> None:
    [ebs] = (spec for spec in INVENTORY if spec.name == "ebs")
    granted = {
        action
        for statement in statements_of(with_own_key, "CollectResourcesRole")
        if "*" in statement.resources
        for action in statement.actions
    }
    assert granted - TRACES == declared(ec2.SPEC, ebs)


def test_the_api_reads_and_writes_only_what_people_tell(production: Templates) -> None:
    log = {"logs:CreateLogStream", "logs:PutLogEvents"}
    statements = [
        (set(s.actions), s.resources, s.conditions)
        for s in statements_of(production, "ApiRole")
        if not set(s.actions) <= TRACES | log | {SEND}
    ]
    reading = [actions for actions, _, conditions in statements if not conditions]
    writing = [statement for statement in statements if statement[2]]

    assert set.union(*reading) == {*READING, "s3:PutObject"}
    written: dict[tuple[str, str], Json] = {}
    for actions, [table], conditions in writing:
        [action], store = actions, next(name for name in KINDS if name in table)
        written[action, store] = conditions
    assert written == {
        ("dynamodb:UpdateItem", "Control"): only(commands.CONTROL_KINDS),
        ("dynamodb:UpdateItem", "Results"): only(commands.RESULTS_KINDS),
        ("dynamodb:DeleteItem", "Control"): only(commands.REMOVED_KINDS),
    }
    assert not set(commands.REMOVED_KINDS) & set(commands.OF_THE_GATE)


def only(kinds: Sequence[str]) -> Json:
    """The condition that leaves the partitions of these kinds."""
    keys = [key for kind in kinds for key in (kind, f"{kind}#*")]
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys}}


def test_the_api_adds_to_the_audit_trail_and_to_nothing_else_of_the_evidence(
    production: Templates,
) -> None:
    [adding] = [
        s for s in statements_of(production, "ApiRole") if any("s3:" in one for one in s.actions)
    ]

    assert adding.actions == ("s3:PutObject",)
    [objects] = adding.resources
    assert "Evidence" in objects
    assert objects.endswith("/audit/*")


def test_where_slack_may_click_the_api_reads_the_signing_secret_alone(
    with_own_key: Templates,
) -> None:
    [reading] = [
        s for s in statements_of(with_own_key, "ApiRole") if "ssm:GetParameter" in s.actions
    ]
    assert reading.resources == (
        f"arn:aws:ssm:us-east-1:{HOME_ACCOUNT}:parameter/costgov/signing/*",
    )


def test_only_collectors_of_cost_write_costs(production: Templates) -> None:
    writers = {s.role for s in production.statements() if "dynamodb:BatchWriteItem" in s.actions}

    assert writers == {"CollectCostsRole", "ImportBillingRole"}


def test_evidence_can_be_added_and_never_read_or_removed_by_a_function(
    production: Templates,
) -> None:
    roles = ("CollectCostsRole", "CollectResourcesRole", "ImportBillingRole")

    assert {a for role in roles for a in actions_on(production, role, "Evidence")} == {
        "s3:PutObject"
    }
    assert not [a for s in production.statements() for a in s.actions if a.startswith("s3:Delete")]


def test_only_who_tells_publishes_and_only_to_topics_meant_for_it(
    production: Templates,
) -> None:
    publishing = [s for s in production.statements() if "sns:Publish" in s.actions]

    by_role = {statement.role: statement.resources for statement in publishing}
    named, own = sorted(by_role.pop("DeliverRole"), reverse=True)
    assert own.startswith("<Alerts")
    assert named == f"arn:aws:sns:*:{HOME_ACCOUNT}:costgov-*"
    assert by_role == {}


def test_only_who_has_news_wakes_the_deliver_function(production: Templates) -> None:
    waking = {
        s.role
        for s in production.statements()
        if SEND in s.actions and any("DeliverQueue" in name for name in s.resources)
    }
    sending = {s.role for s in production.statements() if SEND in s.actions}
    schedules = {role for role in sending if role.startswith("SchedulerRole")}

    roles = {"AlertRole", "RunRole", "ApiRole", "WatchRole"}
    assert waking - schedules == sending - schedules == roles
    assert len(waking & schedules) == 1


def test_the_deliver_function_reads_its_secrets_and_no_other(production: Templates) -> None:
    reading = [s for s in production.statements() if s.actions == ("ssm:GetParameter",)]

    assert [(s.role, s.resources) for s in reading] == [
        ("DeliverRole", (f"arn:aws:ssm:us-east-1:{HOME_ACCOUNT}:parameter/costgov/*",))
    ]


def test_accounts_are_listed_only_where_discovery_is_on(
    production: Templates, on_laptop: Templates
) -> None:
    def roles(templates: Templates) -> set[str]:
        return {s.role for s in templates.statements() if "organizations:ListAccounts" in s.actions}

    assert roles(production) == set()
    assert roles(on_laptop) == {"RunRole"}


def test_every_function_has_a_role_of_its_own_without_managed_policies(
    production: Templates,
) -> None:
    functions = production.functions()
    roles = [str(function["Role"]) for function in functions.values()]

    assert len(set(roles)) == len(functions)
    for role in production.properties("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role


def test_schedules_may_act_for_this_account_only(
    production: Templates,
) -> None:
    roles = [
        role
        for name, role in production.properties("AWS::IAM::Role").items()
        if name.startswith("SchedulerRole")
    ]

    assert len(roles) == 2
    for role in roles:
        [trust] = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_what_a_role_may_do_fits_into_it(production: Templates) -> None:
    """A role's inline policies hold 10,240 characters in all, white space apart."""
    sizes: Counter[str] = Counter()
    for policy in production.properties("AWS::IAM::Policy").values():
        text = json.dumps(policy["PolicyDocument"], separators=(",", ":"))
        sizes.update({str(role): len(text) for role in policy["Roles"]})

    assert sizes
    assert max(sizes.values()) <= 10_240


def test_aws_budgets_are_seen_and_copied_only_where_that_is_switched_on(
    production: Templates, with_own_key: Templates
) -> None:
    def allowed(templates: Templates) -> dict[str, list[str]]:
        return {
            action: [resource.rpartition(":")[2] for resource in statement.resources]
            for statement in templates.statements()
            for action in statement.actions
            if action.startswith("budgets:") and statement.role == "AlertRole"
        }

    assert allowed(production) == {}
    assert allowed(with_own_key) == {
        "budgets:ViewBudget": ["budget/*"],
        "budgets:ModifyBudget": ["budget/costgov-*"],
    }
