"""Where the clients of payer-level services send their requests, in every partition of AWS.

Hosts and signing regions are those of botocore's own endpoint rules for AWS, China, GovCloud and
the European Sovereign Cloud; nothing of a host is put together by the product.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from costgov.gateways.aws_session import Credentials, client

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([^/]+)/([^/]+)/aws4_request")
_KEYS = Credentials("AKIAEXAMPLE", "secret", "token")
CALLS: dict[str, Callable[[Any], object]] = {
    "ce": lambda made: made.get_cost_and_usage(
        TimePeriod={"Start": "2026-10-01", "End": "2026-10-02"},
        Granularity="DAILY",
        Metrics=["UnblendedCost"],
    ),
    "organizations": lambda made: made.list_accounts(),
}


@dataclass
class Wire:
    """Answers every request with nothing and keeps where it would have gone."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        header = request.headers["Authorization"]
        scope = _SCOPE.search(header.decode() if isinstance(header, bytes) else header)
        assert scope is not None
        self.sent.append((urlsplit(request.url).netloc, scope[1]))
        raw = BytesIO(b"{}")
        raw.stream = lambda **_: iter([raw.read()])  # type: ignore[attr-defined]
        headers = HeadersDict({"Content-Type": "application/x-amz-json-1.1"})
        return AWSResponse(request.url, 200, headers, raw)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    client.cache_clear()
    yield
    client.cache_clear()


def destination(service: str, region: str) -> tuple[str, str]:
    """(host, signing region) of a request."""
    made, wire = client(service, region, _KEYS), Wire()
    made.meta.events.register("before-send", wire)
    CALLS[service](made)
    [sent] = wire.sent
    return sent


@pytest.mark.parametrize(
    ("region", "host", "signed_for"),
    [
        ("us-east-1", "ce.us-east-1.amazonaws.com", "us-east-1"),
        ("eu-central-1", "ce.us-east-1.amazonaws.com", "us-east-1"),
        ("ap-southeast-4", "ce.us-east-1.amazonaws.com", "us-east-1"),
        ("cn-north-1", "ce.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("cn-northwest-1", "ce.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("us-gov-east-1", "ce.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        (
            "eusc-de-east-1",
            "ce.eusc-de-east-1.api.amazonwebservices.eu",
            "eusc-de-east-1",
        ),
    ],
)
def test_cost_explorer_is_found_in_every_partition(region: str, host: str, signed_for: str) -> None:
    assert destination("ce", region) == (host, signed_for)


@pytest.mark.parametrize(
    ("region", "host", "signed_for"),
    [
        ("eu-central-1", "organizations.us-east-1.amazonaws.com", "us-east-1"),
        ("cn-north-1", "organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("us-gov-east-1", "organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    ],
)
def test_organizations_is_found_in_every_partition(region: str, host: str, signed_for: str) -> None:
    assert destination("organizations", region) == (host, signed_for)


@pytest.mark.fault_case(5)
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_no_retry_mode_of_the_machine_changes_how_requests_are_retried(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "9")

    attempts = {
        service: client(service, "us-east-1", _KEYS).meta.config.retries
        for service in ("ce", "dynamodb", "cloudwatch")
    }

    assert attempts["ce"] == {"mode": "standard", "total_max_attempts": 1}
    assert attempts["dynamodb"] == attempts["cloudwatch"]
    assert attempts["dynamodb"]["mode"] == "standard"
