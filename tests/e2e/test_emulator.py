"""The laptop AWS itself: it starts, is as strict as AWS where it matters, and leaves nothing."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from cli.local.emulator import Emulator, EmulatorError
from cli.local.tools import ROOT, Tools, ensure_tools
from tests.e2e.laptop_aws import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("emulator")]

# Starts an emulator with a running function worker's worth of children and waits to be killed.
WAITING = """
import time
from cli.local.emulator import Emulator
from cli.local.tools import ensure_tools
with Emulator(ensure_tools(lambda _: None)) as aws:
    print(aws.port, aws.log_path.parent, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def tools() -> Tools:
    return ensure_tools(print)


@pytest.fixture(scope="module")
def aws(tools: Tools) -> Iterator[Emulator]:
    with Emulator(tools, region="eu-central-1", function_env={"FROM_OUTSIDE": "yes"}) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def client(aws: Emulator) -> Callable[[str], Any]:
    environment = aws.env()
    session = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=aws.region,
    )
    return lambda service: session.client(service, endpoint_url=aws.endpoint_url)  # type: ignore[call-overload]


def test_leaving_the_context_leaves_no_port_and_no_file(tools: Tools) -> None:
    with Emulator(tools) as emulator:
        folder, port = emulator.log_path.parent, emulator.port
        assert listens(port)
        assert folder.exists()

    assert not listens(port)
    assert not folder.exists()
    with pytest.raises(EmulatorError, match="not running"):
        _ = emulator.log_path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_goes_when_its_parent_goes_however_that_goes(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        port, folder = parent.stdout.readline().split()
        assert listens(int(port))

        parent.send_signal(number)
        parent.wait(timeout=20)

    eventually(lambda: not listens(int(port)), seconds=10)
    eventually(lambda: not Path(folder).exists(), seconds=10)


def test_it_says_why_it_did_not_start(tools: Tools) -> None:
    without_ministack = replace(tools, emulator_python=tools.lambda_python)

    with pytest.raises(EmulatorError) as said, Emulator(without_ministack):
        pytest.fail("it started")

    assert str(said.value).startswith("the laptop AWS ended while starting:\n")
    assert "No module named 'ministack'" in str(said.value)


def test_plain_text_is_refused_by_policies_that_ask_for_tls(
    client: Callable[[str], Any],
) -> None:
    topic = client("sns").create_topic(Name="tls-only")["TopicArn"]
    policy = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    client("sns").set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
    )
    plain = client("sns")
    plain.meta.events.register("before-send.sns.Publish", in_plain_text)

    assert client("sns").publish(TopicArn=topic, Message="sealed")["MessageId"]
    with pytest.raises(ClientError, match="not authorized to perform: sns:Publish"):
        plain.publish(TopicArn=topic, Message="open")


def in_plain_text(request: AWSRequest, **_: object) -> None:
    request.headers["x-forwarded-proto"] = "http"


FUNCTION = """
import os, sys
from importlib.util import find_spec

def handler(event, context):
    return {
        "python": sys.version_info[:2],
        "installed": [name for name in ("boto3", "duckdb", "yaml") if find_spec(name)],
        "from_outside": os.environ["FROM_OUTSIDE"],
    }
"""


def test_functions_find_nothing_but_their_layers(client: Callable[[str], Any]) -> None:
    role = client("iam").create_role(
        RoleName="bare",
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        ),
    )["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bare.py", FUNCTION)
    client("lambda").create_function(
        FunctionName="bare",
        Runtime="python3.13",
        Role=role,
        Handler="bare.handler",
        Code={"ZipFile": packed.getvalue()},
    )

    answer = client("lambda").invoke(FunctionName="bare")

    assert json.loads(answer["Payload"].read()) == {
        "python": [3, 13],
        "installed": [],
        "from_outside": "yes",
    }


def test_the_scheduler_fills_in_its_context(client: Callable[[str], Any]) -> None:
    queue = client("sqs").create_queue(QueueName="ticks")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    client("scheduler").create_schedule(
        Name="tick",
        ScheduleExpression="at(2026-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": arn["Attributes"]["QueueArn"],
            "RoleArn": "arn:aws:iam::000000000000:role/bare",
            "Input": '{"due":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>"}',
        },
    )

    received = eventually(
        lambda: client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages")
    )

    body = json.loads(received[0]["Body"])
    assert time.strptime(body["due"], "%Y-%m-%dT%H:%M:%SZ")
    assert len(body["id"]) == len("00000000-0000-0000-0000-000000000000")


def test_its_environment_shuts_out_the_users_own_profiles(aws: Emulator) -> None:
    assert aws.env()["AWS_CONFIG_FILE"] == aws.env()["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
