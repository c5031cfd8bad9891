"""A Slack app's bot: one message per alert that always shows how it stands, news in its thread."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import Enum, auto
from typing import Any, Final

from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.channels import AlertPolicy, SlackChannel
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Severity
from costgov.gateways.alert_ports import Secrets, Web
from costgov.pipeline.alerting.wording import ASKING
from costgov.pipeline.channels.contract import Receipt
from costgov.pipeline.channels.slack_api import INVALID_BLOCKS, SlackApi, SlackRefusal
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
            found = self._found(news, thread)
            if isinstance(found, str):
                return Receipt(found, thread or found)
            look = look._replace(repeated=found is not None)
        if thread:
            self._bring_up_to_date(news, thread, look)
            try:
                return Receipt(self._posted(news, update_message(news, look), thread), thread)
            except SlackRefusal as refusal:
                if refusal.word not in _GONE:
                    raise
        begins = first_message if news.what in ASKING else update_message
        posted = self._posted(news, begins(news, look))
        return Receipt(posted, posted)

    def send_digest(self, digest: Sequence[OutboxItem]) -> Receipt:
        """Post what was held back as one message; raises as of Sender."""
        message = digest_message(digest)
        answer = self._api.write("chat.postMessage", self._fields(message))
        return Receipt(str(answer["ts"]))

    def _posted(self, news: News, message: SlackMessage, thread: str = "") -> str:
        payload = {"news": news.id, "alert": news.alert.id}
        fields: dict[str, Any] = {"metadata": {"event_type": EVENT, "event_payload": payload}}
        if thread:
            fields |= {"thread_ts": thread, "reply_broadcast": _is_for_all(news)}
        return str(self._shown("chat.postMessage", message, fields)["ts"])

    def _bring_up_to_date(self, news: News, thread: str, look: Look) -> None:
        message = standing_message(news, look._replace(repeated=False))
        try:
            self._shown("chat.update", message, {"ts": thread})
        except SlackRefusal as refusal:
            # The news itself is still worth a message where the first one cannot be changed.
            if refusal.word not in _NOT_EDITABLE:
                raise

    def _shown(self, method: str, message: SlackMessage, fields: dict[str, Any]) -> dict[str, Any]:
        """Call a method with the message, without its chart where that is not known."""
        bare = message.without_chart
        if self._channel.name in _WITHOUT_CHARTS or bare == message:
            return self._api.write(method, self._fields(bare) | fields)
        try:
            return self._api.write(method, self._fields(message) | fields)
        except SlackRefusal as refusal:
            if refusal.word not in INVALID_BLOCKS:
                raise
        answer = self._api.write(method, self._fields(bare) | fields)
        _WITHOUT_CHARTS.add(self._channel.name)
        return answer

    def _fields(self, message: SlackMessage) -> dict[str, Any]:
        return {
            "channel": self._channel.channel,
            "text": message.text,
            "blocks": list(message.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }

    def _found(self, news: News, thread: str) -> str | _Unknown | None:
        """The timestamp of the message that tells this news, None if there is none."""
        asked = {
            "channel": self._channel.channel,
            "oldest": f"{(news.at - _SKEW).timestamp():.6f}",
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
                if _tells(message, news):
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


def _tells(message: Mapping[str, Any], news: News) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT and payload.get("news") == news.id


def _is_for_all(news: News) -> bool:
    """Whether a reply is shown in the channel too: what asks for somebody as something new."""
    grave = news.alert.signal.severity.rank >= Severity.HIGH.rank
    back = news.what in {Happening.REOPENED, Happening.WOKEN}
    return back or (news.what is Happening.UPDATED and grave)
