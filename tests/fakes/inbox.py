"""What people would be told, read from the outbox: each message once."""

from dataclasses import dataclass, field

from costgov.domain.alerting.alert import Happening, News
from costgov.pipeline.alerting.records import outbox

from tests.fakes.stores import InMemoryDocumentStore


@dataclass
class Inbox:
    """The e-mail subscriber's inbox of an installation, and how often deliver was woken."""

    control: InMemoryDocumentStore
    woken: int = 0
    seen: set[str] = field(default_factory=set)

    def wake(self) -> None:
        """See Wake."""
        self.woken += 1

    def read(self) -> list[News]:
        """The messages that came since the last look, by alert and number."""
        queued = sorted(outbox(self.control).all("email"), key=lambda one: one.news.at)
        new = [item.news for item in queued if item.news.id not in self.seen]
        self.seen |= {news.id for news in new}
        return new

    def told(self) -> list[str]:
        """The titles of what came; what is no beginning says what happened first."""
        return [headline(news) for news in self.read()]


def headline(news: News) -> str:
    """`resolved: Budget all: …`; of what was opened the title alone."""
    title = news.alert.signal.title
    return title if news.what is Happening.OPENED else f"{news.what}: {title}"
