"""A run by hand starts what the schedule starts and follows it to its end."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from cli import pipeline_run
from cli.pipeline_run import Outcome, RunFailed


@dataclass
class Scheduler:
    input: str = '{"trigger": "schedule", "scheduled_at": "<aws.scheduler.scheduled-time>"}'

    def get_schedule(self, Name: str) -> dict[str, Any]:  # noqa: N803
        assert Name == "daily"
        return {"Target": {"Arn": "arn:machine", "Input": self.input}}


@dataclass
class States:
    """A state machine that enters one more state each time it is asked."""

    final: dict[str, Any]
    names: tuple[str, ...] = ("Begin", "Analyse", "Finish")
    started: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    def start_execution(self, **request: Any) -> dict[str, str]:
        self.started.append(request)
        return {"executionArn": "arn:execution"}

    def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        assert executionArn == "arn:execution"
        self.asked += 1
        return self.final if self.asked >= len(self.names) else {"status": "RUNNING"}

    def get_paginator(self, name: str) -> "States":
        assert name == "get_execution_history"
        return self

    def paginate(self, executionArn: str) -> list[dict[str, Any]]:  # noqa: N803
        return [
            {"events": [{"type": "TaskStateEntered", "stateEnteredEventDetails": {"name": name}}]}
            for name in self.names[: self.asked]
        ]


@dataclass
class FakeDeployment:
    states: States
    scheduler: Scheduler = field(default_factory=Scheduler)

    class outputs:  # noqa: N801
        ScheduleName = "daily"

    def client(self, service: str) -> Any:
        return {"scheduler": self.scheduler, "stepfunctions": self.states}[service]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline_run, "_POLL_SECONDS", 0)


def deployed(final: dict[str, Any]) -> Any:
    return FakeDeployment(States(final))


def test_the_schedules_own_target_is_started() -> None:
    deployment = deployed({"status": "SUCCEEDED", "output": "{}"})

    assert pipeline_run.start(deployment, as_of="2026-10-20", force=True) == "arn:execution"

    [request] = deployment.states.started
    assert request["stateMachineArn"] == "arn:machine"
    assert json.loads(request["input"]) == {
        "trigger": "manual",
        "as_of": "2026-10-20",
        "force": True,
    }


def test_each_state_is_reported_once_and_the_outcome_is_finishs_answer() -> None:
    output = json.dumps({"run_id": "daily-2026-10-20", "status": "PARTIAL", "gaps": 2})
    deployment = deployed({"status": "SUCCEEDED", "output": output})
    reported: list[str] = []

    outcome = pipeline_run.follow(deployment, "arn:execution", reported.append)

    assert reported == ["Begin", "Analyse", "Finish"]
    assert outcome == Outcome("daily-2026-10-20", "PARTIAL", 2, duplicate=False)


def test_a_duplicate_says_so() -> None:
    output = json.dumps({"run_id": "daily-2026-10-20", "duplicate": True})
    deployment = deployed({"status": "SUCCEEDED", "output": output})

    assert pipeline_run.follow(deployment, "arn:execution", print).duplicate


def test_a_failed_execution_names_its_cause() -> None:
    deployment = deployed({"status": "FAILED", "cause": "the table is gone"})
    with pytest.raises(RunFailed, match="ended FAILED: the table is gone"):
        pipeline_run.follow(deployment, "arn:execution", print)


def test_an_endless_execution_is_given_up() -> None:
    deployment = deployed({"status": "RUNNING"})
    with pytest.raises(RunFailed, match="did not end within 0 s"):
        pipeline_run.follow(deployment, "arn:execution", print, timeout_seconds=0)
