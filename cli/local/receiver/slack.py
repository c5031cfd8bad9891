"""Slack: the Web API's messages as a bot sees them, and an incoming webhook."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request

from cli.local.receiver.answers import Answer, object_in, told
from cli.local.receiver.mailbox import Json
from cli.local.receiver.slack_rules import problems

TOKEN: Final = "xoxb-laptop-0001"  # noqa: S105 - good on this machine alone
CHANNEL: Final = "C0COSTGOV01"
HOOK: Final = "/services/T0LAPTOP/B0COSTGOV/receiver"
_LONGEST: Final = 40_000
_PAGE: Final = 100


class SlackRefusal(Exception):
    """How the Web API says no: `ok` is false and `error` is this word."""

    def __init__(self, word: str, *notes: str) -> None:
        super().__init__(word)
        self.word = word
        self.notes = notes


@dataclass(slots=True)
class Workspace:
    """What can change: tokens that work and that did, channels and what stands in them.

    `charts` tells whether the workspace knows the data visualization block; `hook_works` whether
    the webhook still exists.
    """

    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    revoked: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=lambda: {CHANNEL})
    charts: bool = True
    hook_works: bool = True
    messages: dict[str, list[Json]] = field(default_factory=dict)


class Slack:
    """One workspace with one bot and one incoming webhook; `state` is all that changes."""

    def __init__(self) -> None:
        self.state = Workspace()
        self._lock = threading.Lock()
        self._last = 0
        self._methods: dict[str, Callable[[Json], Json]] = {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "auth.test": lambda _: {"team": "laptop", "user": "costgov", "bot_id": "B0COSTGOV"},
        }

    def rotate(self, token: str) -> None:
        """Replace the bot's token: the old ones are revoked."""
        self.state.revoked |= self.state.tokens
        self.state.tokens = {token}

    def messages(self, channel: str = CHANNEL) -> list[Json]:
        """What stands in a channel, threads included, the oldest first."""
        with self._lock:
            return list(self.state.messages.get(channel, ()))

    def call(self, method: str, request: Request) -> tuple[Json, Answer]:
        """One method of the Web API; the arguments, and the answer."""
        asked = _arguments(request)
        try:
            self._authorise(request)
            answer = self._answer(method, asked)
        except SlackRefusal as refusal:
            said: Json = {"ok": False, "error": refusal.word}
            if refusal.notes:
                said["response_metadata"] = {"messages": list(refusal.notes)}
            return asked or {}, told(200, said, refusal.word, taken=False)
        return asked or {}, told(200, {"ok": True, **answer}, "ok", taken=True)

    def hook(self, request: Request) -> tuple[Json, Answer]:
        """A message by the incoming webhook; answers are plain words."""
        asked = object_in(request.get_data())
        if not self.state.hook_works or request.path != HOOK:
            return asked or {}, _word(404, "no_service")
        if asked is None:
            return {}, _word(400, "invalid_payload")
        if not (asked.get("text") or asked.get("blocks")):
            return asked, _word(400, "no_text")
        if wrong := problems(asked.get("blocks", []), charts=self.state.charts):
            return {**asked, "refused": wrong}, _word(400, "invalid_blocks")
        return asked, _word(200, "ok")

    def _answer(self, method: str, asked: Json | None) -> Json:
        if asked is None:
            raise SlackRefusal("invalid_json")
        if method not in self._methods:
            raise SlackRefusal("unknown_method")
        with self._lock:
            return self._methods[method](asked)

    def _authorise(self, request: Request) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not token:
            raise SlackRefusal("not_authed")
        if token in self.state.revoked:
            raise SlackRefusal("token_revoked")
        if token not in self.state.tokens:
            raise SlackRefusal("invalid_auth")

    def _post(self, asked: Json) -> Json:
        channel = self._checked(asked)
        thread = asked.get("thread_ts")
        standing = self.state.messages.setdefault(channel, [])
        if thread is not None and thread not in {one["ts"] for one in standing}:
            raise SlackRefusal("thread_not_found")
        kept = {name: value for name, value in asked.items() if name != "channel"}
        message = {**kept, "type": "message", "bot_id": "B0COSTGOV", "ts": self._next()}
        standing.append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _update(self, asked: Json) -> Json:
        channel = self._checked(asked)
        for message in self.state.messages.get(channel, ()):
            if message["ts"] == asked.get("ts"):
                new: Json = {name: asked[name] for name in ("text", "blocks") if name in asked}
                message.update(new | {"edited": {"user": "U0COSTGOV", "ts": self._next()}})
                return {"channel": channel, "ts": message["ts"], "text": message.get("text", "")}
        raise SlackRefusal("message_not_found")

    def _history(self, asked: Json) -> Json:
        """Messages that are no replies, the newest first."""
        standing = self._standing(asked)
        first = [one for one in standing if one.get("thread_ts") in {None, one["ts"]}]
        return self._page(asked, first[::-1])

    def _replies(self, asked: Json) -> Json:
        """A thread, its first message first."""
        thread = asked.get("ts")
        found = [
            one for one in self._standing(asked) if thread in {one["ts"], one.get("thread_ts")}
        ]
        if not found:
            raise SlackRefusal("thread_not_found")
        return self._page(asked, found)

    def _standing(self, asked: Json) -> list[Json]:
        channel = asked.get("channel")
        if channel not in self.state.channels:
            raise SlackRefusal("channel_not_found")
        oldest, latest = str(asked.get("oldest", "0")), str(asked.get("latest", "9999999999"))
        standing = self.state.messages.get(channel, ())
        return [one for one in standing if float(oldest) <= float(one["ts"]) <= float(latest)]

    @staticmethod
    def _page(asked: Json, found: list[Json]) -> Json:
        size = int(asked.get("limit", _PAGE))
        with_metadata = str(asked.get("include_all_metadata", "")).lower() == "true"
        shown = [
            one if with_metadata else {k: v for k, v in one.items() if k != "metadata"}
            for one in found[:size]
        ]
        return {"messages": shown, "has_more": len(found) > size}

    def _checked(self, asked: Json) -> str:
        channel = asked.get("channel")
        if channel not in self.state.channels:
            raise SlackRefusal("channel_not_found")
        if not (asked.get("text") or asked.get("blocks")):
            raise SlackRefusal("no_text")
        if len(str(asked.get("text", ""))) > _LONGEST:
            raise SlackRefusal("msg_too_long")
        if wrong := problems(asked.get("blocks") or [], charts=self.state.charts):
            raise SlackRefusal("invalid_blocks", *wrong)
        return str(channel)

    def _next(self) -> str:
        """A message's name: seconds and microseconds, never twice."""
        self._last = max(self._last + 1, time.time_ns() // 1_000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def _arguments(request: Request) -> Json | None:
    """The arguments of a call: JSON, a form, or (reading) the query."""
    if request.method == "GET":
        return dict(request.args)
    if request.mimetype == "application/json":
        return object_in(request.get_data())
    form: Json = dict(parse_qsl(request.get_data(as_text=True)))
    blocks: Any = form.get("blocks")
    if isinstance(blocks, str):
        found = object_in(f'{{"blocks": {blocks}}}'.encode())
        if found is None:
            return None
        form |= found
    return form


def _word(status: int, word: str) -> Answer:
    return Answer(status, word, word, taken=status == 200, media="text/plain")
