"""Answers about costs that a container has given before, for as long as no ledger has changed.

What was delivered is written before the ledger that tells of it, so an answer that was made of a
ledger's facts is still the answer while the ledger is the same.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from costgov.domain.costs import Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.period import Window

from functions.api.rendering import Body

if TYPE_CHECKING:
    from costgov.gateways.ports import CostReader

_MOST: Final = 24_000_000
"""Bytes of text; a page has less than one million."""


class _Kept(NamedTuple):
    ledgers: Sequence[Ledger]
    body: Body


class AnswerMemory:
    """The latest answers of a container, the longest unasked forgotten first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def answer(
        self, asked: Hashable, costs: "CostReader", make: Callable[["CostReader"], Body]
    ) -> Body:
        """The answer to a question, made anew by `make` where the ledgers are not what they were.

        Raises:
            CostGovError: it could not be made.
        """
        ledgers = costs.ledgers()
        kept = self._kept.get(asked)
        if kept is not None and kept.ledgers == ledgers:
            self._kept.move_to_end(asked)
            return kept.body
        body = make(_KnownLedgers(costs, ledgers))
        self._kept[asked] = _Kept(ledgers, body)
        self._kept.move_to_end(asked)
        while self._size() > self._most:
            self._kept.popitem(last=False)
        return body

    def _size(self) -> int:
        return sum(len(one.body.text) for one in self._kept.values())


class _KnownLedgers:
    """A reader that has read the present ledgers already."""

    def __init__(self, costs: "CostReader", ledgers: list[Ledger]) -> None:
        self._costs = costs
        self._ledgers = ledgers

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        """See CostReader.ledgers."""
        return self._ledgers if known_at is None else self._costs.ledgers(known_at)

    def months(
        self,
        key: SeriesKey,
        window: Window,
        value: str | None = None,
        *,
        one: bool = False,
        known_at: datetime | None = None,
        metric: Metric | None = None,
    ) -> list[MonthCost]:
        """See CostReader.months."""
        return self._costs.months(key, window, value, one=one, known_at=known_at, metric=metric)
