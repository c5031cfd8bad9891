"""GetCostForecast: the median of each weekday over eight weeks, with a normal interval."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from statistics import NormalDist, median, pstdev
from typing import Any

from cli.local.standin.ce.bill import Bill
from cli.local.standin.ce.filters import predicate
from cli.local.standin.ce.metrics import COSTS, EXACT, text
from cli.local.standin.ce.periods import Period, cut, invalid, month_start, period
from cli.local.standin.errors import AwsError

_METRICS = {
    "BLENDED_COST": "BlendedCost",
    "UNBLENDED_COST": "UnblendedCost",
    "AMORTIZED_COST": "AmortizedCost",
    "NET_UNBLENDED_COST": "NetUnblendedCost",
    "NET_AMORTIZED_COST": "NetAmortizedCost",
}
_MOST_MONTHS = {"DAILY": 3, "MONTHLY": 18}
_HISTORY_DAYS = 56
_LEAST_HISTORY_DAYS = 28
_DEFAULT_LEVEL = 80


def forecast(bill: Bill, params: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The reply to GetCostForecast.

    Raises:
        AwsError: Cost Explorer refuses the request, or there is too little history.
    """
    window = _window(params, today)
    history = _history(bill, params, today)
    if len(history) < _LEAST_HISTORY_DAYS:
        raise AwsError(
            "DataUnavailableException", "Insufficient amount of historical data to forecast"
        )
    level = params.get("PredictionIntervalLevel", _DEFAULT_LEVEL)
    spread = NormalDist().inv_cdf(0.5 + level / 200)
    means, deviation = _weekdays(history)
    results, total = [], Decimal(0)
    for part in cut(window, params["Granularity"]):
        mean, width = _expected(part, means, deviation * spread)
        total = EXACT.add(total, mean)
        results.append(
            {
                "TimePeriod": part.as_reply(),
                "MeanValue": text(mean),
                "PredictionIntervalLowerBound": text(mean - width),
                "PredictionIntervalUpperBound": text(mean + width),
            }
        )
    return {"Total": {"Amount": text(total), "Unit": "USD"}, "ForecastResultsByTime": results}


def _window(params: Mapping[str, Any], today: date) -> Period:
    if params["Metric"] not in _METRICS:
        raise invalid(f"{params['Metric']} is not a cost metric")
    granularity = params["Granularity"]
    if granularity not in _MOST_MONTHS:
        raise invalid(f"Granularity {granularity} is not supported for forecasts")
    window = period(params["TimePeriod"])
    if window.start > today:
        raise invalid("Start must be equal to or no later than the current date")
    months = _MOST_MONTHS[granularity]
    latest = month_start(today, months) + timedelta(days=today.day - 1)
    if window.end > latest:
        raise invalid(f"a {granularity} forecast reaches at most {months} months ahead")
    return window


def _history(bill: Bill, params: Mapping[str, Any], today: date) -> dict[date, float]:
    read = COSTS[_METRICS[params["Metric"]]]
    wanted = predicate(params.get("Filter"))
    days: defaultdict[date, Decimal] = defaultdict(Decimal)
    settled = today - timedelta(days=2)
    for line in bill.between(settled - timedelta(days=_HISTORY_DAYS), settled, today):
        if wanted(line):
            days[line.day] = EXACT.add(days[line.day], read(line))
    return {day: float(amount) for day, amount in days.items()}


def _weekdays(history: Mapping[date, float]) -> tuple[list[float], float]:
    """Median by weekday and the standard deviation around it."""
    overall = median(history.values())
    means = [
        median(found)
        if (found := [v for d, v in history.items() if d.weekday() == weekday])
        else overall
        for weekday in range(7)
    ]
    return means, pstdev([value - means[day.weekday()] for day, value in history.items()])


def _expected(part: Period, means: list[float], width: float) -> tuple[Decimal, Decimal]:
    days = [part.start + timedelta(days=i) for i in range((part.end - part.start).days)]
    mean = sum(means[day.weekday()] for day in days)
    return _ten_digits(mean), _ten_digits(width * len(days) ** 0.5)


def _ten_digits(value: float) -> Decimal:
    return Decimal(f"{value:.10f}")
