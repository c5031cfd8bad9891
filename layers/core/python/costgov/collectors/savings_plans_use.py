"""What Cost Explorer says of Savings Plans: coverage and use by day, and AWS's own advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final

from costgov.collectors.spec import CollectorSpec, IamStatement
from costgov.domain.commitments import AwsPurchase, CommitmentDay, CommitmentReading
from costgov.domain.money import EXACT, exact_sum, parse_amount
from costgov.domain.period import parse_day
from costgov.errors import SourceUnavailable
from costgov.gateways.inventory_ports import Reader

COVERAGE: Final = "ce:GetSavingsPlansCoverage"
UTILISATION: Final = "ce:GetSavingsPlansUtilization"
ADVICE: Final = "ce:GetSavingsPlansPurchaseRecommendation"
CALLS: Final = (COVERAGE, UTILISATION, ADVICE)
"""Each is one paid request: ninety days fit a page."""

LOOKED_BACK: Final = timedelta(days=90)
# Cost Explorer applies plans to the last days late: until then they look uncovered, or empty.
_UNSETTLED: Final = timedelta(days=3)
_ADVICE_DAYS: Final = "SIXTY_DAYS"
_PAGE: Final = 100
_SHARE: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)

SPEC: Final = CollectorSpec(
    name="savings_plans_use",
    dataset="commitments",
    iam_actions=(
        IamStatement(
            actions=tuple(sorted(CALLS)),
            resources=("*",),
            reason="Cost Explorer knows no resource.",
        ),
    ),
)

type Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Used:
    """What plans were committed to, what of it was used, and its price on demand."""

    committed: Decimal
    used: Decimal
    on_demand: Decimal


def read_savings_plans(reader: Reader, as_of: date) -> CommitmentReading:
    """The settled days, how far plans are used, and what one saves; raises SourceError.

    The discount is what AWS's own recommendation of a Compute Savings Plan (a year, nothing
    upfront) expects; without one, what the plans in force saved of the on-demand price of what they
    covered, which may be plans of three years or paid upfront.
    """
    end = as_of - _UNSETTLED
    period = {"Start": (end - LOOKED_BACK).isoformat(), "End": end.isoformat()}
    days = _days(reader, period)
    used = _used(reader, period)
    advice = _advice(reader)
    discount, source = _discount(used, advice)
    return CommitmentReading(
        as_of=as_of,
        currency=str(advice.get("CurrencyCode") or "USD"),
        days=days,
        utilisation=_share(used.used, used.committed) if used else None,
        discount=discount,
        discount_source=source,
        aws=_purchase(advice),
    )


def _days(reader: Reader, period: Mapping[str, str]) -> tuple[CommitmentDay, ...]:
    found = reader.each(
        COVERAGE,
        "SavingsPlansCoverages",
        TimePeriod=period,
        Granularity="DAILY",
        MaxResults=_PAGE,
    )
    days = (
        CommitmentDay(
            day=parse_day(one["TimePeriod"]["Start"]),
            on_demand=parse_amount(one["Coverage"]["OnDemandCost"]),
            covered=parse_amount(one["Coverage"]["SpendCoveredBySavingsPlans"]),
        )
        for one in found
    )
    return tuple(sorted(days, key=lambda one: one.day))


def _used(reader: Reader, period: Mapping[str, str]) -> _Used | None:
    """None where there was no plan: Cost Explorer has no data then."""
    try:
        found = list(
            reader.each(
                UTILISATION,
                "SavingsPlansUtilizationsByTime",
                TimePeriod=period,
                Granularity="DAILY",
            )
        )
    except SourceUnavailable:
        return None
    if not found:
        return None
    return _Used(
        committed=exact_sum(parse_amount(one["Utilization"]["TotalCommitment"]) for one in found),
        used=exact_sum(parse_amount(one["Utilization"]["UsedCommitment"]) for one in found),
        on_demand=exact_sum(
            parse_amount(one["Savings"]["OnDemandCostEquivalent"]) for one in found
        ),
    )


def _advice(reader: Reader) -> Item:
    answer = reader.one(
        ADVICE,
        SavingsPlansType="COMPUTE_SP",
        TermInYears="ONE_YEAR",
        PaymentOption="NO_UPFRONT",
        AccountScope="PAYER",
        LookbackPeriodInDays=_ADVICE_DAYS,
    )
    told = (answer or {}).get("SavingsPlansPurchaseRecommendation") or {}
    found: Item = next(iter(told.get("SavingsPlansPurchaseRecommendationDetails") or ()), {})
    return found


def _discount(used: _Used | None, advice: Item) -> tuple[float | None, str]:
    cost, saved = (advice.get(name) for name in ("EstimatedSPCost", "EstimatedSavingsAmount"))
    if cost and saved:
        saving, total = parse_amount(saved), EXACT.add(parse_amount(cost), parse_amount(saved))
        if 0 < saving < total:
            return float(_SHARE.divide(saving, total)), "AWS's recommendation"
    if used and used.used and used.on_demand > used.used:
        return float(1 - _SHARE.divide(used.used, used.on_demand)), "the plans in force"
    return None, ""


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return min(_SHARE.divide(part, whole), Decimal(1)) if whole > 0 else None


def _purchase(advice: Item) -> AwsPurchase | None:
    hourly = advice.get("HourlyCommitmentToPurchase")
    if not hourly:
        return None
    return AwsPurchase(
        hourly_commitment=parse_amount(hourly),
        monthly_saving=parse_amount(advice.get("EstimatedMonthlySavingsAmount", "0")),
        text="Compute Savings Plan, one year, nothing upfront, over the last 60 days",
    )
