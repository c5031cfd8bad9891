"""What leaves by a channel: an item of its outbox until it is proven told or given up."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from costgov.domain.alerting.alert import News
from costgov.domain.runs import Frozen

GIVEN_UP_AFTER: Final = timedelta(hours=24)
"""A message that could not be delivered for so long is given up, and that is told elsewhere."""


class OutboxItem(Frozen):
    """News on its way to one channel.

    It is not sent before `not_before` (a held digest, a quiet night, a back-off). `held` says why
    it was held back. `leased_until` is set while somebody sends it: an item whose lease has ended
    without a proof is in doubt, and is sent again as `repeated` where the receiver cannot tell.
    """

    channel: str
    news: News
    queued_at: datetime
    not_before: datetime
    held: str = ""
    attempts: int = 0
    leased_until: datetime | None = None
    last_error: str = ""


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

    `failing_since` is set from the first failure to the next success; `permanent` means that
    trying again is of no use until somebody changes something (a revoked webhook).
    """

    channel: str
    last_sent: datetime | None = None
    failing_since: datetime | None = None
    last_error: str = ""
    permanent: bool = False
