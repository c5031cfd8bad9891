"""Commitment expiry: Savings Plans and reservations that end soon, as the checks found them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from costgov.domain.alerting.rules import CommitmentRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal, Subject
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.summary import counts
from costgov.errors import NotFound
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, still
from costgov.pipeline.alerting.evaluate.reports import missing
from costgov.pipeline.alerting.evaluate.words import day_words, days_words, short
from costgov.pipeline.backlog_records import (
    ONLY,
    backlog_pages,
    backlog_summaries,
    recommendations,
)

COMMITMENT: Final = "commitment"
CHECKS: Final = frozenset(
    {
        "savingsplans_plan_expiring",
        "ec2_reservation_expiring",
        "rds_reservation_expiring",
        "elasticache_reservation_expiring",
    }
)
_ENDS: Final = "ends"


def evaluate(rule: CommitmentRule, ground: Ground) -> Verdict:
    """A signal for every commitment that ends soon."""
    try:
        summary = backlog_summaries(ground.results).get(ONLY)
    except NotFound:
        summary = None
    if summary is None or summary.as_of != ground.as_of:
        return Verdict(judged=False, notes=tuple(missing(rule.name, "backlog", ground)))
    signals: list[Signal] = []
    for one in _ending(ground):
        if one.life.unseen:
            signals += _kept(rule, one, ground)
        elif counts(one):
            signals += _judged(rule, one, ground)
    return Verdict(tuple(signals))


def _ending(ground: Ground) -> Iterator[Recommendation]:
    table = recommendations(ground.results)
    for page in backlog_pages(ground.results).all():
        for row in page.rows:
            if row.check in CHECKS:
                yield table.get(row.id)


def _kept(rule: CommitmentRule, one: Recommendation, ground: Ground) -> Iterator[Signal]:
    """What could not be looked for today stays as it was."""
    for alert in ground.open_of(rule.name):
        if alert.signal.subject.value == one.finding.subject.arn:
            yield still(alert)


def _judged(rule: CommitmentRule, one: Recommendation, ground: Ground) -> Iterator[Signal]:
    finding = one.finding
    ends = date.fromisoformat(finding.facts[_ENDS])
    left = max((ends - ground.as_of).days, 0)
    if left > rule.within_days:
        return
    about = finding.subject
    yield Signal(
        rule=rule.name,
        kind=RuleKind.COMMITMENT,
        subject=Subject(
            dimension=COMMITMENT,
            value=about.arn,
            account=about.account_id,
            account_name=ground.account_name(about.account_id),
            region=about.region,
            team=one.owner or None,
        ),
        period=ends.isoformat(),
        severity=rule.deadlines.of(left),
        title=f"{finding.title}: {short(about.name)} on {day_words(ends)}, in {days_words(left)}",
        why=f"{rule.name}: it ends within {days_words(rule.within_days)}",
        facts=(
            Fact(label="Commitment", text=finding.why),
            Fact(label="Ends", text=day_words(ends)),
        ),
        amount=finding.monthly_cost,
        since=one.life.first_seen,
        as_of=ground.as_of,
        advice="Decide on a renewal: from its end on, what it pays for is charged on demand.",
        links=(Link(label="Recommendation", address=f"/v1/recommendations/{one.id}"),),
        basis=f"inventory of {finding.as_of}",
    )
