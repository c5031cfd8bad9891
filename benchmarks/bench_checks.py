"""The checks: planted waste found, false findings, money; and the time of 5,000 instances.

python -m benchmarks.bench_checks [--json build/bench_checks.json] [--instances 5000]

The synthetic organisation is read through the stand-in by the code of the deployed functions, and
every finding is held against what was planted.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from costgov.checks.registry import registry
from costgov.checks.run import Evidence, judge
from costgov.domain.estate import Estate
from costgov.domain.findings import Failed, Finding, Unknown
from costgov.domain.pricing import priced
from costgov.domain.rates import Rates
from costgov.domain.resources import Resource
from rich.console import Console
from rich.table import Table

from benchmarks.bench_forecast import WIDTH, goal_table
from benchmarks.forecast_goals import Goal
from benchmarks.many_instances import Fleet, fleet
from benchmarks.planted_waste import Looked, Score, look_at, score
from cli.local.synthetic import build_organisation

MOST_SECONDS = 10.0
LEAST_FOUND, MOST_FALSE, LEAST_RIGHT = 0.95, 0.02, 0.95


@dataclass(frozen=True, slots=True)
class Speed:
    """Processor seconds on one core."""

    instances: int
    points: int
    digesting: float
    judging: float
    verdicts: int
    findings: int
    unknown: int


def quality_goals(result: Score) -> Iterator[Goal]:
    """What was found of what was planted, and at what price."""
    planted = len(result.found) + len(result.missed)
    yield Goal(
        f"planted waste found ({planted})",
        f"≥ {LEAST_FOUND}",
        f"{result.recall:.3f}",
        result.recall >= LEAST_FOUND,
    )
    yield Goal(
        "false findings",
        f"≤ {MOST_FALSE}",
        f"{result.false_share:.3f}",
        result.false_share <= MOST_FALSE,
    )
    yield Goal(
        "saving within 5 % of the truth",
        f"≥ {LEAST_RIGHT}",
        f"{result.right_money:.3f}",
        result.right_money >= LEAST_RIGHT,
    )


def speed_goal(speed: Speed) -> Goal:
    """All checks and rightsizing; points become digests when they are collected, a week's worth."""
    return Goal(
        f"{speed.instances:,} instances x 14 days x 4 metrics, one core",
        f"≤ {MOST_SECONDS:.0f} s",
        f"{speed.judging:.1f} s (and {speed.digesting:.1f} s when collected)",
        speed.judging <= MOST_SECONDS,
    )


def disagreements(result: Score) -> Table:
    """Every finding that is not as it was planted, as far as there is room."""
    table = Table(title="not as planted")
    for title in ("", "check", "resource", "true", "found"):
        table.add_column(title)
    for truth in result.missed:
        table.add_row("missed", truth.check, truth.resource_id, _usd(truth.monthly_usd), "")
    for one in result.false:
        table.add_row("false", one.check, one.subject.id, "", _saving(one))
    for truth, one in result.wrong_money:
        table.add_row(
            "money", truth.check, truth.resource_id, _usd(truth.monthly_usd), _saving(one)
        )
    return table


def timed(many: Fleet, looked: Looked) -> Speed:
    """Digest every point, then let every check judge every instance, and price what it finds."""
    begun = time.process_time()
    measured = [
        one.model_copy(update={"digests": tuple(w.digested(s) for w, s in samples.items())})
        for one, samples in zip(many.instances, many.samples, strict=True)
    ]
    digested = time.process_time()
    verdicts, findings, unknown = _judged(measured, looked)
    return Speed(
        instances=len(measured),
        points=many.points,
        digesting=digested - begun,
        judging=time.process_time() - digested,
        verdicts=verdicts,
        findings=findings,
        unknown=unknown,
    )


def _judged(instances: Sequence[Resource], looked: Looked) -> tuple[int, int, int]:
    """(verdicts, findings, unknown) of an estate of these instances and all that was looked at."""
    estate = Estate([*instances, *looked.resources])
    as_of = looked.as_of
    evidence = Evidence(as_of, estate, looked.prices, looked.catalogue, {})
    rates = Rates.unknown(as_of)
    verdicts = findings = unknown = 0
    for one in judge(evidence, registry()):
        verdicts += 1
        if isinstance(one.verdict, Failed):
            priced(one.verdict, one.resource, looked.prices, rates)
            findings += 1
        unknown += isinstance(one.verdict, Unknown)
    return verdicts, findings, unknown


def _usd(amount: object) -> str:
    return "no price" if amount is None else str(amount)


def _saving(finding: Finding) -> str:
    return str(finding.saving.amount) if finding.saving else finding.unpriced


def main() -> None:
    """Print the goals and what is not as planted, write the numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, default=Path("build/bench_checks.json"))
    parser.add_argument("--instances", type=int, default=5000)
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    organisation = build_organisation(start=date(2026, 9, 1))
    looked = look_at(organisation)
    result = score(looked.findings, organisation.truth)
    speed = timed(fleet(options.instances, organisation.end), looked)
    for gap in looked.gaps:
        console.print(f"gap: {gap.target} {gap.reason}: {gap.detail[:WIDTH]}")
    console.print(disagreements(result))
    goals = [*quality_goals(result), speed_goal(speed)]
    console.print(goal_table(goals))
    report = {goal.what: {"reached": goal.reached, "met": goal.met} for goal in goals}
    report["speed"] = {name: getattr(speed, name) for name in Speed.__slots__}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
