"""What a service's handler answers with, and what of the request it is kept as."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.local.receiver.mailbox import Json


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body, and the word the mailbox keeps it under; `taken` where it was accepted."""

    status: int
    body: str
    word: str
    taken: bool
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def told(status: int, body: Json, word: str, *, taken: bool, **headers: str) -> Answer:
    """A JSON answer; header names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body), word, taken, headers=named)


def object_in(raw: bytes) -> Json | None:
    """The JSON object of a body, None where it is none."""
    try:
        found: Any = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
