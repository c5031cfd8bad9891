"""Page tokens: opaque, bound to the request they continue, gone when the data moves on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import uuid4

from cli.local.standin.errors import AwsError


@dataclass(frozen=True, slots=True)
class _Place:
    fingerprint: str
    offset: int


@dataclass(slots=True)
class Tokens:
    """The tokens one service has given out, and how it refuses others."""

    invalid_code: str
    changed_code: str
    _places: dict[str, _Place] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def issue(self, params: Mapping[str, Any], offset: int, *, ignoring: str) -> str:
        """A token that goes on at `offset` of this very request."""
        token = uuid4().hex
        with self._lock:
            self._places[token] = _Place(fingerprint(params, ignoring), offset)
        return token

    def offset(self, params: Mapping[str, Any], *, field_name: str) -> int:
        """Where a request goes on: 0 without a token.

        Raises:
            AwsError: the token is unknown or expired, or belongs to another request.
        """
        token = params.get(field_name)
        if token is None:
            return 0
        with self._lock:
            place = self._places.get(token)
        if place is None:
            raise AwsError(self.invalid_code, "The pagination token is invalid or has expired.")
        if place.fingerprint != fingerprint(params, field_name):
            raise AwsError(self.changed_code, "The request differs from the one before it.")
        return place.offset

    def expire(self) -> None:
        """Forget every token."""
        with self._lock:
            self._places.clear()


def fingerprint(params: Mapping[str, Any], ignoring: str) -> str:
    """A hash of a request's parameters without its token."""
    kept = {key: value for key, value in params.items() if key != ignoring}
    text = json.dumps(kept, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
