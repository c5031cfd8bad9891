"""AWS's own advice: told once where it says what we say, and by itself where only AWS says it."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.aws_advice import (
    COMPUTE_OPTIMIZER,
    COST_OPTIMIZATION_HUB,
    AwsAdvice,
    AwsService,
)
from costgov.domain.backlog.standing import Stance
from costgov.domain.findings import Action, Level
from costgov.pipeline.advice_records import aws_advice

from tests.unit.backlog.estate import Organisation, volume
from tests.unit.backlog.made import ACCOUNT

MONDAY = date(2026, 10, 19)


def said(
    action: Action,
    amount: str | None = "38.50",
    *,
    service: AwsService = COMPUTE_OPTIMIZER,
    resource: str = "vol-1",
    risk: float | None = 1,
) -> AwsAdvice:
    return AwsAdvice(
        service=service,
        account_id=ACCOUNT,
        region="us-east-1",
        resource_arn=f"arn:aws:ec2:us-east-1:{ACCOUNT}:volume/{resource}",
        resource_type="EbsVolume",
        kind="AWS::EC2::Volume",
        action=action,
        text=f"{service} says to {action} it.",
        saving=Decimal(amount) if amount else None,
        currency="USD",
        performance_risk=risk,
        lookback_days=14,
        as_of=MONDAY,
    )


@pytest.fixture
def company() -> Organisation:
    company = Organisation()
    company.hold(volume(), volume("vol-2", attached=True))
    return company


def advise(company: Organisation, *advice: AwsAdvice) -> None:
    table = aws_advice(company.stores.results)
    table.make_equal([(one.sort, one) for one in advice], ACCOUNT)


def test_the_same_advice_is_one_entry_with_both_figures(company: Organisation) -> None:
    advise(company, said(Action.DELETE), said(Action.DELETE, "41", service=COST_OPTIMIZATION_HUB))
    company.day(MONDAY)

    [one] = company.recommendations.values()
    assert (one.source, one.saving) == ("both", Decimal("40.00"))
    figures = {word.service: word.saving for word in one.aws}
    assert figures == {
        COMPUTE_OPTIMIZER: Decimal("38.50"),
        COST_OPTIMIZATION_HUB: Decimal(41),
    }


def test_what_only_aws_says_is_an_entry_of_its_own(company: Organisation) -> None:
    advise(company, said(Action.RESIZE, "12", resource="vol-2"))
    company.day(MONDAY)

    one = company.recommendations["vol-2"]
    assert (one.source, one.saving, one.low) == ("aws", Decimal(12), Decimal(0))
    assert (one.finding.check, one.finding.confidence) == ("aws_compute_optimizer", 0.5)
    assert one.finding.subject.kind == "AWS::EC2::Volume"
    assert "before discounts" in one.finding.confidence_why


def test_other_advice_on_a_resource_of_ours_waits_behind_ours(company: Organisation) -> None:
    advise(company, said(Action.RESIZE, "90"))
    company.day(MONDAY)

    stored = {one.source: one for one in company.stored}
    assert stored["aws"].life.covered_by == stored["checks"].id
    assert stored["checks"].covers == (stored["aws"].id,)


def test_advice_that_aws_no_longer_gives_is_done(company: Organisation) -> None:
    advise(company, said(Action.RESIZE, "12", resource="vol-2"))
    company.day(MONDAY)
    advise(company)
    company.day(date(2026, 10, 20))

    assert company.stands("vol-2", date(2026, 10, 20)).state is Stance.DONE


@pytest.mark.parametrize(
    ("risk", "level"),
    [(None, Level.MEDIUM), (1, Level.LOW), (2, Level.MEDIUM), (3, Level.HIGH)],
)
def test_the_risk_is_what_aws_says(company: Organisation, risk: float | None, level: Level) -> None:
    advise(company, said(Action.RESIZE, None, resource="vol-9", risk=risk))
    company.day(MONDAY)

    one = company.recommendations["vol-9"]
    assert one.finding.risk is level
    assert one.finding.unpriced == "Compute Optimizer gives no estimate"
