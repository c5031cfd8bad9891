"""What of the synthetic organisation's planted anomalies is found, when, and blamed on whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from costgov.domain.insights import AnomalyEvent, Driver

from benchmarks.planted_days import Mornings
from cli.local.synthetic import Organisation, PlannedChange, PlantedAnomaly

FIRST_MORNING = date(2026, 1, 5)
"""Four months of history before it, the first planted anomaly nine days after."""
EVERY = 3
"""Between anomalies and openings of months only each third morning is looked at."""
OPENING, AROUND = 5, 6
SETTLES = timedelta(days=10)
"""For so long a known change, or the end of an anomaly, may still be told as one."""
IS_NEW = timedelta(days=14)
"""An event that begins later tells of something else than the anomaly's beginning."""
PARTS = ("account", "usage_type", "region")


@dataclass(frozen=True, slots=True)
class Planted:
    """How the events of the daily pipeline compare with what was planted.

    An event is right when a planted anomaly explains it, wrong when nothing does; planned
    changes and the end of an anomaly are neither. `days` are from the first day of each found
    anomaly to the run that told of it; a run sees a day when it is over, so one at the least.
    """

    mornings: int
    planted: int
    found: int
    right: int
    wrong: int
    drivers: int
    drivers_right: int
    days: tuple[int, ...]
    missed: tuple[str, ...]
    wrongly: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the planted anomalies that was told."""
        return self.found / self.planted

    @property
    def precision(self) -> float:
        """Share of what was told that was planted."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def driver_share(self) -> float:
        """Share of accounts, usage types and regions of found anomalies named first."""
        return self.drivers_right / max(1, self.drivers)


def mornings(organisation: Organisation) -> list[date]:
    """The days that matter: around anomalies, at month openings, each third one otherwise."""
    span = (organisation.end - FIRST_MORNING).days + 1
    days = [FIRST_MORNING + timedelta(days=number) for number in range(span)]
    starts = [anomaly.start for anomaly in organisation.planted_anomalies]
    return [
        day
        for number, day in enumerate(days)
        if number % EVERY == 0
        or day.day <= OPENING
        or any(0 <= (day - start).days <= AROUND for start in starts)
    ]


def told(organisation: Organisation, days: Iterable[date]) -> Iterator[AnomalyEvent]:
    """Run the pipeline on some mornings; every event as it was when it was told first."""
    installation, known = Mornings(organisation), set[str]()
    for day in days:
        for event in installation.run(day):
            if event.id not in known:
                known.add(event.id)
                yield event


def compare(organisation: Organisation, events: Sequence[AnomalyEvent], looked: int) -> Planted:
    """Match what was told with what was planted."""
    planted = organisation.planted_anomalies
    telling = {
        anomaly: [event for event in events if explains(anomaly, event)] for anomaly in planted
    }
    right = {event.id for found in telling.values() for event in found}
    wrong = [
        event
        for event in events
        if event.id not in right and not is_known(event, organisation.planned_changes, planted)
    ]
    first = {
        anomaly: min(found, key=lambda event: event.found)
        for anomaly, found in telling.items()
        if found
    }
    named = [
        (part, value == getattr(anomaly, "account_id" if part == "account" else part))
        for anomaly, event in first.items()
        for part, value in blamed(event.drivers)
        if part in PARTS
    ]
    return Planted(
        mornings=looked,
        planted=len(planted),
        found=len(first),
        right=len(right),
        wrong=len(wrong),
        drivers=len(named),
        drivers_right=sum(right for _, right in named),
        days=tuple((event.found - anomaly.start).days for anomaly, event in first.items()),
        missed=tuple(
            f"{anomaly.start} {anomaly.service}" for anomaly in planted if anomaly not in first
        ),
        wrongly=tuple(
            f"{event.start} {event.value or event.dimension} {event.direction}" for event in wrong
        ),
    )


def explains(anomaly: PlantedAnomaly, event: AnomalyEvent) -> bool:
    """Whether an event tells of an anomaly: its first day, its side, where it was planted."""
    return (
        anomaly.start <= event.start < min(anomaly.end, anomaly.start + IS_NEW)
        and (event.direction == "drop") == (anomaly.impact < 0)
        and event.value in {anomaly.service, anomaly.account_id, None}
    )


def is_known(
    event: AnomalyEvent, changes: Sequence[PlannedChange], planted: Sequence[PlantedAnomaly]
) -> bool:
    """Whether an event tells of a change that was planned, or of the end of an anomaly."""
    accounts = {value for part, value in blamed(event.drivers) if part == "account"}
    return any(
        change.start <= event.end
        and event.start < change.end + SETTLES
        and (change.account_id is None or change.account_id in {event.value, *accounts})
        and (change.service is None or change.service == event.value)
        for change in changes
    ) or any(
        anomaly.end <= event.start < anomaly.end + SETTLES
        and anomaly.service == event.value
        and (event.direction == "drop") == (anomaly.impact > 0)
        for anomaly in planted
    )


def blamed(drivers: Sequence[Driver]) -> Iterator[tuple[str, str | None]]:
    """The first-named part on each level of a driver tree, going down into the first-named."""
    for part, members in groupby(drivers, key=lambda driver: driver.dimension):
        first = next(iter(members))
        yield part, first.value
        yield from blamed(first.parts)


def worst(days: Sequence[int]) -> int:
    """The longest time to detect."""
    return max(days, default=0)


def mean_days(days: Sequence[int]) -> float:
    """The mean time to detect."""
    return float(np.mean(days)) if days else 0.0
