"""Savings Plans as Cost Explorer sees them on the bill: coverage, utilisation, what to buy."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

from cli.local.standin.calls import Params, Reply
from cli.local.standin.ce.bill import Bill
from cli.local.standin.ce.metrics import text
from cli.local.standin.ce.periods import Period, cut, invalid, past_period
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.tokens import Tokens

PAGE = 20
DISCOUNT = Decimal("0.28")
"""What a Compute Savings Plan of a year, nothing upfront, takes off; AWS's differ by family."""

_ELIGIBLE = re.compile(r"BoxUsage|Lambda-GB-Second|Fargate-(?:ARM-)?(?:vCPU|GB)-Hours")
_LOOKED_BACK = {"SEVEN_DAYS": 7, "THIRTY_DAYS": 30, "SIXTY_DAYS": 60}
_TOKEN = "NextToken"  # noqa: S105 - the name of a field
_HOURS_A_DAY, _HOURS_A_MONTH = 24, 730
_ZERO = Decimal(0)
_CENTS = Context(prec=28)


@dataclass(slots=True)
class _Sums:
    """What was charged under plans and beside them; `covered` is at the plans' rates."""

    on_demand: Decimal = _ZERO
    covered: Decimal = _ZERO
    equivalent: Decimal = _ZERO
    committed: Decimal = _ZERO

    @property
    def share(self) -> Decimal:
        """Percent of the eligible spend that plans covered."""
        return _percent(self.covered, self.covered + self.on_demand)


def coverage(bill: Bill, params: Params, today: date, tokens: Tokens) -> Reply:
    """GetSavingsPlansCoverage by day or month, in pages."""
    found = [
        {
            "Attributes": {},
            "Coverage": {
                "SpendCoveredBySavingsPlans": text(sums.covered),
                "OnDemandCost": text(sums.on_demand),
                "TotalCost": text(sums.covered + sums.on_demand),
                "CoveragePercentage": text(sums.share),
            },
            "TimePeriod": period.as_reply(),
        }
        for period, sums in _by_period(bill, params, today)
    ]
    offset = tokens.offset(params, field_name=_TOKEN)
    end = offset + int(params.get("MaxResults", PAGE))
    reply: Reply = {"SavingsPlansCoverages": found[offset:end]}
    if end < len(found):
        reply[_TOKEN] = tokens.issue(params, end, ignoring=_TOKEN)
    return reply


def utilisation(bill: Bill, params: Params, today: date) -> Reply:
    """GetSavingsPlansUtilization by day or month.

    Raises:
        AwsError: DataUnavailableException, where there was no plan.
    """
    periods = list(_by_period(bill, params, today))
    if not any(sums.committed for _, sums in periods):
        message = "There is no Savings Plans utilization for the time period."
        raise AwsError("DataUnavailableException", message)
    return {
        "SavingsPlansUtilizationsByTime": [
            {"TimePeriod": period.as_reply(), **_used(sums)} for period, sums in periods
        ],
        "Total": _used(_total(sums for _, sums in periods)),
    }


def purchase(bill: Bill, params: Params, today: date) -> Reply:
    """GetSavingsPlansPurchaseRecommendation: what every day of the lookback would have used."""
    if params["SavingsPlansType"] != "COMPUTE_SP" or params["AccountScope"] != "PAYER":
        raise unsupported("advice for other than a Compute Savings Plan of the payer")
    days = _LOOKED_BACK[params["LookbackPeriodInDays"]]
    spans = [today - timedelta(days=number) for number in range(days, 0, -1)]
    hourly = [_sums(bill, _day(one), today).on_demand / _HOURS_A_DAY for one in spans]
    asked = ("AccountScope", "LookbackPeriodInDays", "PaymentOption", "TermInYears")
    found: Reply = {name: params[name] for name in (*asked, "SavingsPlansType")}
    if min(hourly) > 0:
        found["SavingsPlansPurchaseRecommendationDetails"] = [_detail(min(hourly), hourly)]
    return {"SavingsPlansPurchaseRecommendation": found}


def _detail(covered: Decimal, hourly: list[Decimal]) -> Reply:
    hours = _HOURS_A_DAY * len(hourly)
    commitment, saved = covered * (1 - DISCOUNT), covered * DISCOUNT
    on_demand = sum(hourly, _ZERO) * _HOURS_A_DAY
    return {
        "CurrencyCode": "USD",
        "UpfrontCost": "0",
        "HourlyCommitmentToPurchase": f"{commitment:.3f}",
        "EstimatedSPCost": f"{commitment * hours:.2f}",
        "EstimatedOnDemandCost": f"{on_demand - covered * hours:.2f}",
        "EstimatedOnDemandCostWithCurrentCommitment": f"{on_demand:.2f}",
        "EstimatedSavingsAmount": f"{saved * hours:.2f}",
        "EstimatedMonthlySavingsAmount": f"{saved * _HOURS_A_MONTH:.2f}",
        "EstimatedAverageUtilization": "100",
        "CurrentMinimumHourlyOnDemandSpend": f"{min(hourly):.4f}",
        "CurrentMaximumHourlyOnDemandSpend": f"{max(hourly):.4f}",
        "CurrentAverageHourlyOnDemandSpend": f"{sum(hourly, _ZERO) / len(hourly):.4f}",
    }


def _by_period(bill: Bill, params: Params, today: date) -> Iterator[tuple[Period, _Sums]]:
    for name in ("Filter", "GroupBy", "SortBy", "Metrics"):
        if name in params:
            raise unsupported(f"{name} of Savings Plans")
    granularity = params.get("Granularity", "MONTHLY")
    if granularity not in {"DAILY", "MONTHLY"}:
        raise invalid(f"{granularity} is not supported")
    for period in cut(past_period(params["TimePeriod"], today), granularity):
        yield period, _sums(bill, period, today)


def _sums(bill: Bill, period: Period, today: date) -> _Sums:
    sums = _Sums()
    for line in bill.between(period.start, period.end, today):
        match line.record_type:
            case "SavingsPlanCoveredUsage":
                sums.covered += line.amortized
                sums.equivalent += line.unblended
            case "SavingsPlanRecurringFee":
                sums.committed += line.unblended
            case "Usage" if _ELIGIBLE.search(line.usage_type):
                sums.on_demand += line.unblended
    return sums


def _used(sums: _Sums) -> Reply:
    return {
        "Utilization": {
            "TotalCommitment": text(sums.committed),
            "UsedCommitment": text(sums.covered),
            "UnusedCommitment": text(sums.committed - sums.covered),
            "UtilizationPercentage": text(_percent(sums.covered, sums.committed)),
        },
        "Savings": {
            "NetSavings": text(sums.equivalent - sums.committed),
            "OnDemandCostEquivalent": text(sums.equivalent),
        },
        "AmortizedCommitment": {
            "AmortizedRecurringCommitment": text(sums.committed),
            "AmortizedUpfrontCommitment": "0",
            "TotalAmortizedCommitment": text(sums.committed),
        },
    }


def _total(parts: Iterable[_Sums]) -> _Sums:
    total = _Sums()
    for one in parts:
        total.on_demand += one.on_demand
        total.covered += one.covered
        total.equivalent += one.equivalent
        total.committed += one.committed
    return total


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return _CENTS.divide(100 * part, whole).quantize(Decimal("0.01")) if whole else _ZERO


def _day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))
