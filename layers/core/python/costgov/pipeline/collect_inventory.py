"""Collects what every inventory source lists in one account and region, and how it is used."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final

from costgov.clock import Clock
from costgov.collectors.inventory.contract import GLOBAL, MetricSpec, Place, Source
from costgov.collectors.inventory.registry import sources
from costgov.domain.digests import expected_points, is_own_day
from costgov.domain.metric_wants import WantedMetric
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap, Target
from costgov.errors import OutOfTime, PointsWithheld, SourceError
from costgov.gateways.inventory_ports import Listings
from costgov.pipeline.findings import Findings
from costgov.pipeline.resource_shelf import ResourceShelf

# Metrics in memory at once: a fortnight of hours of three statistics is a thousand points each.
_AT_ONCE: Final = 150
_WEEK: Final = 7


@dataclass(slots=True)
class Collected:
    """What the sources of a target gave: resources by source, and what went wrong by reason.

    `unlisted` are the sources that could not list what there is, with the reason.
    """

    resources: list[Resource] = field(default_factory=list)
    expected: int = 0
    got: int = 0
    refused: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    details: dict[str, str] = field(default_factory=dict)
    unlisted: dict[str, str] = field(default_factory=dict)

    def refuse(self, source: str, error: SourceError) -> None:
        """Note a source that did not answer; what refuses many is one gap."""
        self.refused[error.reason].append(source)
        self.details.setdefault(error.reason, str(error))

    def findings(self, target: Target, as_of: date) -> Findings:
        """As the step records it: a gap per reason, naming the sources."""
        gaps = tuple(
            Gap(
                step=COLLECT_RESOURCES,
                target=str(target),
                reason=reason,
                detail=f"{', '.join(names)}: {self.details[reason]}",
                retry_after=as_of + ONE_DAY,
            )
            for reason, names in sorted(self.refused.items())
        )
        return Findings(self.expected, self.got, gaps)


@dataclass(frozen=True, slots=True)
class InventoryPass:
    """One pass over the sources of an account and region, or over those of no region."""

    listings: Listings
    shelf: ResourceShelf
    target: Target
    as_of: date
    deadline: datetime
    clock: Clock

    def collect(self, known_sources: Iterable[Source] | None = None) -> Collected:
        """Store what each source lists, with metric digests about once a week.

        What is stored of sources that are not wanted any more is removed. A source that refuses us
        keeps what an earlier run stored and is named in a gap; the others go on. One whose service
        the region does not have is none of ours there.

        Raises:
            StoreError: resources could not be written.
        """
        done = Collected()
        is_global = self.target.region == GLOBAL
        wanted = sources() if known_sources is None else tuple(known_sources)
        self.shelf.keep_only([], _kinds(sources()) - _kinds(wanted))
        for source in wanted:
            if source.is_global != is_global or not self._offered(source):
                continue
            done.expected += 1
            try:
                found = self._source(source)
            except SourceError as error:
                done.refuse(source.name, error)
                done.unlisted[source.name] = error.reason
                continue
            try:
                done.resources += self._with_metrics(source, found)
            except SourceError as error:
                done.resources += found
                done.refuse(source.name, error)
            else:
                done.got += 1
        return done

    def _offered(self, source: Source) -> bool:
        service, _, _ = source.calls[0].partition(":")
        return self.listings.offered(service, self.target)

    def _source(self, source: Source) -> Sequence[Resource]:
        if self.clock() >= self.deadline:
            raise OutOfTime("no time was left")
        place = Place(
            self.target.account_id, self.target.region, self.listings.partition, self.as_of
        )
        reader = self.listings.reader(self.target, source.calls)
        try:
            found = self._listed(source.fetch(reader, place))
        except KeyError as error:
            # Not even what AWS says is always there may stop the other sources.
            raise SourceError(f"an answer to {source.name} lacks {error}") from error
        # Listed first: what a metric fails on is known at least by what it is.
        self.shelf.put(found)
        self.shelf.keep_only(found, source.kinds)
        return found

    def _with_metrics(self, source: Source, found: Sequence[Resource]) -> Sequence[Resource]:
        """The resources of a source with their digests, and those it reads of other sources'."""
        others = {spec.kind for spec in source.metrics}.difference(source.kinds)
        known = [one for kind in sorted(others) for one in self.shelf.of_kind(kind)]
        measured = self._measured(source, [*found, *known])
        return [one for one in measured if one.kind in source.kinds]

    def _listed(self, fetched: Iterator[Resource]) -> list[Resource]:
        """Everything a source lists; what was read before time ran out is stored all the same."""
        found: list[Resource] = []
        for one in fetched:
            if self.clock() >= self.deadline:
                self.shelf.put(found)
                raise OutOfTime(f"no time was left after {len(found)} resources")
            found.append(self.shelf.with_known_digests(one))
        return found

    def _measured(self, source: Source, found: Sequence[Resource]) -> Sequence[Resource]:
        """The resources with fresh digests of those whose turn it is; stored as they come."""
        by_key = {one.key: one for one in found}
        wanted = [one for one in self._wanted(source, found) if is_due(by_key[one.resource], one)]
        withheld = 0
        for some in batched(wanted, _AT_ONCE, strict=False):
            if self.clock() >= self.deadline:
                raise OutOfTime(f"no time was left for {len(wanted)} metrics")
            digests = self.listings.digests(self.target, some)
            withheld += len(some) - len(digests)
            changed = {one.resource for one in digests}
            for key in changed:
                by_key[key] = _with(
                    by_key[key], {w.digest: d for w, d in digests.items() if w.resource == key}
                )
            self.shelf.put([by_key[key] for key in changed])
        if withheld:
            raise PointsWithheld(f"not all points of {withheld} metrics were given")
        return list(by_key.values())

    def _wanted(self, source: Source, found: Sequence[Resource]) -> Iterator[WantedMetric]:
        """Resource by resource: what is asked of one metric twice travels, and is billed, once."""
        for one in found:
            for spec in source.metrics:
                if one.kind == spec.kind and (dimensions := spec.dimensions(one)) is not None:
                    yield _want(one, spec, tuple(sorted(dimensions.items())), self.as_of)


def _kinds(some: Iterable[Source]) -> set[str]:
    return {kind for source in some for kind in source.kinds}


def is_due(resource: Resource, wanted: WantedMetric) -> bool:
    """Whether a metric is asked for: never read, a week old, or on the resource's own weekday.

    One of a resource that was created after the window can have no points.
    """
    if not expected_points(wanted.window, wanted.period_seconds, wanted.launched_at):
        return False
    known = next((one for one in resource.digests if one.metric == wanted.digest), None)
    if known is None or not known.expected_points:
        return True
    age = (wanted.window.end - known.end).days
    return age >= _WEEK or (age > 0 and is_own_day(resource.id, wanted.window.end))


def _want(
    resource: Resource, spec: MetricSpec, dimensions: tuple[tuple[str, str], ...], as_of: date
) -> WantedMetric:
    return WantedMetric(
        resource=resource.key,
        digest=spec.digest_name,
        namespace=spec.namespace,
        name=spec.name,
        unit=spec.unit,
        dimensions=dimensions,
        reading=spec.reading,
        window=Window(as_of - timedelta(days=spec.days), as_of),
        period_seconds=spec.period_seconds,
        launched_at=resource.launched_at,
        silent_is_zero=spec.silent_is_zero,
    )


def _with(resource: Resource, fresh: dict[str, MetricDigest]) -> Resource:
    kept = [one for one in resource.digests if one.metric not in fresh]
    digests = sorted([*kept, *fresh.values()], key=lambda one: one.metric)
    return resource.model_copy(update={"digests": tuple(digests)})
