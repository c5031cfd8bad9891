"""A process that is killed at one of its calls: before the call is made, or after it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, override

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.channels.contract import Receipt, Sender

from tests.fakes.stores import InMemoryDocumentStore


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Fate:
    """Counts calls of ports, and ends the process at one of them; nothing happens after it."""

    at: int
    after: bool
    calls: list[str] = field(default_factory=list)
    dead: bool = False

    def met[T](self, name: str, call: Callable[[], T]) -> T:
        """Make a call, unless the process dies before."""
        if self.dead:
            raise Killed
        self.calls.append(name)
        mine = len(self.calls) == self.at
        if mine and not self.after:
            self.dead = True
            raise Killed
        answer = call()
        if mine:
            self.dead = True
            raise Killed
        return answer


@dataclass
class DyingStore:
    """A DocumentStore whose every call may be the process's last."""

    store: InMemoryDocumentStore
    fate: Fate

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.store, name)
        return lambda *given, **named: self.fate.met(name, lambda: method(*given, **named))


@dataclass
class DyingSender(Sender):
    """A sender whose every message may be the process's last."""

    sender: Sender
    fate: Fate

    def __post_init__(self) -> None:
        self.tells_repeats = self.sender.tells_repeats

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        return self.fate.met("send", lambda: self.sender.send(news, thread, repeated=repeated))

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        return self.fate.met(
            "send", lambda: self.sender.send_digest(digest, key, repeated=repeated)
        )


def dying(store: InMemoryDocumentStore, fate: Fate) -> DocumentStore:
    """A store as a use case gets it."""
    found: Any = DyingStore(store, fate)
    checked: DocumentStore = found
    return checked
