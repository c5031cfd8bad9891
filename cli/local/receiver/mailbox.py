"""What was received, in order, with the instant and the answer it got."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """One request of a service: what it asked for, what it said and how it was answered.

    `answer` is the service's own word (`ok`, `invalid_blocks`, `202`), `lost` whether the sender
    never got it although the message was taken.
    """

    at: datetime
    service: str
    operation: str
    body: Json
    headers: Mapping[str, str]
    answer: str
    taken: bool
    lost: bool = False


class Mailbox:
    """Posts of all services; safe to use from the server's threads."""

    def __init__(self) -> None:
        self._posts: list[Post] = []
        self._lock = threading.Lock()

    def keep(self, post: Post) -> None:
        """Note one more."""
        with self._lock:
            self._posts.append(post)

    def posts(self, service: str | None = None, *, taken: bool = False) -> list[Post]:
        """What came so far, the oldest first: of a service, and only what was taken."""
        with self._lock:
            return [
                post
                for post in self._posts
                if service in {None, post.service} and (post.taken or not taken)
            ]

    def keep_first(self, number: int) -> None:
        """Forget all but the first posts."""
        with self._lock:
            del self._posts[number:]
