"""Starts the deployed daily pipeline the way its schedule does, and follows it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from costgov.errors import CostGovError

from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_stepfunctions import SFNClient

type Report = Callable[[str], None]

_POLL_SECONDS = 0.5
# Steps that do something; choices and the like are over at once.
_ENTERED = ("TaskStateEntered", "MapStateEntered")


class RunFailed(CostGovError):
    """The pipeline did not end well; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended: Finish's answer, or a duplicate that did nothing."""

    run_id: str
    status: str
    gaps: int
    duplicate: bool


def start(deployment: Deployment, *, as_of: str | None = None, force: bool = False) -> str:
    """Start the target of the deployed schedule with its own input; returns the execution's ARN.

    `as_of` and `force` are laid over that input; the trigger becomes "manual".
    """
    scheduler: EventBridgeSchedulerClient = deployment.client("scheduler")
    target = scheduler.get_schedule(Name=deployment.outputs.ScheduleName)["Target"]
    scheduled = json.loads(target.get("Input", "{}"))
    # The schedule's context attributes are filled in by the scheduler only.
    event = {name: value for name, value in scheduled.items() if "<aws." not in str(value)}
    event |= {"trigger": "manual", "force": force}
    if as_of is not None:
        event["as_of"] = as_of
    states: SFNClient = deployment.client("stepfunctions")
    started = states.start_execution(stateMachineArn=target["Arn"], input=json.dumps(event))
    return started["executionArn"]


def follow(
    deployment: Deployment, execution: str, report: Report, *, timeout_seconds: float = 900
) -> Outcome:
    """Wait for an execution, naming each state as it is entered.

    Raises:
        RunFailed: it failed, was stopped, or did not end in time.
    """
    states: SFNClient = deployment.client("stepfunctions")
    deadline, shown = time.monotonic() + timeout_seconds, 0
    while time.monotonic() < deadline:
        found = states.describe_execution(executionArn=execution)
        shown = _report_states(states, execution, shown, report)
        if found["status"] == "SUCCEEDED":
            return _outcome(json.loads(found["output"]))
        if found["status"] != "RUNNING":
            cause = found.get("cause") or found.get("error") or "no cause given"
            raise RunFailed(f"the pipeline ended {found['status']}: {cause}")
        time.sleep(_POLL_SECONDS)
    raise RunFailed(f"the pipeline did not end within {timeout_seconds:.0f} s")


def _report_states(states: "SFNClient", execution: str, shown: int, report: Report) -> int:
    pages = states.get_paginator("get_execution_history").paginate(executionArn=execution)
    events = [event for page in pages for event in page["events"]]
    for event in events[shown:]:
        if event["type"] in _ENTERED:
            report(event["stateEnteredEventDetails"]["name"])
    return len(events)


def _outcome(output: dict[str, object]) -> Outcome:
    return Outcome(
        run_id=str(output["run_id"]),
        status=str(output.get("status", "DUPLICATE")),
        gaps=int(str(output.get("gaps", 0))),
        duplicate=bool(output.get("duplicate", False)),
    )
