"""The product's own EventBridge bus."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from costgov.errors import ChannelUnavailable, MessageRefused
from costgov.gateways.aws_channel_errors import channel_errors

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE: Final = "costgov"
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
_LATER: Final = frozenset({"ThrottlingException", "InternalFailure", "InternalException"})


class EventBridgeBus:
    """EventBus by name."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self._client = client
        self._name = name

    def put(self, detail_type: str, detail: str, resources: tuple[str, ...], at: datetime) -> str:
        """See EventBus.put: one entry, so that what is refused is this event and no other."""
        with channel_errors(f"put an event on {self._name}"):
            answer = self._client.put_events(
                Entries=[
                    {
                        "EventBusName": self._name,
                        "Source": SOURCE,
                        "DetailType": detail_type,
                        "Detail": detail,
                        "Resources": list(resources),
                        "Time": at,
                    }
                ]
            )
        [entry] = answer["Entries"]
        if code := entry.get("ErrorCode"):
            said = f"put an event on {self._name}: {code}: {entry.get('ErrorMessage', '')}"
            raise ChannelUnavailable(said) if code in _LATER else MessageRefused(said)
        return entry["EventId"]
