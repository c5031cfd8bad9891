"""Collects one account and region: its instances, how they were used, and its measures."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from costgov.clock import Clock
from costgov.collectors.inventory.contract import GLOBAL, Source
from costgov.collectors.inventory.registry import sources
from costgov.domain.accounts import NEW_ACCOUNT
from costgov.domain.digests import is_due
from costgov.domain.hosts import PrometheusSource
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resources import INSTANCE, InventoryState, MetricDigest, Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap, StepRecord, Target
from costgov.errors import AccountNotReady, NotFound, OutOfTime, RoleRefused, SourceError
from costgov.gateways.host_ports import HostMetrics
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore, Inventory, ObjectStore
from costgov.pipeline import records
from costgov.pipeline.collect_hosts import collect_hosts
from costgov.pipeline.collect_inventory import Collected, InventoryPass
from costgov.pipeline.collect_load import collect_load
from costgov.pipeline.collect_measures import collect_measures
from costgov.pipeline.evidence import keep_json
from costgov.pipeline.findings import Findings
from costgov.pipeline.resource_shelf import ResourceShelf
from costgov.pipeline.use_shelf import UseShelf

# What a target is expected to give: its inventory and its metrics.
_EXPECTED: Final = 2
_NAMED: Final = 20
_CPU: Final = "CPUUtilization"
# What agents' metrics of memory begin with, on either operating system.
_MEMORY: Final = "mem"
# A StackSet brings the role to an account within hours of its joining; give it some days.
_SETTLING: Final = timedelta(days=3)
# Kept for what is written after the last metrics: the resources, the evidence, the record.
_RESERVE: Final = timedelta(seconds=60)


class TargetEvent(BaseModel):
    """What the state machine's Map hands to each target; further fields are ignored."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    as_of: date
    account_id: str
    region: str
    is_first: bool = False
    """Whether it is the first of its account's targets, which looks at what has no region too."""

    @property
    def target(self) -> Target:
        """The account and region."""
        return Target(account_id=self.account_id, region=self.region)


@dataclass(slots=True)
class _Tally:
    """What a target gave so far."""

    instances: int = 0
    with_cpu: int = 0
    with_memory: int = 0
    parts: int = 0

    def add(self, some: Sequence[Resource]) -> None:
        measured = [{one.metric for one in r.digests if one.state == "measured"} for r in some]
        self.instances += len(some)
        self.with_cpu += sum(_CPU in metrics for metrics in measured)
        self.with_memory += sum(
            any(name.lower().startswith(_MEMORY) for name in metrics) for metrics in measured
        )
        self.parts += 1

    def notes(self) -> tuple[str, ...]:
        return (
            f"{self.instances} instances, {self.with_cpu} with CPU, {self.with_memory} with memory",
        )


@dataclass(frozen=True, slots=True)
class CollectResources:
    """The use case with its gateways."""

    inventory: Inventory
    listings: Listings
    results: DocumentStore
    control: DocumentStore
    evidence: ObjectStore
    lookback_days: int
    clock: Clock
    history: timedelta = timedelta(days=120)
    sources: tuple[Source, ...] | None = None
    hosts: tuple[tuple[PrometheusSource, HostMetrics], ...] = ()

    def run(self, event: TargetEvent, remaining: timedelta) -> StepRecord:
        """Store the target's instances with their digests, record what could not be read.

        Digests cover the `lookback_days` whole UTC days before the day they were read on, about
        once a week for each instance (see `is_due`); its days of use are kept with them, the first
        time those of `history` too. They are stored some instances at a time, so that neither the
        size of a region nor a function that dies loses what was read. A target that refuses us is
        a gap and keeps what an earlier run stored; the run goes on. The inventory of a newer day
        is not replaced by that of an older one. The measures that live here and the load of
        Auto Scaling groups are read last.

        Raises:
            StoreError: evidence, resources or the record could not be written.
        """
        stored = self._stored(event)
        if stored and stored.as_of > event.as_of:
            # What runs now did not run then.
            note = f"the inventory of {stored.as_of} is kept"
            return self._record(event, _EXPECTED, [], (note,))
        deadline = self.clock() + remaining - _RESERVE
        try:
            found = self.inventory.instances(event.target, event.as_of)
        except SourceError as error:
            return self._record(event, 0, [self._refused(event, "instances", error)])
        tally, shelf = _Tally(), ResourceShelf(self.results, event.target)
        gaps = self._measure(event, found, deadline, shelf, tally)
        shelf.keep_only(found, {INSTANCE})
        unlisted: dict[str, str] = {}
        inventory = self._services(event, deadline, shelf, unlisted)
        measures = collect_measures(
            self.inventory, (self.results, self.control), event.target, event.as_of, self.clock()
        )
        load = collect_load(self.inventory, self.results, event.target, found, event.as_of)
        state = InventoryState(
            target=event.target, as_of=event.as_of, resources=len(found), unlisted=unlisted
        )
        if state != stored:
            records.inventories(self.results).put(state, str(event.target))
        hosts = self._hosts(event, shelf)
        parts = (inventory, measures, load, hosts)
        return self._record(
            event,
            _EXPECTED - len(gaps) + sum(part.got for part in parts),
            [*gaps, *(gap for part in parts for gap in part.gaps)],
            (*tally.notes(), *inventory.notes, *hosts.notes),
            _EXPECTED + sum(part.expected for part in parts),
        )

    def _hosts(self, event: TargetEvent, shelf: ResourceShelf) -> Findings:
        """The hosts of a Prometheus that this account and region asks."""
        own = [(source, asked) for source, asked in self.hosts if source.target == event.target]
        found = (
            collect_hosts(asked, source, shelf, event.as_of, self.lookback_days)
            for source, asked in own
        )
        return sum(found, Findings())

    def _services(
        self,
        event: TargetEvent,
        deadline: datetime,
        shelf: ResourceShelf,
        unlisted: dict[str, str],
    ) -> Findings:
        """What the services list here and, once per account, what belongs to no region."""
        places = [(event.target, shelf)]
        if event.is_first:
            nowhere = Target(account_id=event.account_id, region=GLOBAL)
            places.append((nowhere, ResourceShelf(self.results, nowhere)))
        found = Findings()
        for target, own in places:
            done = InventoryPass(
                self.listings, own, target, event.as_of, deadline, self.clock
            ).collect(self.sources)
            unlisted |= done.unlisted
            found += self._kept(event, target, done)
        return found

    def _kept(self, event: TargetEvent, target: Target, done: Collected) -> Findings:
        """What a pass gave, with its evidence stored."""
        if done.resources:
            kept = {
                "run_id": event.run_id,
                "as_of": event.as_of.isoformat(),
                "resources": [one.model_dump(mode="json") for one in done.resources],
            }
            keep_json(self.evidence, f"inventory/{event.run_id}/{target}/services.json.gz", kept)
        found = done.findings(event.target, event.as_of)
        if not done.expected:
            return found
        note = f"{len(done.resources)} further resources of {done.got} sources in {target.region}"
        return Findings(found.expected, found.got, found.gaps, (note,))

    def _stored(self, event: TargetEvent) -> InventoryState | None:
        try:
            return records.inventories(self.results).get(str(event.target))
        except NotFound:
            return None

    def _measure(
        self,
        event: TargetEvent,
        found: Sequence[Resource],
        deadline: datetime,
        shelf: ResourceShelf,
        tally: _Tally,
    ) -> list[Gap]:
        """Store every resource; the gap, if not every one could be measured."""
        window = Window(event.as_of - timedelta(days=self.lookback_days), event.as_of)
        known = [shelf.with_known_digests(resource) for resource in found]
        known_sources = sources() if self.sources is None else self.sources
        elsewhere = _read_by(known_sources, INSTANCE)
        due = [one for one in known if is_due(one, _but(one, elsewhere), event.as_of)]
        waiting = {resource.id: resource for resource in due}
        if later := [resource for resource in known if resource.id not in waiting]:
            self._keep(event, later, shelf, tally)
        incomplete: list[str] = []
        used = UseShelf(self.results, event.target, window)
        first = window.end - self.history
        since = {
            one.id: first
            for one in due
            # CloudWatch refuses a window of no days: history may be set as short as the digests'.
            if first < window.start and _has_history(one, used, window)
        }
        try:
            for answer in self.inventory.digests(event.target, due, window, since):
                for name, use in answer.use.items():
                    used.put(name, use)
                some = [
                    _with_fresh(waiting.pop(name), digests, elsewhere)
                    for name, digests in answer.digests.items()
                ]
                incomplete += answer.incomplete
                self._keep(event, some, shelf, tally)
                if waiting and self.clock() >= deadline:
                    raise OutOfTime(f"no time was left for {len(waiting)} instances")
        except SourceError as error:
            self._keep(event, list(waiting.values()), shelf, tally)
            return [self._refused(event, "metrics", error)]
        if not incomplete:
            return []
        named = ", ".join(incomplete[:_NAMED])
        detail = f"not all points were given for {len(incomplete)} resources: {named}"
        return [_gap(event, "metrics", "incomplete-metrics", detail)]

    def _keep(
        self,
        event: TargetEvent,
        some: Sequence[Resource],
        shelf: ResourceShelf,
        tally: _Tally,
    ) -> None:
        """Evidence first, then what is derived from it."""
        kept = {
            "run_id": event.run_id,
            "as_of": event.as_of.isoformat(),
            "resources": [resource.model_dump(mode="json") for resource in some],
        }
        tally.add(some)
        key = f"inventory/{event.run_id}/{event.target}/{tally.parts:04d}.json.gz"
        keep_json(self.evidence, key, kept)
        shelf.put(some)

    def _refused(self, event: TargetEvent, what: str, error: SourceError) -> Gap:
        """The gap of a refusal; an account that has just joined may not be ready yet."""
        if isinstance(error, RoleRefused | AccountNotReady):
            try:
                joined = records.accounts(self.control).get(event.account_id).joined
            except NotFound:
                joined = None
            if joined is not None and self.clock().date() - joined <= _SETTLING:
                detail = f"the account joined on {joined}; {error}"
                return _gap(event, what, NEW_ACCOUNT, detail)
        return _gap(event, what, error.reason, str(error))

    def _record(
        self,
        event: TargetEvent,
        got: int,
        gaps: Sequence[Gap],
        notes: tuple[str, ...] = (),
        expected: int = _EXPECTED,
    ) -> StepRecord:
        record = StepRecord(
            step=COLLECT_RESOURCES,
            target=str(event.target),
            expected=expected,
            got=got,
            gaps=tuple(gaps),
            notes=notes,
            finished_at=self.clock(),
        )
        records.record_step(self.control, event.run_id, record)
        return record


def _read_by(known_sources: Sequence[Source], kind: str) -> frozenset[str]:
    """The digests of a kind that sources read, each in its own time."""
    specs = (spec for source in known_sources for spec in source.metrics)
    return frozenset(spec.digest_name for spec in specs if spec.kind == kind)


def _but(resource: Resource, names: AbstractSet[str]) -> list[MetricDigest]:
    return [one for one in resource.digests if one.metric not in names]


def _with_fresh(
    resource: Resource, digests: Sequence[MetricDigest], elsewhere: AbstractSet[str]
) -> Resource:
    """The resource with these digests, beside those that sources read of it."""
    fresh = {one.metric for one in digests}
    kept = [one for one in resource.digests if one.metric in elsewhere - fresh]
    return resource.model_copy(update={"digests": (*digests, *kept)})


def _has_history(resource: Resource, used: UseShelf, window: Window) -> bool:
    """Whether it ran before the window, and nothing is stored of that yet."""
    if used.knows(resource.id):
        return False
    return resource.launched_at is None or resource.launched_at.date() < window.start


def _gap(event: TargetEvent, what: str, reason: str, detail: str) -> Gap:
    return Gap(
        step=COLLECT_RESOURCES,
        target=str(event.target),
        reason=reason,
        detail=f"{what}: {detail}",
        retry_after=event.as_of + ONE_DAY,
    )
