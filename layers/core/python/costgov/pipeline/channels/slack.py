"""A Slack app's bot: one message per alert that always shows how it stands, news in its thread."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.channels import AlertPolicy, SlackChannel
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Severity
from costgov.errors import MessageRefused
from costgov.gateways.alert_ports import Secrets, Web
from costgov.pipeline.alerting.wording import ASKING
from costgov.pipeline.channels.contract import Receipt
from costgov.pipeline.channels.slack_api import INVALID_BLOCKS, Json, SlackApi, SlackRefusal
from costgov.pipeline.channels.slack_blocks import (
    Look,
    SlackMessage,
    first_message,
    standing_message,
    update_message,
)
from costgov.pipeline.channels.slack_digest import digest_message

EVENT: Final = "costgov_news"
_PAGES: Final = 5
# Slack's clock is not ours.
_SKEW: Final = timedelta(minutes=2)
_GONE: Final = frozenset({"message_not_found", "thread_not_found"})
_NOT_EDITABLE: Final = _GONE | {"cant_update_message", "edit_window_closed"}
_NOT_READABLE: Final = frozenset(
    {"missing_scope", "not_in_channel", "no_permission", "not_allowed_token_type", "invalid_cursor"}
)
# Channels whose workspace does not know charts yet; asked again by the next container.
_WITHOUT_CHARTS: set[str] = set()


class _Unknown(Enum):
    """Whether a message stands in the channel could not be seen."""

    UNKNOWN = auto()


class SlackSender:
    """Posts by chat.postMessage (`chat:write`).

    A message in doubt is looked for by its metadata before it is posted again, where the app may
    read the channel (`channels:history`, `groups:history`); where it may not, the second says that
    it may be one.
    """

    tells_repeats = False

    def __init__(
        self,
        channel: SlackChannel,
        web: Web,
        secrets: Secrets,
        policy: AlertPolicy,
        endpoint: str = "",
    ) -> None:
        self._channel = channel
        self._api = SlackApi(web, secrets, channel.token_secret, endpoint)
        self._policy = policy

    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Post an alert, or news of it below the alert's first message, which is brought up to
        date before: both may be done again without being seen twice; raises as of Sender."""
        look = look_of(news, self._policy)
        if repeated:
            found = self._found(news.id, news.at, thread)
            if isinstance(found, str):
                return Receipt(found, thread or found)
            look = look._replace(repeated=found is not None)
        if thread:
            self._bring_up_to_date(news, thread, look)
            reply = {"thread_ts": thread, "reply_broadcast": _is_for_all(news)}
            try:
                return Receipt(self._posted(news.id, update_message(news, look), reply), thread)
            except SlackRefusal as refusal:
                if refusal.word not in _GONE:
                    raise
        begins = first_message if news.what in ASKING else update_message
        posted = self._posted(news.id, begins(news, look))
        return Receipt(posted, posted)

    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Post what was held back as one message; raises as of Sender."""
        found = None
        if repeated:
            found = self._found(key, min(item.not_before for item in digest))
            if isinstance(found, str):
                return Receipt(found)
        message = digest_message(digest, repeated=found is not None)
        return Receipt(self._posted(key, message))

    def _posted(self, key: str, message: SlackMessage, reply: Json | None = None) -> str:
        metadata = {"event_type": EVENT, "event_payload": {"news": key}}
        return str(self._shown("chat.postMessage", message, {"metadata": metadata} | (reply or {})))

    def _bring_up_to_date(self, news: News, thread: str, look: Look) -> None:
        message = standing_message(news, look._replace(repeated=False))
        try:
            self._shown("chat.update", message, {"ts": thread})
        except SlackRefusal as refusal:
            # The news itself is still worth a message where the first one cannot be changed.
            if refusal.word not in _NOT_EDITABLE:
                raise

    def _shown(self, method: str, message: SlackMessage, fields: Json) -> str:
        """Show the message, without its chart where that is not known; returns its timestamp."""
        bare = message.without_chart
        if bare != message and self._channel.name not in _WITHOUT_CHARTS:
            try:
                return self._written(method, message, fields)
            except SlackRefusal as refusal:
                if refusal.word not in INVALID_BLOCKS:
                    raise
            ts = self._taken(method, bare, fields)
            _WITHOUT_CHARTS.add(self._channel.name)
            return ts
        return self._taken(method, bare, fields)

    def _taken(self, method: str, message: SlackMessage, fields: Json) -> str:
        try:
            return self._written(method, message, fields)
        except SlackRefusal as refusal:
            if refusal.is_of_the_message:
                raise MessageRefused(str(refusal)) from refusal
            raise

    def _written(self, method: str, message: SlackMessage, fields: Json) -> str:
        shown = {
            "channel": self._channel.channel,
            "text": message.text,
            "blocks": list(message.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        return str(self._api.write(method, shown | fields)["ts"])

    def _found(self, key: str, since: datetime, thread: str = "") -> str | _Unknown | None:
        """The timestamp of the message that tells something, None if there is none."""
        asked = {
            "channel": self._channel.channel,
            "oldest": f"{(since - _SKEW).timestamp():.6f}",
            "limit": "200",
            "include_all_metadata": "true",
        }
        method = "conversations.replies" if thread else "conversations.history"
        asked |= {"ts": thread} if thread else {}
        for _ in range(_PAGES):
            try:
                page = self._api.read(method, asked)
            except SlackRefusal as refusal:
                if refusal.word in _GONE:
                    return None
                if refusal.word in _NOT_READABLE:
                    return _Unknown.UNKNOWN
                raise
            for message in page.get("messages", ()):
                if _key_of(message) == key:
                    return str(message["ts"])
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not asked["cursor"]:
                return _Unknown.UNKNOWN if page.get("has_more") else None
        return _Unknown.UNKNOWN


def look_of(news: News, policy: AlertPolicy) -> Look:
    """How a message on that news looks: its team's mention, buttons where clicks are taken."""
    mentions = {team.name: team.slack_mention for team in policy.teams}
    mention = mentions.get(news.alert.owner or "", "")
    return Look(mention=mention, buttons=policy.slack_signing_secret is not None)


def _key_of(message: Mapping[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return payload.get("news") if metadata.get("event_type") == EVENT else None


def _is_for_all(news: News) -> bool:
    """Whether a reply is shown in the channel too: what asks for somebody as something new."""
    grave = news.alert.signal.severity.rank >= Severity.HIGH.rank
    back = news.what in {Happening.REOPENED, Happening.WOKEN}
    return back or (news.what is Happening.UPDATED and grave)
