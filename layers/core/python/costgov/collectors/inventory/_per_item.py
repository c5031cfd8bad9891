"""Settings that must be asked for thing by thing: what is refused of one is noted there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from costgov.collectors.inventory.contract import as_json
from costgov.errors import SourceDenied
from costgov.gateways.inventory_ports import Reader


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
            SourceError: the service did not answer, which is not about this thing alone.
        """
        try:
            answer = reader.one(self.call, absent=self.absent, **parameters)
        except SourceDenied as error:
            return {f"{self.name}Denied": str(error)}
        return {self.name: self.default if answer is None else as_json(self.value(answer))}
