"""What leaves by a channel: an item of its outbox until it is proven told or given up."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from costgov.domain.alerting.alert import News
from costgov.domain.runs import Frozen

GIVEN_UP_AFTER: Final = timedelta(hours=24)
"""A message that could not be delivered for so long is given up, and that is told elsewhere."""

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)


class OutboxItem(Frozen):
    """News on its way to one channel.

    It is not sent before `not_before` (a held digest, a quiet night). `held` says why it was held
    back, and that it goes out in a digest; `digest` names the one it was sent in. `leased_until`
    is set while somebody sends it: an item whose lease has ended without a proof is in doubt, and
    is sent again as `repeated` where the receiver cannot tell.
    """

    channel: str
    news: News
    queued_at: datetime
    not_before: datetime
    held: str = ""
    digest: str = ""
    attempts: int = 0
    leased_until: datetime | None = None
    last_error: str = ""

    @property
    def gives_up_at(self) -> datetime:
        """From then on it is given up, unless it was never tried and its channel works."""
        return max(self.queued_at, self.not_before) + GIVEN_UP_AFTER

    @property
    def in_doubt(self) -> bool:
        """Whether it was being sent and nobody knows what became of it."""
        return self.leased_until is not None

    def leased(self, until: datetime, digest: str = "") -> "OutboxItem":
        """The item while it is being sent, alone or in a digest."""
        counted = {"attempts": self.attempts + 1, "leased_until": until, "digest": digest}
        return self.model_copy(update=counted)

    def released(self, error: str, doubtful_since: datetime | None) -> "OutboxItem":
        """The item after a try without success; in doubt since that instant, or not at all.

        What is in doubt stays in its digest, so that the receiver can tell it has had it.
        """
        digest = self.digest if doubtful_since else ""
        left = {"last_error": error, "leased_until": doubtful_since, "digest": digest}
        return self.model_copy(update=left)


class DeliveryState(StrEnum):
    """SENT: the receiver took it. The others say why nobody will see it on this channel."""

    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    DROPPED = "dropped"


class Delivery(Frozen):
    """Proof of a message's end on one channel.

    `reference` is what the receiver calls it (an SNS message id, a Slack timestamp), `thread` what
    later news of the alert are threaded under. `attempts` counts the tries, `repeated` whether an
    earlier try's outcome was unknown.
    """

    channel: str
    alert_id: str
    sequence: int
    state: DeliveryState
    at: datetime
    attempts: int
    reference: str = ""
    thread: str = ""
    repeated: bool = False
    error: str = ""


class ChannelHealth(Frozen):
    """How a channel does: shown in the status, and told by another channel when it fails.

    `failing_since` is set from the first failure to the next success, `failures` counts those in
    between, and before `next_try` nothing is sent. `permanent` means that trying again is of no
    use until somebody changes something (a revoked webhook). `warning` is what keeps some of its
    readers from being reached while it works, an unconfirmed e-mail address.
    """

    channel: str
    last_sent: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    next_try: datetime | None = None
    last_error: str = ""
    permanent: bool = False
    warning: str = ""

    def sent(self, at: datetime, warning: str = "") -> "ChannelHealth":
        """The health after a message went out."""
        return ChannelHealth(channel=self.channel, last_sent=at, warning=warning)

    def failed(
        self, at: datetime, error: str, wait: timedelta, *, permanent: bool = False
    ) -> "ChannelHealth":
        """The health after a failure; nothing is sent for as long as `wait`."""
        since = self.failing_since or at
        return ChannelHealth(
            channel=self.channel,
            last_sent=self.last_sent,
            failing_since=since,
            failures=self.failures + 1,
            next_try=at + wait,
            last_error=error,
            permanent=permanent,
            warning=self.warning,
        )


def back_off(failures: int, retry_after: float | None, chance: float) -> timedelta:
    """How long a channel is left alone after so many failures in a row, this one included.

    One minute, doubled with each failure up to an hour, of which `chance` (0 to 1) spreads the
    latter half, so that channels of one receiver do not come back together. Not sooner than the
    receiver asks for (`retry_after`, seconds; a day at most).

    >>> [back_off(failures, None, 1.0).seconds for failures in (1, 2, 3, 9)]
    [60, 120, 240, 3600]
    >>> back_off(1, None, 0.0).seconds, back_off(1, 7200.0, 0.0).seconds
    (30, 7200)
    """
    longest: timedelta = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
    asked = timedelta(seconds=min(retry_after or 0.0, GIVEN_UP_AFTER.total_seconds()))
    return max(longest * (0.5 + chance / 2), asked)
