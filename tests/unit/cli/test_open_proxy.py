"""The signing proxy serves its own user and nobody else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from moto import mock_aws

from cli.open_proxy import LATEST_REPORT, LINKS, OpenProxy
from tests.unit.cli.deployments import deployment

pytestmark = pytest.mark.loopback


@pytest.fixture
def proxy() -> Iterator[OpenProxy]:
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="reports")
        s3.put_object(Bucket="reports", Key=LATEST_REPORT, Body=b"<p>the report")
        with OpenProxy(deployment()) as proxy:
            proxy._api._http = httpx.Client(transport=httpx.MockTransport(api))
            yield proxy


def api(request: httpx.Request) -> httpx.Response:
    assert "authorization" in request.headers
    if request.url.path == "/v1/nothing":
        return httpx.Response(404, json={"detail": "nothing"})
    if request.url.path == "/v1/down":
        raise httpx.ConnectError("refused", request=request)
    return httpx.Response(200, json={"asked": str(request.url.raw_path, "ascii")})


def host_of(proxy: OpenProxy) -> str:
    return urlsplit(proxy.url).netloc


def get(proxy: OpenProxy, path: str) -> tuple[int, str]:
    status, _, body = proxy.answer(host_of(proxy), urlsplit(proxy.url).path + path)
    return status, body.decode()


def test_the_index_lists_report_and_answers(proxy: OpenProxy) -> None:
    status, page = get(proxy, "")
    assert status == 200
    assert all(f'href="{href}"' in page for href, _ in LINKS)


def test_a_request_is_forwarded_with_its_query_and_signed(proxy: OpenProxy) -> None:
    assert get(proxy, "v1/costs/by/tag:Team?limit=3") == (
        200,
        '{"asked":"/v1/costs/by/tag:Team?limit=3"}',
    )


def test_a_query_as_a_browser_types_it_is_encoded_as_the_signature_demands(
    proxy: OpenProxy,
) -> None:
    assert get(proxy, "v1/costs/history?group_by=tag:a/b&scope=service=A%20b") == (
        200,
        '{"asked":"/v1/costs/history?group_by=tag%3Aa%2Fb&scope=service%3DA%20b"}',
    )


def test_a_problem_of_the_api_is_passed_on(proxy: OpenProxy) -> None:
    assert get(proxy, "v1/nothing") == (404, '{"detail":"nothing"}')


def test_an_api_that_is_down_is_a_bad_gateway(proxy: OpenProxy) -> None:
    status, page = get(proxy, "v1/down")
    assert status == 502
    assert "does not answer" in page


def test_the_report_is_shown_from_s3(proxy: OpenProxy) -> None:
    assert get(proxy, "report") == (200, "<p>the report")


def test_before_the_first_report_it_says_so(proxy: OpenProxy) -> None:
    boto3.client("s3").delete_object(Bucket="reports", Key=LATEST_REPORT)
    assert get(proxy, "report")[0] == 404


@pytest.mark.parametrize("path", ["/", "/v1/status", "/wrong-token/v1/status", "/wrong-token/"])
def test_without_the_token_there_is_nothing(proxy: OpenProxy, path: str) -> None:
    assert proxy.answer(host_of(proxy), path)[0] == 404


@pytest.mark.parametrize("host", [None, "attacker.example", "attacker.example:80", "127.0.0.1"])
def test_another_hosts_name_is_refused(proxy: OpenProxy, host: str | None) -> None:
    assert proxy.answer(host, urlsplit(proxy.url).path)[0] == 421


def test_what_is_no_route_is_not_found(proxy: OpenProxy) -> None:
    assert get(proxy, "../etc/passwd")[0] == 404


def test_it_serves_over_http_and_ends(proxy: OpenProxy) -> None:
    with httpx.Client(trust_env=False) as browser:
        answer = browser.get(proxy.url)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert browser.post(proxy.url).status_code == 501
