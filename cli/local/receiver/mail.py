"""A reader of the alerts topic over HTTP: what an e-mail subscriber would get, as plain text."""

import re
from typing import Final
from urllib.parse import urlsplit
from urllib.request import urlopen

from werkzeug.wrappers import Request

from cli.local.receiver.answers import Answer, object_in, told
from cli.local.receiver.mailbox import Json

_SECONDS: Final = 10
_LOOPBACK: Final = re.compile(r"^http://(127\.0\.0\.1|localhost):\d+$")


def receive(request: Request) -> tuple[Json, Answer]:
    """One delivery of SNS: a subscription is confirmed, a notification is kept.

    https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
    """
    said = object_in(request.get_data())
    if said is None or "Type" not in said:
        return {}, told(400, {"error": "not a message of SNS"}, "400", taken=False)
    if said["Type"] == "SubscriptionConfirmation":
        _confirm(str(said["SubscribeURL"]))
    return said, told(200, {}, "200", taken=said["Type"] == "Notification")


def _confirm(address: str) -> None:
    """Visit the link, as a person who confirms does.

    Raises:
        ValueError: it leads away from this machine.
    """
    parts = urlsplit(address)
    if not _LOOPBACK.fullmatch(f"{parts.scheme}://{parts.netloc}"):
        raise ValueError(f"{address} is not on this machine")
    with urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - the loopback, checked above
        answer.read()
