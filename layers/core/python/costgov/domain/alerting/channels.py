"""Where alerts go: channels as the configuration names them, teams, and routes to them.

Secrets are never here: a channel names the SSM parameter (SecureString) that holds its own.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from costgov.domain.alerting.signal import RuleKind, Severity
from costgov.domain.period import checked_zone
from costgov.domain.runs import Frozen

SECRETS: Final = "/costgov/"
"""Below this path the deliver function may read parameters, and no others."""

EMAIL: Final = "email"
EVENTS: Final = "events"
SIGNING: Final = "/costgov/signing/"
"""Below this path the api function may read parameters: what proves who asks, and no others."""
BUILT_IN: Final = (EMAIL, EVENTS)
"""Channels that are there without being configured: the alerts topic and the event bus."""

type ChannelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
type SecretName = Annotated[str, Field(pattern=r"^/costgov/[A-Za-z0-9_.\-/]{1,200}$")]
type SigningSecretName = Annotated[
    str, Field(pattern=r"^/costgov/signing/[A-Za-z0-9_.\-/]{1,190}$")
]
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
type TeamName = Annotated[str, Field(min_length=1, max_length=100)]
type TopicArn = Annotated[str, Field(pattern=r"^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$")]
type AccountNumber = Annotated[str, Field(pattern=r"^\d{12}$")]


class _Channel(Frozen):
    """What every channel has; `minimum` keeps lower severities away from it."""

    name: ChannelName
    minimum: Severity = Severity.LOW


class SnsChannel(_Channel):
    """A topic of its own: e-mail that reads well as plain text, or whatever subscribes."""

    kind: Literal["sns"] = "sns"
    topic_arn: TopicArn


class AmazonQChannel(_Channel):
    """A topic that Amazon Q Developer in chat applications reads: custom notifications."""

    kind: Literal["amazon-q"] = "amazon-q"
    topic_arn: TopicArn


class SlackWebhookChannel(_Channel):
    """A Slack incoming webhook: messages without threads and buttons."""

    kind: Literal["slack-webhook"] = "slack-webhook"
    url_secret: SecretName


class SlackChannel(_Channel):
    """A Slack app's bot (`chat:write`): threads, buttons, charts."""

    kind: Literal["slack"] = "slack"
    token_secret: SecretName
    channel: Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]{2,20}$")]


class PagerDutyChannel(_Channel):
    """A service of PagerDuty by its Events v2 routing key."""

    kind: Literal["pagerduty"] = "pagerduty"
    routing_key_secret: SecretName
    minimum: Severity = Severity.HIGH


class WebhookChannel(_Channel):
    """An HTTPS address that gets signed JSON (docs/webhook.md)."""

    kind: Literal["webhook"] = "webhook"
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=2_000)]
    secret: SecretName

    @field_validator("url")
    @classmethod
    def _encrypted(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("must begin with https:// (http:// only on the loopback)")
        if "@" in parts.netloc:
            raise ValueError("holds a user or a password; what is sent is signed with the secret")
        return url


type Channel = Annotated[
    SnsChannel
    | AmazonQChannel
    | SlackWebhookChannel
    | SlackChannel
    | PagerDutyChannel
    | WebhookChannel,
    Field(discriminator="kind"),
]


class QuietHours(Frozen):
    """A daily span in which only critical news goes out at once; `start` may lie after `end`."""

    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    end: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    time_zone: Annotated[str, AfterValidator(checked_zone)] = "UTC"


class Team(Frozen):
    """Who owns accounts and tag values, where it is told, and how much it wants to hear.

    `tags` are values of the owner tag (`AlertPolicy.owner_tag`). `weekly` new alerts below
    critical are told at once in any seven days; what comes beyond goes into the digest, listed.
    """

    name: TeamName
    accounts: tuple[AccountNumber, ...] = ()
    tags: tuple[str, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    slack_mention: Annotated[str, Field(pattern=r"^(<!subteam\^S[A-Z0-9]+>|<@U[A-Z0-9]+>)?$")] = ""
    quiet: QuietHours | None = None
    weekly: Annotated[int, Field(ge=1, le=1_000)] | None = None


class Route(Frozen):
    """Which channels alerts go to: the first route that fits decides.

    A route fits when every condition it gives does: kinds or names of rules, a team, accounts, a
    lowest severity.
    """

    channels: Annotated[tuple[ChannelName, ...], Field(min_length=1)]
    kinds: tuple[RuleKind, ...] = ()
    rules: tuple[str, ...] = ()
    team: TeamName | None = None
    accounts: tuple[AccountNumber, ...] = ()
    at_least: Severity = Severity.LOW


class WeeklyAdvice(Frozen):
    """Channels that are told once a week what would save most of what nobody has decided on.

    `minimum` is the smallest saving a month that is listed, in its own currency.
    """

    channels: Annotated[tuple[ChannelName, ...], Field(min_length=1)]
    weekday: Weekday = "monday"
    top: Annotated[int, Field(ge=1, le=10)] = 5
    minimum: Annotated[Decimal, Field(ge=0)] = Decimal(1)

    @property
    def isoweekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return get_args(Weekday.__value__).index(self.weekday) + 1


class AlertPolicy(Frozen):
    """How alerts are routed and when they are held back; the same for every rule.

    Low severity is told in one digest a day at `digest_hour` of `quiet`'s time zone (UTC without
    quiet hours). Buttons of Slack messages work, and are shown, where `slack_signing_secret` names
    the parameter with the app's signing secret.
    """

    owner_tag: str = "Team"
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 8
    quiet: QuietHours | None = None
    slack_signing_secret: SigningSecretName | None = None
    weekly_recommendations: WeeklyAdvice | None = None
    channels: tuple[Channel, ...] = ()
    teams: tuple[Team, ...] = ()
    routes: tuple[Route, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "AlertPolicy":
        names = [channel.name for channel in self.channels]
        _once("channel", [*names, *BUILT_IN])
        _once("team", [team.name for team in self.teams])
        known, weekly = {*names, *BUILT_IN}, self.weekly_recommendations
        for what, used in (
            *((f"team {team.name!r}", team.channels) for team in self.teams),
            *((f"route {number}", route.channels) for number, route in enumerate(self.routes, 1)),
            ("weekly_recommendations", weekly.channels if weekly else ()),
        ):
            if unknown := sorted(set(used) - known):
                raise ValueError(f"{what}: there is no channel {unknown[0]!r}")
        teams = {team.name for team in self.teams}
        for number, route in enumerate(self.routes, 1):
            if route.team is not None and route.team not in teams:
                raise ValueError(f"route {number}: there is no team {route.team!r}")
        return self


def _once(what: str, names: Sequence[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{what} {twice[0]!r} is defined twice, or is built in")
