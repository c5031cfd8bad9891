"""The laptop's configuration leads to the receiver that runs now, and to nothing else."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from costgov.domain.alerting.channels import WebhookChannel

from cli.local import channels
from cli.local.bearer import BearerClient
from cli.local.demo import DEMO_CONFIG
from cli.local.receiver import Receiver
from infra.config import load_configuration

pytestmark = pytest.mark.loopback


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def webhooks(path: Path, receiver: Receiver) -> list[str]:
    found = channels.addressed(load_configuration(path), receiver).governance.alerts.channels
    return [channel.url for channel in found if isinstance(channel, WebhookChannel)]


def test_the_demos_webhook_is_the_receivers(receiver: Receiver) -> None:
    assert webhooks(DEMO_CONFIG, receiver) == [receiver.webhook_address]


def test_a_webhook_elsewhere_stays_where_it_is(receiver: Receiver, tmp_path: Path) -> None:
    config = tmp_path / "costgov.yaml"
    config.write_text(
        "governance: {alerts: {channels: [{kind: webhook, name: a, secret: /costgov/a,"
        " url: 'https://example.com/hook'}]}}"
    )

    assert webhooks(config, receiver) == ["https://example.com/hook"]


def test_every_secret_the_demo_names_is_stored_by_the_laptop() -> None:
    policy = load_configuration(DEMO_CONFIG).governance.alerts
    named = {
        value for channel in policy.channels for field, value in channel if field.endswith("secret")
    }
    stored = {
        channels.SLACK_TOKEN, channels.SLACK_HOOK, channels.PAGERDUTY_KEY, channels.WEBHOOK_SECRET
    }  # fmt: skip

    assert named == stored
    assert policy.slack_signing_secret == channels.SLACK_SIGNING


def test_a_token_travels_as_the_bearer(receiver: Receiver) -> None:
    client = BearerClient(receiver.issuer_address, "a.b.c")

    answer = client.get("/jwks.json", x="1")

    assert answer.request.headers["Authorization"] == "Bearer a.b.c"
    assert str(answer.request.url).endswith("/jwks.json?x=1")
    assert "Authorization" not in BearerClient(receiver.url, "").get("/").request.headers
    assert isinstance(answer, httpx.Response)
    assert BearerClient(receiver.url, "").post("/slack/api/x", {}).json()["error"] == "not_authed"
