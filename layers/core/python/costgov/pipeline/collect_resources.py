"""Collects one account and region: its instances, and how their CPU and memory were used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from costgov.clock import Clock
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resources import Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap, StepRecord, Target
from costgov.errors import SourceError
from costgov.gateways.ports import DocumentStore, Inventory, ObjectStore
from costgov.pipeline import records
from costgov.pipeline.evidence import keep_json

# What a target is expected to give: its inventory and its metrics.
_EXPECTED: Final = 2
_NAMED: Final = 20
_CPU: Final = "CPUUtilization"


class TargetEvent(BaseModel):
    """What the state machine's Map hands to each target; further fields are ignored."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    as_of: date
    account_id: str
    region: str

    @property
    def target(self) -> Target:
        """The account and region."""
        return Target(account_id=self.account_id, region=self.region)


@dataclass(frozen=True, slots=True)
class CollectResources:
    """The use case with its gateways."""

    inventory: Inventory
    results: DocumentStore
    control: DocumentStore
    evidence: ObjectStore
    lookback_days: int
    clock: Clock

    def run(self, event: TargetEvent) -> StepRecord:
        """Store the target's instances with their digests, record what could not be read.

        Digests cover the `lookback_days` whole UTC days before `as_of`. A target that refuses us
        is a gap and keeps what an earlier run stored; the run goes on.

        Raises:
            StoreError: evidence, resources or the record could not be written.
        """
        try:
            found = self.inventory.instances(event.target, event.as_of)
        except SourceError as error:
            return self._record(event, 0, [_gap(event, "instances", error.reason, str(error))])
        measured, gaps = self._measured(event, found)
        self._keep(event, measured)
        records.put_resources(self.results, event.target, measured)
        return self._record(event, _EXPECTED - len(gaps), gaps, _counts(measured))

    def _measured(
        self, event: TargetEvent, found: Sequence[Resource]
    ) -> tuple[list[Resource], list[Gap]]:
        window = Window(event.as_of - timedelta(days=self.lookback_days), event.as_of)
        try:
            answer = self.inventory.digests(event.target, found, window)
        except SourceError as error:
            return self._as_known(event, found), [_gap(event, "metrics", error.reason, str(error))]
        measured = [
            resource.model_copy(update={"digests": answer.digests[resource.id]})
            for resource in found
        ]
        if not answer.incomplete:
            return measured, []
        named = ", ".join(answer.incomplete[:_NAMED])
        detail = f"not all points were given for {len(answer.incomplete)} resources: {named}"
        return measured, [_gap(event, "metrics", "incomplete-metrics", detail)]

    def _as_known(self, event: TargetEvent, found: Sequence[Resource]) -> list[Resource]:
        """The resources with the digests of an earlier run, which name their own window."""
        stored = records.resources(self.results).all(event.account_id, event.region)
        known = {resource.id: resource.digests for resource in stored}
        return [
            resource.model_copy(update={"digests": known.get(resource.id, ())})
            for resource in found
        ]

    def _keep(self, event: TargetEvent, measured: Sequence[Resource]) -> None:
        kept = {
            "run_id": event.run_id,
            "as_of": event.as_of.isoformat(),
            "resources": [resource.model_dump(mode="json") for resource in measured],
        }
        keep_json(self.evidence, f"inventory/{event.run_id}/{event.target}.json.gz", kept)

    def _record(
        self, event: TargetEvent, got: int, gaps: Sequence[Gap], notes: tuple[str, ...] = ()
    ) -> StepRecord:
        record = StepRecord(
            step=COLLECT_RESOURCES,
            target=str(event.target),
            expected=_EXPECTED,
            got=got,
            gaps=tuple(gaps),
            notes=notes,
            finished_at=self.clock(),
        )
        records.record_step(self.control, event.run_id, record)
        return record


def _counts(found: Sequence[Resource]) -> tuple[str, ...]:
    measured = [{one.metric for one in r.digests if one.state == "measured"} for r in found]
    cpu = sum(_CPU in metrics for metrics in measured)
    memory = sum(bool(metrics - {_CPU}) for metrics in measured)
    return (f"{len(found)} instances, {cpu} with CPU, {memory} with memory",)


def _gap(event: TargetEvent, what: str, reason: str, detail: str) -> Gap:
    return Gap(
        step=COLLECT_RESOURCES,
        target=str(event.target),
        reason=reason,
        detail=f"{what}: {detail}",
        retry_after=event.as_of + ONE_DAY,
    )
