"""Topics, a bus and secrets in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from costgov.errors import ChannelRefused
from costgov.gateways.alert_ports import Subscribers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOPIC = "arn:aws:sns:us-east-1:123456789012:costgov-alerts"


@dataclass
class FakeTopics:
    """Topics that keep what was published, refusing what SNS refuses."""

    readers: Subscribers = field(default_factory=lambda: Subscribers(1, 0))
    sent: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    asked: int = 0

    def publish(
        self, topic_arn: str, subject: str, message: str, attributes: Mapping[str, str]
    ) -> str:
        assert len(subject) < 100
        assert subject.isascii()
        assert subject.isprintable()
        size = len(message.encode()) + sum(
            len(name) + len(value.encode()) + len("String") for name, value in attributes.items()
        )
        assert 0 < size <= 262_144
        self.sent.append((topic_arn, subject, message, dict(attributes)))
        return f"message-{len(self.sent)}"

    def subscribers(self, topic_arn: str) -> Subscribers:
        self.asked += 1
        return self.readers


@dataclass
class FakeBus:
    """A bus that keeps what was put on it."""

    events: list[tuple[str, str, tuple[str, ...], datetime]] = field(default_factory=list)

    def put(self, detail_type: str, detail: str, resources: tuple[str, ...], at: datetime) -> str:
        self.events.append((detail_type, detail, resources, at))
        return f"event-{len(self.events)}"


@dataclass
class FakeSecrets:
    """Parameters as they are kept, and as they are by now."""

    kept: dict[str, str]
    present: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, *, fresh: bool = False) -> str:
        found = (self.kept | self.present if fresh else self.kept).get(name)
        if found is None:
            raise ChannelRefused(f"read the parameter {name}: ParameterNotFound")
        return found
