"""Faults on demand, the request count, the control addresses, and the process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config

from cli.local.standin import StandIn
from cli.local.synthetic import Organisation, build_organisation
from tests.contract.standin_support import Clients, refused

pytestmark = pytest.mark.loopback

ROOT = Path(__file__).parents[2]
COSTS: dict[str, Any] = {
    "TimePeriod": {"Start": "2026-10-01", "End": "2026-10-02"},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost"],
}


def _signature(service: str) -> str:
    """An Authorization header; the stand-in does not verify secrets."""
    scope = f"AKID/20261020/us-east-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2026, 10, 1))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation) as running:
        yield running


def http(method: str, url: str, body: object = None) -> tuple[int, dict[str, Any]]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, method=method), timeout=10) as reply:  # noqa: S310
            return reply.status, json.load(reply)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("ce", lambda c: c.ce.get_cost_and_usage, "LimitExceededException"),
        ("cloudwatch", lambda c: c.cloudwatch.list_metrics, "Throttling"),
        ("organizations", lambda c: c.organizations.list_accounts, "TooManyRequestsException"),
        ("ec2", lambda c: c.ec2.describe_instances, "RequestLimitExceeded"),
        ("sts", lambda c: c.sts.get_caller_identity, "Throttling"),
    ],
)
def test_every_service_throttles_in_its_own_words(
    standin: StandIn, service: str, call: Callable[[Clients], Callable[..., object]], code: str
) -> None:
    standin.throttle(service)
    operation = call(Clients.of(standin))
    request = COSTS if service == "ce" else {}
    assert refused(operation, **request)[0] == code
    operation(**request)


def test_the_sdk_retries_through_a_burst_of_throttles(standin: StandIn) -> None:
    standin.throttle("ce", times=2)
    config = Config(retries={"mode": "standard", "total_max_attempts": 4})
    ce = boto3.client("ce", endpoint_url=standin.url, config=config)
    reply = ce.get_cost_and_usage(**COSTS)
    assert reply["ResponseMetadata"]["RetryAttempts"] == 2
    usage = standin.usage()
    assert usage.requests == {"ce:GetCostAndUsage": 1}
    assert usage.refused == {"ce:GetCostAndUsage": 2}
    assert usage.usd == Decimal("0.01")


def test_a_fault_strikes_where_and_when_it_was_planned(standin: StandIn) -> None:
    standin.fail("ce", "GetCostAndUsage", "DataUnavailableException", times=1, after=2)
    ce = Clients.of(standin).ce
    assert ce.get_tags(TimePeriod=COSTS["TimePeriod"])["Tags"]
    ce.get_cost_and_usage(**COSTS)
    ce.get_cost_and_usage(**COSTS)
    assert refused(ce.get_cost_and_usage, **COSTS)[0] == "DataUnavailableException"
    ce.get_cost_and_usage(**COSTS)


def test_a_fault_may_be_a_server_error_or_an_ended_session(standin: StandIn) -> None:
    standin.fail("ec2", "DescribeInstances", "RequestExpired")
    standin.fail("ec2", "DescribeRegions", "InternalError", status=500)
    ec2 = Clients.of(standin).ec2
    assert refused(ec2.describe_instances)[0] == "RequestExpired"
    assert refused(ec2.describe_regions)[0] == "InternalError"
    standin.fail("ec2", None, "Unavailable", times=5)
    standin.clear_faults()
    assert ec2.describe_regions()["Regions"]


def test_a_fault_for_an_unknown_service_is_a_mistake(standin: StandIn) -> None:
    with pytest.raises(ValueError, match="'gamelift' is not one of"):
        standin.fail("gamelift", None, "SlowDown")


def test_a_request_without_a_signature_is_refused(standin: StandIn) -> None:
    target = {"X-Amz-Target": "AWSInsightsIndexService.GetCostAndUsage"}
    for headers, found in (({}, "xml"), (target, "json")):
        request = Request(standin.url, b"{}", headers)  # noqa: S310
        with pytest.raises(HTTPError) as caught, urlopen(request, timeout=10):  # noqa: S310
            pass
        with caught.value as error:
            assert error.code == 403
            assert found in error.headers["Content-Type"]
            assert b"MissingAuthenticationToken" in error.read()


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Bearer something", b"IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=AKID/20261020/us-east-1/ce/aws4_request", b"Incomplete"),
        (_signature("gamelift"), b"does not answer the service gamelift"),
    ],
)
def test_a_malformed_signature_is_refused(standin: StandIn, header: str, text: bytes) -> None:
    request = Request(standin.url, b"", {"Authorization": header})  # noqa: S310
    with pytest.raises(HTTPError) as caught, urlopen(request, timeout=10):  # noqa: S310
        pass
    with caught.value as error:
        assert text in error.read()


def signed(standin: StandIn, service: str, body: bytes, **headers: str) -> bytes:
    """The answer to a request that boto3 would not send."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Authorization": _signature(service)} | named
    request = Request(standin.url, body, sent)  # noqa: S310
    with pytest.raises(HTTPError) as caught, urlopen(request, timeout=10):  # noqa: S310
        pass
    with caught.value as error:
        return error.read()


def test_what_is_no_request_of_the_model_is_refused(standin: StandIn) -> None:
    costs = "AWSInsightsIndexService.GetCostAndUsage"
    form = "application/x-www-form-urlencoded"
    version = b"&Version=2016-11-15"
    assert b"SerializationException" in signed(standin, "ce", b"{", X_Amz_Target=costs)
    assert b"SerializationException" in signed(standin, "ce", b"[]", X_Amz_Target=costs)
    assert b"Unknown parameter" in signed(standin, "ce", b'{"Color":1}', X_Amz_Target=costs)
    assert b"UnknownOperation" in signed(standin, "ce", b"{}", X_Amz_Target="Other.GetTags")
    assert b"does not answer cloudwatch over rpc-v2-cbor" in signed(
        standin, "monitoring", b"", smithy_protocol="rpc-v2-cbor"
    )
    for action, found in (
        (b"Action=DescribeMoons", b"InvalidAction"),
        (b"Action=DescribeRegions&Colour=red", b"UnknownParameter"),
        (b"Action=DescribeInstances&MaxResults=many", b"InvalidParameterValue"),
    ):
        assert found in signed(standin, "ec2", action + version, Content_Type=form)


def test_it_can_be_looked_at_and_steered_over_http(standin: StandIn) -> None:
    control = f"{standin.url}/_standin"
    assert http("GET", f"{control}/health") == (
        200,
        {"status": "ok", "now": "2026-10-20T18:00:00+00:00"},
    )
    fault = {"service": "ce", "operation": None, "code": "LimitExceededException", "times": 9}
    assert http("POST", f"{control}/faults", fault)[0] == 200
    assert refused(Clients.of(standin).ce.get_cost_and_usage, **COSTS)[0] == fault["code"]
    assert http("DELETE", f"{control}/faults")[0] == 200
    Clients.of(standin).ce.get_cost_and_usage(**COSTS)
    assert http("GET", f"{control}/usage")[1] == {
        "requests": {"ce:GetCostAndUsage": 1},
        "refused": {"ce:GetCostAndUsage": 1},
        "metrics": 0,
        "statistics": 0,
        "usd": "0.01000",
    }
    assert http("POST", f"{control}/now", {"now": "2026-10-19T08:00:00+00:00"})[0] == 200
    assert standin.now.day == 19


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "faults", {"service": "gamelift", "operation": None, "code": "X"}, 400),
        ("POST", "faults", {"colour": "red"}, 400),
        ("POST", "now", {"now": "2026-10-19T08:00:00"}, 400),
        ("POST", "now", {}, 400),
        ("GET", "moon", None, 404),
    ],
)
def test_wrong_control_requests_say_why(
    standin: StandIn, method: str, path: str, body: object, status: int
) -> None:
    found, reply = http(method, f"{standin.url}/_standin/{path}", body)
    assert found == status
    assert reply["error"]


def test_a_stand_in_that_is_not_running_has_no_address(organisation: Organisation) -> None:
    standin = StandIn(organisation)
    with pytest.raises(RuntimeError, match="not running"):
        _ = standin.url


def test_it_runs_as_a_process_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "cli.local.standin", "--external-id", "agreed"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            assert http("GET", f"{ready['url']}/_standin/health")[1]["now"] == ready["now"]
        finally:
            os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(timeout=15) == 0
