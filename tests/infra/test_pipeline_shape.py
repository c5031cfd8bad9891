"""The state machine, the schedule and the import path as they are deployed."""

import json
from typing import Any

import pytest
from costgov.pipeline.run_control import checked_begin

from tests.infra.templates import Json, Templates, text

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]


@pytest.fixture(scope="session")
def states(production: Templates) -> dict[str, Json]:
    [machine] = production.properties("AWS::StepFunctions::StateMachine").values()
    definition: Json = json.loads(text(machine["DefinitionString"]))
    assert definition["StartAt"] == "Identify"
    found: dict[str, Json] = definition["States"]
    return found


def walk(states: dict[str, Json], state: str) -> list[str]:
    """The states passed when nothing fails and no choice matches."""
    passed = [state]
    while following := states[passed[-1]].get("Next") or states[passed[-1]].get("Default"):
        passed.append(following)
    return passed


def test_the_steps_run_in_flow_order(states: dict[str, Json]) -> None:
    assert walk(states, "Collect costs") == [
        "Collect costs",
        "Every account and region",
        "Collect rates",
        "Analyse",
        "Optimise",
        "Settle",
        "Alert",
        "Report",
        "Finish",
        "Any result?",
        "Finished",
    ]


def test_with_billing_files_cost_explorer_is_left_out(states: dict[str, Json]) -> None:
    assert walk(states, "Identify") == [
        "Identify",
        "Begin",
        "Duplicate?",
        "Which source?",
        *walk(states, "Every account and region"),
    ]


def test_a_duplicate_ends_at_once(states: dict[str, Json]) -> None:
    [choice] = states["Duplicate?"]["Choices"]

    assert choice["BooleanEquals"] is True
    assert states[choice["Next"]]["Type"] == "Succeed"


@pytest.mark.parametrize(
    ("state", "step", "following"),
    [
        ("Collect costs", "collect_costs", "Every account and region"),
        ("Every account and region", "collect_resources", "Collect rates"),
        ("Collect rates", "collect_rates", "Analyse"),
        ("Analyse", "analyse", "Optimise"),
        ("Optimise", "optimise", "Settle"),
        ("Settle", "settle", "Alert"),
        ("Alert", "alert", "Report"),
        ("Report", "report", "Finish"),
    ],
)
def test_a_failed_step_is_noted_and_the_next_one_runs(
    states: dict[str, Json], state: str, step: str, following: str
) -> None:
    [catch] = states[state]["Catch"]

    assert catch == {
        "ErrorEquals": ["States.ALL"],
        "ResultPath": f"$.errors.{step}",
        "Next": following,
    }
    assert states[state]["Next"] == following
    assert states[state]["ResultPath"] is None


def test_one_broken_account_does_not_stop_the_others(states: dict[str, Json]) -> None:
    processor = states["Every account and region"]["ItemProcessor"]
    [catch] = processor["States"]["Collect resources"]["Catch"]

    assert catch["ErrorEquals"] == ["States.ALL"]
    noting = processor["States"][catch["Next"]]
    assert (noting["Type"], noting["End"]) == ("Task", True)
    assert noting["Parameters"]["action"] == "failed-target"
    assert noting["Parameters"]["error.$"] == catch["ResultPath"]
    [unnoted] = noting["Catch"]
    assert unnoted["ErrorEquals"] == ["States.ALL"]
    assert processor["States"][unnoted["Next"]]["Type"] == "Pass"


def test_what_the_map_gathers_does_not_grow_with_what_went_wrong(states: dict[str, Json]) -> None:
    """A state holds 256 KB, and a cause alone may have 32 KB."""
    inner = states["Every account and region"]["ItemProcessor"]["States"]

    assert len(inner) == 3
    for state in inner.values():
        assert state["OutputPath"] is None


def test_every_task_retries_throttles_and_time_outs(states: dict[str, Json]) -> None:
    inner = states["Every account and region"]["ItemProcessor"]["States"]
    tasks = [s for s in (*states.values(), *inner.values()) if s["Type"] == "Task"]

    assert len(tasks) == 11
    for task in tasks:
        [retry] = task["Retry"]
        assert {"Lambda.TooManyRequestsException", "States.Timeout"} <= set(retry["ErrorEquals"])
        assert retry["JitterStrategy"] == "FULL"


def test_begin_sees_the_input_and_the_execution(states: dict[str, Json]) -> None:
    identified = states["Identify"]["Parameters"]
    assert {name: identified[name] for name in identified if name != "estate"} == {
        "action": "begin",
        "execution.$": "$$.Execution.Id",
        "started_at.$": "$$.Execution.StartTime",
    }
    payload = states["Begin"]["Parameters"]["Payload.$"]
    assert payload == "States.JsonMerge($, $.context, false)"


def test_begin_is_told_the_configured_accounts(states: dict[str, Json]) -> None:
    told = states["Identify"]["Parameters"]["estate"]

    estate = checked_begin({"execution": "x", "started_at": "now", "estate": told}).estate

    assert [(account.id, account.regions) for account in estate.accounts] == [
        ("111111111111", ("us-east-1", "eu-central-1")),
        ("222222222222", ("us-east-1",)),
    ]
    assert not estate.organization.discover


def test_a_run_of_which_nothing_came_fails_the_execution(states: dict[str, Json]) -> None:
    [choice] = states["Any result?"]["Choices"]

    assert choice["StringEquals"] == "FAILED"
    assert states[choice["Next"]]["Type"] == "Fail"


def test_executions_are_logged_and_traced(production: Templates) -> None:
    [machine] = production.properties("AWS::StepFunctions::StateMachine").values()

    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["TracingConfiguration"] == {"Enabled": True}
    assert machine["StateMachineType"] == "STANDARD"


def test_the_schedule_keeps_the_wall_clock_of_its_time_zone(production: Templates) -> None:
    [schedule] = [
        found
        for name, found in production.properties("AWS::Scheduler::Schedule").items()
        if "EveryDay" in name
    ]

    assert schedule["ScheduleExpression"] == "cron(30 1 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Berlin"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(schedule["Target"]["Input"]) == {
        "trigger": "schedule",
        "scheduled_at": "<aws.scheduler.scheduled-time>",
    }


def targets_with_dead_letters(templates: Templates) -> dict[str, list[Any]]:
    schedules = templates.properties("AWS::Scheduler::Schedule").values()
    rules = templates.properties("AWS::Events::Rule").values()
    subscriptions = templates.properties("AWS::SNS::Subscription").values()
    return {
        "schedules": [schedule["Target"].get("DeadLetterConfig") for schedule in schedules],
        "rules": [t.get("DeadLetterConfig") for rule in rules for t in rule["Targets"]],
        "subscriptions": [each.get("RedrivePolicy") for each in subscriptions],
    }


def test_whatever_cannot_be_delivered_is_kept(production: Templates) -> None:
    for kind, dead_letters in targets_with_dead_letters(production).items():
        assert dead_letters, kind
        assert all(dead_letters), kind


def only(templates: Templates, part: str, kind: str) -> Json:
    """The properties of a stack's only resource of a type."""
    resources = templates.template(part)["Resources"].values()
    [found] = [one["Properties"] for one in resources if one["Type"] == kind]
    properties: Json = found
    return properties


@pytest.mark.parametrize(
    ("part", "name", "function"),
    [
        ("Pipeline", "BillingImport", "import_billing"),
        ("Alerts", "DeliverQueue", "deliver"),
        ("Alerts", "AlarmWatch", "watch"),
    ],
)
def test_what_fails_three_times_is_set_aside(
    production: Templates, part: str, name: str, function: str
) -> None:
    resources = production.template(part)["Resources"]
    queues = [
        one["Properties"]
        for logical, one in resources.items()
        if one["Type"] == "AWS::SQS::Queue" and logical.startswith(name)
    ]
    [queue] = [one for one in queues if "RedrivePolicy" in one]

    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    assert queue["VisibilityTimeout"] >= 6 * production.functions()[function]["Timeout"]


def test_one_file_a_message_one_message_a_call(production: Templates) -> None:
    mapping = only(production, "Pipeline", "AWS::Lambda::EventSourceMapping")

    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 2}


def test_what_nobody_woke_for_is_delivered_by_a_sweep(production: Templates) -> None:
    schedule = only(production, "Alerts", "AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "rate(5 minutes)"
    assert text(schedule["Target"]["Arn"]).startswith("<Deliver")
    mappings = production.properties("AWS::Lambda::EventSourceMapping").values()
    assert any(text(one["EventSourceArn"]).startswith("<Deliver") for one in mappings)


def test_only_billing_files_are_imported(production: Templates) -> None:
    rule = only(production, "Pipeline", "AWS::Events::Rule")

    assert rule["EventPattern"]["source"] == ["aws.s3"]
    assert rule["EventPattern"]["detail"]["object"] == {"key": [{"prefix": "billing/"}]}
    [bucket] = rule["EventPattern"]["detail"]["bucket"]["name"]
    assert "Exports" in text(bucket)
