"""SecureString parameters of the Systems Manager parameter store."""

from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from costgov.clock import Clock, utc_now
from costgov.gateways.aws_channel_errors import channel_errors

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

KEPT_FOR: Final = timedelta(minutes=5)
"""A parameter that was changed is used at the latest after so long."""


class SsmSecrets:
    """Secrets by parameter name, kept for five minutes by the container."""

    def __init__(self, client: "SSMClient", clock: Clock = utc_now) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[str, datetime]] = {}
        # Channels are sent to by a thread each.
        self._lock = Lock()

    def value(self, name: str, *, fresh: bool = False) -> str:
        """See Secrets.value."""
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None and not fresh and self._clock() - kept[1] < KEPT_FOR:
            return kept[0]
        with channel_errors(f"read the parameter {name}"):
            found = self._client.get_parameter(Name=name, WithDecryption=True)
        value = found["Parameter"]["Value"]
        with self._lock:
            self._kept[name] = (value, self._clock())
        return value
