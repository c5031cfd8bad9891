"""PagerDuty's Events API v2: one service, its routing key, and the incidents it opened.

https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from werkzeug.wrappers import Request

from cli.local.receiver.answers import Answer, object_in, told
from cli.local.receiver.mailbox import Json

ROUTING_KEY: Final = "0123456789abcdef0123456789abcdef"
_KEY: Final = re.compile(r"[0-9a-zA-Z]{32}")
_SEVERITIES: Final = frozenset({"critical", "error", "warning", "info"})
_ACTIONS: Final = frozenset({"trigger", "acknowledge", "resolve"})
_LONGEST_SUMMARY: Final = 1_024
_LONGEST_KEY: Final = 255


@dataclass(slots=True)
class Incident:
    """What one deduplication key stands for until it is resolved."""

    dedup_key: str
    summary: str
    state: Literal["triggered", "acknowledged", "resolved"] = "triggered"
    events: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Service:
    """What can change: the routing keys that are good now, and the incidents."""

    keys: set[str] = field(default_factory=lambda: {ROUTING_KEY})
    incidents: list[Incident] = field(default_factory=list)


class PagerDuty:
    """Takes events; a key that is resolved opens a new incident when it is triggered again."""

    def __init__(self) -> None:
        self.state = Service()
        self._lock = threading.Lock()

    def incidents(self) -> list[Incident]:
        """All incidents, the oldest first."""
        with self._lock:
            return list(self.state.incidents)

    def enqueue(self, request: Request) -> tuple[Json, Answer]:
        """One event: 202 where it is taken, 400 with what is wrong where it is not."""
        event = object_in(request.get_data())
        if event is None:
            return {}, _invalid(["JSON is not an object"])
        if wrong := list(self._wrong(event)):
            return event, _invalid(wrong)
        with self._lock:
            self._take(event)
        said = {
            "status": "success",
            "message": "Event processed",
            "dedup_key": event["dedup_key"],
        }
        return event, told(202, said, "202", taken=True)

    def _take(self, event: Json) -> None:
        key, action = event["dedup_key"], event["event_action"]
        standing = next(
            (one for one in reversed(self.state.incidents) if one.dedup_key == key), None
        )
        if standing is None or standing.state == "resolved":
            if action == "trigger":
                summary = event["payload"]["summary"]
                self.state.incidents.append(Incident(key, summary, events=[event]))
            return
        standing.events.append(event)
        if action == "acknowledge":
            standing.state = "acknowledged"
        elif action == "resolve":
            standing.state = "resolved"

    def _wrong(self, event: Json) -> Iterator[str]:
        key, action = event.get("routing_key"), event.get("event_action")
        if not isinstance(key, str) or not _KEY.fullmatch(key) or key not in self.state.keys:
            yield "'routing_key' is invalid"
        if action not in _ACTIONS:
            yield "'event_action' is invalid"
        if not 0 < len(str(event.get("dedup_key") or "")) <= _LONGEST_KEY:
            yield "'dedup_key' is missing or too long"
        if action == "trigger":
            yield from _payload(event.get("payload"))
        for link in event.get("links") or ():
            if not str(link.get("href", "")).startswith("http"):
                yield "'links.href' is invalid"


def _payload(payload: object) -> Iterator[str]:
    if not isinstance(payload, dict):
        yield "'payload' is missing or blank"
        return
    if not 0 < len(str(payload.get("summary") or "")) <= _LONGEST_SUMMARY:
        yield "'payload.summary' is missing or too long"
    if not payload.get("source"):
        yield "'payload.source' is missing or blank"
    if payload.get("severity") not in _SEVERITIES:
        yield "'payload.severity' is invalid"


def _invalid(errors: list[str]) -> Answer:
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    return told(400, said, "400", taken=False)
