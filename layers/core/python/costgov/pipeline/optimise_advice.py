"""AWS's own advice beside ours: the same thing is told once, with both figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.domain.aws_advice import COMPUTE_OPTIMIZER, COST_OPTIMIZATION_HUB, AwsAdvice
from costgov.domain.backlog.overlaps import Found
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.backlog.recommendation import AwsWord
from costgov.domain.estate import Estate
from costgov.domain.findings import Action, Finding, Level, Saving, Subject

CHECKS: Final = {
    COMPUTE_OPTIMIZER: "aws_compute_optimizer",
    COST_OPTIMIZATION_HUB: "aws_cost_optimization_hub",
}
_CONFIDENCE: Final = 0.5
_NOTHING: Final = Decimal(0)
_DOUBT: Final = "AWS's own estimate, before discounts and commitments; its computation is not told"
# Compute Optimizer's performance risk runs from 0, very low, to 4, very high.
_SOME_RISK, _HIGH_RISK = 2.0, 3.0
_EFFORT: Final = {Action.DELETE: Level.LOW, Action.MODERNISE: Level.HIGH}

type Key = tuple[str, str, Action]
"""A resource (region, ARN) and what is to be done with it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Every finding of an account, AWS's among them, and AWS's words by finding id."""

    found: list[Found]
    words: dict[str, tuple[AwsWord, ...]]


def with_aws(
    found: Sequence[Found], advice: Iterable[AwsAdvice], estate: Estate, policy: AdvicePolicy
) -> Merged:
    """Findings of one account beside AWS's advice on it.

    Advice to do the same with the same resource is attached to our finding that saves most; any
    other becomes a finding of its own.
    """
    told: defaultdict[Key, list[AwsAdvice]] = defaultdict(list)
    for one in sorted(advice, key=lambda one: (one.service, one.sort)):
        told[one.region, one.resource_arn, one.action].append(one)
    ours = _largest(found)
    result = Merged(list(found), {})
    for key, said in told.items():
        finding = ours.get(key) or _own(said, estate, policy)
        if key not in ours:
            result.found.append(Found(finding, ours=False))
        result.words[finding.id] = tuple(map(_word, said))
    return result


def _largest(found: Iterable[Found]) -> dict[Key, Finding]:
    by_key: dict[Key, Finding] = {}
    for one in found:
        subject = one.finding.subject
        key = (subject.region, subject.arn, one.finding.action)
        if key not in by_key or _amount(one.finding) > _amount(by_key[key]):
            by_key[key] = one.finding
    return by_key


def _amount(finding: Finding) -> Decimal:
    return finding.saving.amount if finding.saving else Decimal("-Infinity")


def _word(one: AwsAdvice) -> AwsWord:
    return AwsWord(
        service=one.service,
        action=one.action,
        text=one.text,
        saving=one.saving,
        currency=one.currency,
        as_of=one.as_of,
    )


def _own(said: Sequence[AwsAdvice], estate: Estate, policy: AdvicePolicy) -> Finding:
    """What only AWS advises, by the service that gives a figure, else by the first."""
    one = next((each for each in said if each.saving is not None), said[0])
    return Finding(
        check=CHECKS[one.service],
        subject=_subject(one, estate, policy),
        title=f"{one.service} advises to {one.action} {one.resource_type}"[:70],
        why=one.text,
        action=one.action,
        severity=Level.MEDIUM,
        effort=_EFFORT.get(one.action, Level.MEDIUM),
        risk=_risk(one),
        reversible=one.action is not Action.DELETE,
        saving=_saving(one),
        unpriced="" if one.saving is not None else f"{one.service} gives no estimate",
        facts={} if one.lookback_days is None else {"looked back": f"{one.lookback_days} days"},
        confidence=_CONFIDENCE,
        confidence_why=_DOUBT,
        as_of=one.as_of,
    )


def _subject(one: AwsAdvice, estate: Estate, policy: AdvicePolicy) -> Subject:
    resource = estate.by_arn(one.resource_arn)
    name = one.resource_arn.rpartition("/")[2].rpartition(":")[2] or one.resource_arn
    return Subject(
        id=resource.id if resource else name,
        arn=one.resource_arn,
        kind=resource.kind if resource else one.kind or one.resource_type,
        account_id=one.account_id,
        region=one.region,
        name=resource.name if resource else name,
        owner=policy.owner(resource) if resource else None,
    )


def _risk(one: AwsAdvice) -> Level:
    if one.performance_risk is None:
        return Level.MEDIUM
    if one.performance_risk >= _HIGH_RISK:
        return Level.HIGH
    return Level.MEDIUM if one.performance_risk >= _SOME_RISK else Level.LOW


def _saving(one: AwsAdvice) -> Saving | None:
    """AWS's figure as it is; how much of it commitments have paid for already nobody says."""
    if one.saving is None:
        return None
    return Saving(
        amount=one.saving,
        low=min(one.saving, _NOTHING),
        high=max(one.saving, _NOTHING),
        gross=one.saving,
        currency=one.currency,
        basis="list price",
        arithmetic=f"{one.service}'s own estimate, before discounts",
        prices_as_of=one.as_of,
    )
