"""Usage before commitment: what is bought for a year is bought for what will be left of usage."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from costgov.domain.backlog.limits import ORGANISATION_WIDE
from costgov.domain.backlog.overlaps import CHAIN, Counted
from costgov.domain.findings import Action, Level

NAMED_BEFORE: Final = 50
"""So many savings of usage are named, the largest."""

# https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html
COMMITTED_USAGE: Final = frozenset(
    {
        "AWS::EC2::Instance",
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::ECS::Service",
        "AWS::Lambda::Function",
    }
)
"""What Compute Savings Plans pay for."""


def after_usage(every: Sequence[Counted]) -> list[Counted]:
    """Commitments after what lowers the usage they are bought for.

    Each counts on the share of today's on-demand cost that the savings before it would leave, and
    names the largest of them, but none of high risk, which may never be done.
    """
    before = sorted(filter(_lowers_usage, every), key=lambda one: (-(one.amount or 0), one.id))
    total = sum((one.amount or Decimal(0) for one in before), Decimal(0))
    return [_after(one, before, total) if _commits(one) else one for one in every]


def _after(one: Counted, before: Sequence[Counted], total: Decimal) -> Counted:
    cost = one.found.finding.monthly_cost
    if not before or not cost:
        return one
    left = max(1 - total / cost, Decimal(0))
    why = f"Counted on the {left:.1%} of today's on-demand cost that savings of usage would leave."
    likely = [each.id for each in before if each.found.finding.risk is not Level.HIGH]
    return replace(one.scaled(left, why), after=tuple(likely[:NAMED_BEFORE]))


def _commits(one: Counted) -> bool:
    finding = one.found.finding
    return finding.action is Action.RATE and finding.subject.kind == ORGANISATION_WIDE


def _lowers_usage(one: Counted) -> bool:
    finding = one.found.finding
    return (
        finding.subject.kind in COMMITTED_USAGE
        and finding.action in CHAIN[:-1]
        and one.covered_by is None
        and one.amount is not None
        and one.amount > 0
    )
