"""Settings that must be asked for thing by thing: what is refused of one is noted there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import as_json
from costgov.errors import SourceDenied, SourceError
from costgov.gateways.inventory_ports import Reader

# As many calls under way at once: far below what any of the services throttles at.
_AT_ONCE: Final = 8
_A_BATCH: Final = 5 * _AT_ONCE


def side_by_side[T, R](things: Iterable[T], ask: Callable[[T], R]) -> Iterator[R]:
    """What `ask` gives for each thing, in their order, some asked at the same time.

    The first error is raised once what is under way has ended; nothing more is begun then.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in batched(things, _A_BATCH, strict=False):
            yield from pool.map(ask, some)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of one thing: the call that tells it, and what an answer means.

    `absent` are error codes that say it was never set, in which case it is `default`.
    """

    name: str
    call: str
    value: Callable[[Mapping[str, Any]], object]
    absent: tuple[str, ...] = ()
    default: JsonValue = None

    def read(self, reader: Reader, **parameters: object) -> dict[str, JsonValue]:
        """`{name: value}`; `{nameDenied: why}` where this one thing's answer is refused.

        Raises:
            SourceError: see `refused`.
        """
        try:
            answer = reader.one(self.call, absent=self.absent, **parameters)
        except SourceError as error:
            return {f"{self.name}Denied": refused(error)}
        return {self.name: self.default if answer is None else as_json(self.value(answer))}


def refused(error: SourceError) -> str:
    """Why one thing tells nothing: it is closed to us, or was deleted after it was listed.

    Raises:
        SourceError: the error itself, where the service gave no answer about anything.
    """
    # What is in no table of errors is the service's own word on this thing.
    if isinstance(error, SourceDenied) or type(error) is SourceError:
        return str(error)
    raise error
