"""Slack as a fake of the Web and Secrets ports: the laptop's own workspace, with faults."""

from collections.abc import Callable, Mapping
from typing import Any

from costgov.domain.alerting.channels import (
    AlertPolicy,
    SlackChannel,
    SlackWebhookChannel,
    Team,
)
from costgov.errors import ChannelUnavailable
from costgov.gateways.alert_ports import WebAnswer
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from cli.local.receiver.slack import CHANNEL, TOKEN, Slack

HOOK = "http://127.0.0.1:4000/services/T0LAPTOP/B0COSTGOV/receiver"
POLICY = AlertPolicy(
    slack_signing_secret="/costgov/signing/slack",
    teams=(Team(name="platform", slack_mention="<!subteam^S0PLATFORM>"),),
)

type Fault = Callable[[], WebAnswer]


class SlackWeb:
    """One workspace; `faults` answer or break the next calls of a method, first come first."""

    def __init__(self) -> None:
        self.slack = Slack()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: dict[str, list[Fault]] = {}
        self.lost: set[str] = set()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> WebAnswer:
        """The workspace's answer; after a fault in `lost` it was heard and its answer is not."""
        method = "hook" if "/services/" in url else url.rpartition("/")[2]
        if waiting := self.faults.get(method):
            return waiting.pop(0)()
        request = Request(
            EnvironBuilder(
                path=url[21:], method="POST", data=body, headers=list(headers.items())
            ).get_environ()
        )
        asked, answer = (
            self.slack.hook(request) if method == "hook" else self.slack.call(method, request)
        )
        self.calls.append((method, asked))
        if method in self.lost:
            self.lost.discard(method)
            raise ChannelUnavailable("no answer within 10 s")
        return WebAnswer(answer.status, dict(answer.headers), answer.body.encode())

    def of(self, method: str) -> list[dict[str, Any]]:
        """What a method was called with."""
        return [asked for called, asked in self.calls if called == method]


class FakeSecrets:
    """Parameters as they were read, and as they are."""

    def __init__(self, **fresh: str) -> None:
        self.kept = {"/costgov/slack/bot": TOKEN, "/costgov/slack/hook": HOOK}
        self.fresh = self.kept | fresh

    def value(self, name: str, *, fresh: bool = False) -> str:
        """A parameter."""
        return self.fresh[name] if fresh else self.kept[name]


def bot(name: str = "slack") -> SlackChannel:
    """The laptop's channel."""
    return SlackChannel(name=name, token_secret="/costgov/slack/bot", channel=CHANNEL)


def hook(name: str = "slack-hook") -> SlackWebhookChannel:
    """The laptop's webhook."""
    return SlackWebhookChannel(name=name, url_secret="/costgov/slack/hook")
