"""What happens to alerts on the laptop, step by step: the demo shows it, the tests assert it."""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import httpx
from costgov.domain.runs import StepEvent
from costgov.errors import CostGovError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records

from cli.local.receiver import slack_button
from cli.local.receiver.slack import CHANNEL

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from cli.deployment import Deployment
    from cli.local.laptop import Running

type Json = dict[str, Any]

SLACK_ACTIONS: Final = "/slack/actions"
_PATIENCE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.2
_HTTP_SECONDS: Final = 30.0


class NothingCame(CostGovError):
    """What was waited for did not happen."""


def until[T](look: Callable[[], T | None], what: str, seconds: float = _PATIENCE_SECONDS) -> T:
    """What `look` finds once it finds something.

    Raises:
        NothingCame: it found nothing in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(_PAUSE_SECONDS)
    raise NothingCame(f"{what}: nothing within {seconds:.0f} s")


def slack_message(running: "Running", about: str) -> Json:
    """The first message in Slack's channel whose text holds `about`; raises NothingCame."""

    def found() -> Json | None:
        standing = running.receiver.slack.messages(CHANNEL)
        return next((one for one in standing if about in str(one.get("text"))), None)

    return until(found, f"a message about {about} in Slack")


def press(running: "Running", message: Json, label: str, **signed: Any) -> httpx.Response:  # noqa: ANN401
    """Press a button of a message as Slack would say so, by the route that Slack calls."""
    click = slack_button.click(message, label, channel=CHANNEL, **signed)
    return send_click(running, click)


def send_click(running: "Running", click: slack_button.Click) -> httpx.Response:
    """What the product answers to a request that says it is Slack's."""
    address = running.deployment.api_url + SLACK_ACTIONS
    with httpx.Client(timeout=_HTTP_SECONDS, trust_env=False) as client:
        return client.post(address, content=click.body, headers=dict(click.headers))


def judge_again(deployment: "Deployment", run_id: str) -> Json:
    """Run the alert step of a run once more, as Step Functions does when it retries one."""
    control = DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable)
    run = records.runs(control).get(run_id)
    window = {"start": str(run.window_start), "end": str(run.window_end)}
    event = StepEvent.model_validate({"run_id": run_id, "as_of": run.as_of, "window": window})
    client: LambdaClient = deployment.client("lambda")
    answer = client.invoke(
        FunctionName=function_name(deployment, "alert"),
        Payload=event.model_dump_json().encode(),
    )
    told: Json = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise NothingCame(f"the alert step failed: {told}")
    return told


def function_name(deployment: "Deployment", folder: str) -> str:
    """The deployed function whose handler is in a folder of `functions/`.

    Raises:
        LookupError: there is none.
    """
    client: LambdaClient = deployment.client("lambda")
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function["Handler"] == f"functions.{folder}.handler.handler":
                return function["FunctionName"]
    raise LookupError(f"no function {folder} is deployed")
