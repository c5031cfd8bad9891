"""Requests are signed with the operator's credentials; a refusal is one sentence."""

from collections.abc import Callable

import boto3
import httpx
import pytest

from cli.api_client import ApiClient, ApiError
from tests.unit.cli.deployments import deployment


def answering(handler: Callable[[httpx.Request], httpx.Response]) -> ApiClient:
    client = ApiClient(deployment())
    client._http = httpx.Client(transport=httpx.MockTransport(handler))
    return client


def test_a_request_is_signed_for_the_api_and_its_query_is_encoded() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"total": "1"})

    found = answering(answer).get("/v1/costs/by/tag:Team", value="a&b ü")

    assert found == {"total": "1"}
    [request] = seen
    assert request.url.raw_path == b"/v1/costs/by/tag:Team?value=a%26b%20%C3%BC"
    assert "/us-east-1/execute-api/aws4_request" in request.headers["authorization"]
    assert "x-amz-date" in request.headers


def test_what_is_told_is_signed_with_its_body() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"event_id": "1"})

    found = answering(answer).post("/v1/anomalies/1/feedback", {"verdict": "real"})

    assert found == {"event_id": "1"}
    [request] = seen
    assert (request.method, request.content) == ("POST", b'{"verdict": "real"}')
    assert request.headers["content-type"] == "application/json"
    assert "content-type;host" in request.headers["authorization"]


def test_what_may_not_be_told_is_a_sentence() -> None:
    client = answering(lambda _: httpx.Response(403, json={"message": "Forbidden"}))
    with pytest.raises(ApiError, match="Forbidden") as caught:
        client.post("/v1/anomalies/1/feedback", {"verdict": "real"})
    assert caught.value.status == 403


def test_a_problem_is_its_detail() -> None:
    problem = {"title": "Not Found", "status": 404, "detail": "no EUR ledger; there is USD"}
    client = answering(lambda _: httpx.Response(404, json=problem))

    with pytest.raises(ApiError, match="no EUR ledger; there is USD") as caught:
        client.get("/v1/costs/summary")
    assert caught.value.status == 404


def test_an_answer_that_is_no_json_is_its_status() -> None:
    client = answering(lambda _: httpx.Response(502, text="<html>"))
    with pytest.raises(ApiError, match="answered 502"):
        client.get("/v1/status")


def test_an_unsigned_request_carries_no_signature() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        return httpx.Response(403)

    assert answering(answer).unsigned("/v1/status").status_code == 403


def test_an_api_that_does_not_answer_is_one_sentence() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    with pytest.raises(ApiError, match="does not answer: connection refused") as caught:
        answering(refuse).get("/v1/status")
    assert caught.value.status == 0


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    client = ApiClient(deployment().seen_by(boto3.Session(region_name="us-east-1")))
    with pytest.raises(ApiError, match="no AWS credentials"):
        client.get("/v1/status")
