"""Faults on demand: a service that is down, slow, throttling, revoked, or whose answer is lost."""

import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a service's next requests instead of an answer.

    Args:
        status: the HTTP status to answer with; 200 with `error` is how Slack refuses.
        error: the service's own word for it.
        retry_after: seconds, told in the header of that name.
        wait: seconds before anything is answered: a time-out for whoever waits less.
        lost: the message is taken, but the answer never arrives (the connection is closed, after
            `wait`).
        times: so many requests, None until it is cleared.
        after: so many requests pass first.
    """

    status: int = 503
    error: str = "unavailable"
    retry_after: int | None = None
    wait: float = 0
    lost: bool = False
    times: int | None = 1
    after: int = 0


class Faults:
    """Faults planned per service; the first planned strikes first."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Fault]] = {}
        self._lock = threading.Lock()

    def plan(self, service: str, fault: Fault) -> None:
        """Add a fault after those already planned."""
        with self._lock:
            self._planned.setdefault(service, []).append(fault)

    def clear(self, service: str | None = None) -> None:
        """Forget what has not struck: of one service, or of all."""
        with self._lock:
            if service is None:
                self._planned.clear()
            else:
                self._planned.pop(service, None)

    def strike(self, service: str) -> Fault | None:
        """The fault of a service's request that has come now; counts it."""
        with self._lock:
            planned = self._planned.get(service)
            if not planned:
                return None
            fault = planned[0]
            if fault.after:
                planned[0] = replace(fault, after=fault.after - 1)
                return None
            if fault.times is not None:
                planned[:1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
            return fault
