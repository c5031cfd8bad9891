"""Turns what is known of Savings Plans into a finding: what to buy, and what it may cost."""

from decimal import Decimal
from typing import Final

from costgov.analysis.commitments import purchases
from costgov.domain.commitments import ENOUGH_DAYS, CommitmentReading, Purchase
from costgov.domain.findings import (
    Action,
    Finding,
    Level,
    NoAdvice,
    PricedOption,
    Saving,
    Subject,
)
from costgov.domain.money import display, exact_sum
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.collect_commitments import last_reading

CHECK: Final = "savingsplans_compute_purchase"
"""The name of the advice among those of checks; it judges the bill, no resource."""

_LEAST: Final = Decimal(1)
_DAYS_A_MONTH: Final = Decimal(365) / 12
_BEFORE: Final = (
    "do what lowers usage first: a commitment cannot be given back",
    "compare with AWS's own recommendation, which looks at hours where this looks at days",
)


def commitment_findings(
    results: DocumentStore, payer_account: str, *, partition: str = "aws"
) -> tuple[list[Finding], list[NoAdvice]]:
    """What to buy for the organisation, from the last reading; or why nothing is advised.

    A saving is a month's at the expected demand; its `low` is what a month comes to where demand
    stays at the lower end of the forecast's 95 % interval, which may be a loss.
    """
    subject = Subject(
        id=payer_account,
        arn=f"arn:{partition}:organizations::{payer_account}:account/{payer_account}",
        kind="AWS::Organizations::Account",
        account_id=payer_account,
        region="global",
        name="Compute Savings Plans of the organisation",
        owner=None,
    )
    reading = last_reading(results)
    why = _cannot_tell(reading)
    if reading is None or reading.discount is None or why:
        return [], [NoAdvice(check=CHECK, subject=subject, reason=why)]
    used = 1.0 if reading.utilisation is None else float(reading.utilisation)
    bought = purchases(reading.days, reading.discount, used)
    found = [one for one in bought if one.saving >= _LEAST]
    return ([_finding(subject, reading, found)] if found else []), []


def _cannot_tell(reading: CommitmentReading | None) -> str:
    if reading is None:
        return "what Savings Plans cover has not been read"
    if reading.discount is None:
        return "what a Savings Plan would save is told by no plan and no recommendation"
    if len(reading.days) < ENOUGH_DAYS:
        return f"{len(reading.days)} of {ENOUGH_DAYS} days of coverage are known"
    if reading.utilisation is not None and float(reading.utilisation) <= 1 - reading.discount:
        return (
            f"the plans in force are used for {reading.utilisation:.0%}: another one would stand "
            f"idle in the same hours, and pays from {1 - reading.discount:.0%} on"
        )
    return ""


def _finding(subject: Subject, reading: CommitmentReading, found: list[Purchase]) -> Finding:
    best = found[0]
    on_demand = exact_sum(one.on_demand for one in reading.days) / len(reading.days)
    cost = (on_demand * _DAYS_A_MONTH).quantize(Decimal("0.01"))
    return Finding(
        check=CHECK,
        subject=subject,
        title="Compute Savings Plan would cover steady on-demand usage",
        why=f"{display(cost, reading.currency)} a month run on demand; a commitment of "
        f"{best.hourly} {reading.currency} an hour is expected to be used for "
        f"{best.utilisation:.0%} and pays from {best.break_even:.0%} on.",
        action=Action.RATE,
        severity=Level.MEDIUM,
        effort=Level.LOW,
        risk=Level.HIGH if best.low < 0 else Level.MEDIUM,
        reversible=False,
        saving=_saving(best, reading),
        monthly_cost=cost,
        options=tuple(_option(one, reading) for one in found),
        facts=_facts(reading),
        confidence=round(min(len(reading.days) / 90, 1.0), 2),
        confidence_why="" if len(reading.days) >= 90 else "less than 90 days are known",
        as_of=reading.as_of,
    )


def _saving(one: Purchase, reading: CommitmentReading) -> Saving:
    paid = (one.hourly * 24 * _DAYS_A_MONTH).quantize(Decimal("0.01"))
    return Saving(
        amount=one.saving,
        low=one.low,
        high=one.high,
        gross=one.high,
        currency=reading.currency,
        basis="effective rate",
        arithmetic=f"on-demand cost that {one.hourly} an hour covers, expected "
        f"{display(one.saving + paid, reading.currency)} a month, less the commitment of "
        f"{display(paid, reading.currency)} = {display(one.saving, reading.currency)}; between "
        f"{display(one.low, reading.currency)} and {display(one.high, reading.currency)} by demand",
        prices_as_of=reading.as_of,
    )


def _option(one: Purchase, reading: CommitmentReading) -> PricedOption:
    return PricedOption(
        name=f"{one.hourly} {reading.currency} an hour for a year, nothing upfront: {one.name}",
        saving=_saving(one, reading),
        risk=round(1 - one.utilisation, 4),
        restart=False,
        why=f"used for {one.utilisation:.0%} in expectation, pays from {one.break_even:.0%} on; "
        f"at the lower end of the forecast {display(one.low, reading.currency)} a month",
        before_doing=_BEFORE,
    )


def _facts(reading: CommitmentReading) -> dict[str, str]:
    facts = {
        "discount": f"{reading.discount:.1%} of the on-demand price, by {reading.discount_source}",
        "days": f"{len(reading.days)} days to {reading.as_of}",
    }
    if reading.utilisation is not None:
        facts["plans in force"] = f"used for {reading.utilisation:.1%}"
    if reading.aws:
        facts["AWS recommends"] = (
            f"{reading.aws.hourly_commitment} an hour, saving {reading.aws.monthly_saving} a month "
            f"({reading.aws.text})"
        )
    return facts
