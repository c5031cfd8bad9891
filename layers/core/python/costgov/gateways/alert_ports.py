"""What telling people needs from outside: secrets, the web, topics, the event bus, a wake-up."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class WebAnswer(NamedTuple):
    """What an HTTP receiver answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Web(Protocol):
    """HTTP to receivers outside AWS."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> WebAnswer:
        """The answer of whatever status, redirects too.

        Raises:
            ChannelUnavailable: none came in time; in doubt where it may have been heard.
            ChannelRefused: the address is none, or not to be trusted.
        """
        ...


class Secrets(Protocol):
    """SecureString parameters, kept for some minutes so that a rotated one is soon used."""

    def value(self, name: str, *, fresh: bool = False) -> str:
        """A parameter's value; `fresh` asks again although one is kept.

        Raises:
            ChannelRefused: there is none, or it may not be read.
            ChannelUnavailable: the parameter store did not answer.
        """
        ...


class Subscribers(NamedTuple):
    """How many subscriptions of a topic are confirmed, and how many wait for it."""

    confirmed: int
    pending: int


class Topics(Protocol):
    """SNS topics."""

    def publish(
        self, topic_arn: str, subject: str, message: str, attributes: Mapping[str, str]
    ) -> str:
        """Publish and return the message id.

        Raises:
            ChannelUnavailable: throttled or not answered.
            ChannelRefused: no such topic, or not allowed.
            MessageRefused: not this message.
        """
        ...

    def subscribers(self, topic_arn: str) -> Subscribers:
        """Who reads a topic; errors as of `publish`."""
        ...


class EventBus(Protocol):
    """The product's own EventBridge bus."""

    def put(self, detail_type: str, detail: str, resources: tuple[str, ...], at: datetime) -> str:
        """Put one event (`source: costgov`) and return its id; errors as of Topics.publish."""
        ...


class Wake(Protocol):
    """Tells the deliver function that there is something in the outbox."""

    def wake(self) -> None:
        """Best effort: what is not woken is found by the next sweep, at most five minutes on."""
        ...
