"""Inventory calls answered from memory, and the metrics of what they list."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import jmespath
from costgov.collectors.inventory.contract import Place, Source
from costgov.domain.digests import Samples
from costgov.domain.metric_wants import WantedMetric
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import SourceError

type Answer = Mapping[str, Any]
type Answers = Mapping[
    str, Answer | Sequence[Answer] | SourceError | Callable[[Mapping[str, object]], Answer | None]
]
"""By call: one answer, several pages, a refusal, or what the parameters are answered with."""


@dataclass
class FakeReader:
    """Answers declared calls; `asked` keeps every call with its parameters."""

    answers: Answers
    calls: Collection[str]
    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def each(self, call: str, result: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        for page in self._pages(call, parameters):
            yield from jmespath.search(result, page) or ()

    def one(
        self, call: str, *, absent: Collection[str] = (), **parameters: object
    ) -> Mapping[str, Any] | None:
        pages = self._pages(call, parameters)
        return pages[0] if pages else None

    def _pages(self, call: str, parameters: dict[str, object]) -> Sequence[Answer]:
        assert call in self.calls, f"{call} is not declared"
        self.asked.append((call, parameters))
        answer = self.answers.get(call, {})
        if isinstance(answer, SourceError):
            raise answer
        if callable(answer):
            found = answer(parameters)
            return [] if found is None else [found]
        return [answer] if isinstance(answer, Mapping) else answer


@dataclass
class FakeListings:
    """Listings of one world for every target; `samples` by namespace, metric and dimensions."""

    answers: Answers = field(default_factory=dict)
    samples: Mapping[tuple[str, str, tuple[tuple[str, str], ...]], Samples] = field(
        default_factory=dict
    )
    partition: str = "aws"
    refused: Mapping[Target, SourceError] = field(default_factory=dict)
    missing_services: Collection[str] = ()
    withheld: Collection[str] = ()
    wanted: list[WantedMetric] = field(default_factory=list)

    def reader(self, target: Target, calls: Collection[str]) -> FakeReader:
        if target in self.refused:
            raise self.refused[target]
        return FakeReader(self.answers, calls)

    def offered(self, service: str, target: Target) -> bool:
        return service not in self.missing_services

    def digests(
        self, target: Target, wanted: Sequence[WantedMetric]
    ) -> Mapping[WantedMetric, MetricDigest]:
        self.wanted += wanted
        return {
            one: one.digested(
                self.samples.get((one.namespace, one.name, one.dimensions), Samples())
            )
            for one in wanted
            if one.name not in self.withheld
        }


def listed(
    source: Source,
    answers: Answers,
    *,
    account: str = "222233334444",
    region: str = "us-east-1",
    as_of: date = date(2026, 10, 20),
) -> list[Resource]:
    """What a source lists when its calls are answered so."""
    reader = FakeReader(answers, source.calls)
    return list(source.fetch(reader, Place(account, region, "aws", as_of)))
