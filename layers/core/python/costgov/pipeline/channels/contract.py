"""What every channel is: takes one piece of news, and says how the receiver calls it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem


class Receipt(NamedTuple):
    """The receiver's name for a message, and what later news of the alert are threaded under.

    `warning` says who is not reached although the channel works.
    """

    reference: str
    thread: str = ""
    warning: str = ""


class Sender(Protocol):
    """A channel ready to send.

    `tells_repeats`: the receiver drops a message that it has had (by `News.id`), so that one whose
    outcome is unknown can be sent again without being shown twice.
    """

    tells_repeats: bool

    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Send one piece of news under the thread of the alert's first ("" if there is none).

        Raises:
            ChannelUnavailable: it may work later, after `retry_after` where that was said.
            ChannelRefused: it will not work until somebody changes something.
            MessageRefused: it will never take this message.
        """
        ...

    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Send what was held back as one message that lists all of it; raises as `send` does.

        `key` names the digest as `News.id` names news: the same when it is sent again, though it
        may then hold less.
        """
        ...
