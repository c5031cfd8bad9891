"""Findings, recommendations and decisions made for a test."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from costgov.domain.backlog.overlaps import Found
from costgov.domain.backlog.standing import Decided, Decision, DecisionEntry
from costgov.domain.findings import Action, Finding, Level, PricedOption, Saving, Subject

TODAY = date(2026, 10, 20)
ACCOUNT = "222233334444"
WHO = "arn:aws:iam::111122223333:user/viewer"


def saving(amount: str, low: str | None = None, high: str | None = None) -> Saving:
    value = Decimal(amount)
    return Saving(
        amount=value,
        low=Decimal(low) if low else value,
        high=Decimal(high) if high else value,
        gross=value,
        currency="USD",
        basis="list price",
        arithmetic=f"{amount} at list price",
        prices_as_of=TODAY,
    )


def finding(
    check: str = "ebs_volume_unattached",
    action: Action = Action.DELETE,
    amount: str | None = "40.00",
    *,
    resource: str = "vol-1",
    account: str = ACCOUNT,
    cost: str | None = None,
    risk: Level = Level.LOW,
    effort: Level = Level.LOW,
    kind: str = "AWS::EC2::Volume",
    options: tuple[PricedOption, ...] = (),
    as_of: date = TODAY,
) -> Finding:
    return Finding(
        check=check,
        subject=Subject(
            id=resource,
            arn=f"arn:aws:test:us-east-1:{account}:{resource}",
            kind=kind,
            account_id=account,
            region="us-east-1",
            name=resource,
            owner=None,
        ),
        title=f"Title of {check}",
        why="Because of its figures.",
        action=action,
        severity=Level.MEDIUM,
        effort=effort,
        risk=risk,
        reversible=True,
        saving=saving(amount) if amount is not None else None,
        unpriced="" if amount is not None else "no price of it is known",
        monthly_cost=Decimal(cost) if cost else None,
        options=options,
        facts={},
        confidence=0.85,
        as_of=as_of,
    )


def found(
    check: str,
    action: Action,
    amount: str | None,
    parts: str = "ec2.instance",
    *,
    left: str | None = None,
    ours: bool = True,
    resource: str = "i-1",
    account: str = ACCOUNT,
    cost: str | None = None,
) -> Found:
    """A finding on a resource; one that deletes leaves nothing."""
    whole = action is Action.DELETE
    return Found(
        finding(check, action, amount, resource=resource, account=account, cost=cost),
        frozenset(parts.split()),
        Decimal(0) if whole else Decimal(left) if left else None,
        whole=whole,
        ours=ours,
    )


def decided(
    name: str,
    state: Decided,
    on: date,
    *,
    reason: str = "",
    until: date | None = None,
    saved: str | None = None,
) -> Decision:
    entry = DecisionEntry(
        state=state,
        reason=reason,
        who=WHO,
        at=datetime.combine(on, time(9), UTC),
        until=until,
        saving=Decimal(saved) if saved else None,
    )
    return Decision(id=name, history=(entry,))
