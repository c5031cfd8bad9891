"""Starts and stops the receiver inside this process."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, override

from cli.local.loopback import LoopbackServer
from cli.local.receiver.app import (
    MAIL,
    OIDC,
    PAGERDUTY,
    SLACK_API,
    WEBHOOK,
    Application,
)
from cli.local.receiver.faults import Fault, Faults
from cli.local.receiver.issuer import Issuer
from cli.local.receiver.mailbox import Mailbox, Post
from cli.local.receiver.pagerduty import PagerDuty, Service
from cli.local.receiver.slack import HOOK, Slack, Workspace
from cli.local.receiver.webhook import Known, Webhook


class Receiver(LoopbackServer):
    """Slack, PagerDuty, a webhook, an e-mail reader and an OIDC issuer on a port of this machine.

        with Receiver() as receiver:
            receiver.fail("slack", Fault(status=429, retry_after=2))
            ...
            receiver.received("slack")

    `slack`, `pagerduty`, `webhook` and `issuer` are the services themselves: their secrets can be
    rotated and what they hold be looked at.
    """

    def __init__(self, *, port: int = 0) -> None:
        super().__init__(port)
        self.slack = Slack()
        self.pagerduty = PagerDuty()
        self.webhook = Webhook()
        self.issuer = Issuer()
        self._mailbox = Mailbox()
        self._faults = Faults()

    @override
    def application(self) -> Application:
        """What answers."""
        return Application(
            slack=self.slack,
            pagerduty=self.pagerduty,
            webhook=self.webhook,
            issuer=self.issuer,
            mailbox=self._mailbox,
            faults=self._faults,
        )

    @property
    def slack_api(self) -> str:
        """Stands for https://slack.com/api."""
        return self.url + SLACK_API.rstrip("/")

    @property
    def slack_hook(self) -> str:
        """The address of the incoming webhook; a secret on a real Slack."""
        return self.url + HOOK

    @property
    def pagerduty_api(self) -> str:
        """Stands for https://events.pagerduty.com."""
        return self.url + PAGERDUTY.removesuffix("/v2/enqueue")

    @property
    def webhook_address(self) -> str:
        """Where the signed webhook is taken."""
        return self.url + WEBHOOK

    @property
    def mail_address(self) -> str:
        """What subscribes to the alerts topic over HTTP."""
        return self.url + MAIL

    @property
    def issuer_address(self) -> str:
        """Where the issuer's documents are."""
        return self.url + OIDC

    def received(self, service: str | None = None, *, taken: bool = True) -> list[Post]:
        """Messages so far, of `slack`, `slack-webhook`, `pagerduty`, `webhook` or `mail`; with
        `taken=False` those that were refused too."""
        return self._mailbox.posts(service, taken=taken)

    def texts(self) -> list[str]:
        """The e-mails: subject, an empty line, text."""
        mails: Iterable[dict[str, Any]] = (post.body for post in self.received("mail"))
        return [f"{mail.get('Subject', '')}\n\n{mail['Message']}" for mail in mails]

    def fail(self, service: str, fault: Fault) -> None:
        """Let a service fail as the fault says."""
        self._faults.plan(service, fault)

    def heal(self, service: str | None = None) -> None:
        """Forget the faults of a service, or all."""
        self._faults.clear(service)

    def begin_anew(self) -> None:
        """Forget all that was received, failed or rotated."""
        self.heal()
        self._mailbox.keep_first(0)
        self.slack.state, self.webhook.state = Workspace(), Known()
        self.pagerduty.state = Service()

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """Whatever is received, failed or rotated meanwhile is forgotten at the end."""
        posts = len(self.received(taken=False))
        before = deepcopy((self.slack.state, self.webhook.state, self.pagerduty.state))
        yield
        self.heal()
        self._mailbox.keep_first(posts)
        self.slack.state, self.webhook.state, self.pagerduty.state = before
