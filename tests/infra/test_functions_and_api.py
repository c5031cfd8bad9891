"""Functions, the HTTP API and the alarms."""

import json

import pytest
from costgov.domain.usage import SILENT_STATES

from cli.estimate.result import ALARM_METRICS
from tests.infra.templates import Json, Templates, text

# A run that is a duplicate ends there, and passes none of those that follow.
SHORTCUTS = {"Done or under way already"}
ROUTES = {
    "$default",
    *(
        f"{method} {path}/{{proxy+}}"
        for method in ("GET", "POST", "PUT", "DELETE")
        for path in ("/v1", "/api")
    ),
}
pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]


def test_every_function_is_traced_and_logs_json_to_its_own_group(production: Templates) -> None:
    groups = set()
    for function in production.functions().values():
        assert function["Runtime"] == "python3.13"
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        groups.add(text(function["LoggingConfig"]["LogGroup"]))
    assert len(groups) == len(production.functions())


def test_functions_run_on_graviton(production: Templates) -> None:
    assert {tuple(f["Architectures"]) for f in production.functions().values()} == {("arm64",)}


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("run", {"Core", "Runtime"}),
        ("api", {"Core", "Runtime"}),
        ("analyse", {"Core", "Runtime", "Science"}),
        ("optimise", {"Core", "Runtime", "Science"}),
        ("settle", {"Core", "Runtime"}),
        ("import_billing", {"Core", "Runtime", "Billing"}),
    ],
)
def test_only_who_computes_carries_the_heavy_layers(
    production: Templates, name: str, layers: set[str]
) -> None:
    found = {
        text(each).partition("Layer")[0][1:] for each in production.functions()[name]["Layers"]
    }

    assert found == layers


def routes_of(templates: Templates, authorization: str) -> list[str]:
    """The routes that ask for this, in order."""
    routes = templates.properties("AWS::ApiGatewayV2::Route").values()
    return sorted(one["RouteKey"] for one in routes if one["AuthorizationType"] == authorization)


@pytest.mark.fault_case(38)
def test_every_route_asks_for_a_signature_or_a_token(production: Templates) -> None:
    for authorization in ("AWS_IAM", "JWT"):
        assert routes_of(production, authorization) == sorted(ROUTES)
    assert routes_of(production, "NONE") == []
    [authorizer] = production.properties("AWS::ApiGatewayV2::Authorizer").values()
    assert authorizer["JwtConfiguration"] == {
        "Audience": ["costgov"],
        "Issuer": "https://sign-in.example.com",
    }
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]


def test_only_the_route_that_slack_signs_is_open_and_only_if_asked_for(
    with_own_key: Templates,
) -> None:
    assert routes_of(with_own_key, "NONE") == ["POST /slack/actions"]
    assert len(routes_of(with_own_key, "AWS_IAM")) == len(ROUTES)


def test_a_user_pool_is_made_where_there_is_no_issuer(
    with_own_key: Templates, production: Templates
) -> None:
    assert not production.resources("AWS::Cognito::UserPool")
    [pool] = with_own_key.properties("AWS::Cognito::UserPool").values()
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    groups = with_own_key.properties("AWS::Cognito::UserPoolGroup").values()
    assert {group["GroupName"] for group in groups} == {"viewer", "operator", "admin"}
    [client] = with_own_key.properties("AWS::Cognito::UserPoolClient").values()
    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    [authorizer] = with_own_key.properties("AWS::ApiGatewayV2::Authorizer").values()
    [audience] = authorizer["JwtConfiguration"]["Audience"]
    assert "Client" in text(audience)
    [api] = [f for name, f in with_own_key.functions().items() if name == "api"]
    assert api["Environment"]["Variables"]["COSTGOV_GROUPS_CLAIM"] == "cognito:groups"


def test_both_apis_throttle_and_write_who_called(production: Templates) -> None:
    stages = production.properties("AWS::ApiGatewayV2::Stage").values()
    logged = [set(json.loads(one["AccessLogSettings"]["Format"])) for one in stages]

    assert len(logged) == 2
    for stage in stages:
        assert stage["StageName"] == "$default"
        assert stage["DefaultRouteSettings"] == {
            "ThrottlingRateLimit": 20,
            "ThrottlingBurstLimit": 40,
        }
    assert all({"requestId", "path", "status", "latencyMs"} <= names for names in logged)
    assert {name for names in logged for name in names & {"user", "subject"}} == {"user", "subject"}


def alarms(templates: Templates) -> dict[str, Json]:
    return templates.properties("AWS::CloudWatch::Alarm")


def test_at_most_ten_alarms_and_each_tells_the_topic(production: Templates) -> None:
    assert len(alarms(production)) <= 10
    for alarm in alarms(production).values():
        [action] = alarm["AlarmActions"]
        assert "Alerts" in text(action)
        assert alarm["AlarmDescription"].startswith("Cost Governor: ")


def test_every_dead_letter_queue_is_watched(production: Templates) -> None:
    queues = production.resources("AWS::SQS::Queue")
    holding = {name for name, queue in queues.items() if "RedrivePolicy" not in queue["Properties"]}
    watched = {
        dimension["Value"]["Fn::ImportValue"]
        for alarm in alarms(production).values()
        if alarm.get("Namespace") == "AWS/SQS"
        for dimension in alarm["Dimensions"]
    }

    assert len(watched) == len(holding)
    for name in holding:
        assert any(name in value for value in watched), name


def test_a_day_without_a_run_is_noticed(production: Templates) -> None:
    [missing] = [a for name, a in alarms(production).items() if name.startswith("RunMissing")]

    assert missing["MetricName"] == "ExecutionsSucceeded"
    assert missing["EvaluationPeriods"] * missing["Period"] == 26 * 3600
    assert missing["TreatMissingData"] == "breaching"


@pytest.mark.fault_case(41)
def test_own_cost_above_the_configured_amount_is_noticed(production: Templates) -> None:
    [limit] = [a for name, a in alarms(production).items() if name.startswith("OwnCostLimit")]

    assert (limit["Namespace"], limit["MetricName"]) == ("CostGovernor", "OwnCostLimitReached")
    assert limit["Dimensions"] == [{"Name": "service", "Value": "run"}]
    assert (limit["Statistic"], limit["Threshold"]) == ("Maximum", 1)


def test_every_function_that_fails_is_told_by_what_waits_for_it(production: Templates) -> None:
    """Steps by the state machine's alarms and the run's notice, others by their dead letters."""
    [machine] = production.properties("AWS::StepFunctions::StateMachine").values()
    steps = text(machine["DefinitionString"])
    others = {name for name in production.functions() if called(name) not in steps}
    told = " ".join(alarm["AlarmDescription"] for alarm in alarms(production).values())

    assert others == {"api", "deliver", "import_billing", "watch", "widget"}
    for said in (
        "ended without any result",
        "billing files not imported",
        "alerts not delivered",
        "server error",
    ):
        assert said in told


def called(function: str) -> str:
    """How a function's ARN begins in a definition."""
    return "".join(word.capitalize() for word in function.split("_"))


def test_cloudwatch_may_publish_for_this_account_only(production: Templates) -> None:
    [policy] = production.properties("AWS::SNS::TopicPolicy").values()
    [allowed] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }


def test_the_laptop_runs_the_same_stacks(production: Templates, on_laptop: Templates) -> None:
    # The laptop's Athena knows no Trino.
    only_on_aws = {"AWS::CDK::Metadata", "AWS::Athena::WorkGroup", "AWS::Glue::Database"}
    assert on_laptop.kinds() == production.kinds() - only_on_aws
    assert set(on_laptop.functions()) == set(production.functions())
    assert {text(f["Handler"]) for f in on_laptop.functions().values()} == {
        text(f["Handler"]) for f in production.functions().values()
    }


def test_the_estimate_counts_every_metric_that_an_alarm_watches(production: Templates) -> None:
    watched = sum(
        len([one for one in alarm.get("Metrics", [{"MetricStat": {}}]) if "MetricStat" in one])
        for alarm in alarms(production).values()
    )

    assert watched == ALARM_METRICS + 1  # the second API's


def test_the_silent_states_of_a_run_are_counted_as_its_own_use(production: Templates) -> None:
    [machine] = production.properties("AWS::StepFunctions::StateMachine").values()
    definition = json.loads(text(machine["DefinitionString"]))
    silent = [
        name
        for name, state in definition["States"].items()
        if state["Type"] not in {"Task", "Fail"} and name not in SHORTCUTS
    ]

    assert len(silent) == SILENT_STATES
