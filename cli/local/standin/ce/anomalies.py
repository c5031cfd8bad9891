"""GetAnomalies: what AWS Cost Anomaly Detection says of the organisation's spend."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from cli.local.standin.ce.periods import day, invalid
from cli.local.standin.tokens import Tokens
from cli.local.synthetic.findings import Finding

_KEPT_DAYS = 90
_MOST = 100
_TOKEN = "NextPageToken"  # noqa: S105 - the name of a field
_COMPARED: Mapping[str, Callable[[float, float, float], bool]] = {
    "EQUAL": lambda impact, start, _end: impact == start,
    "GREATER_THAN_OR_EQUAL": lambda impact, start, _end: impact >= start,
    "LESS_THAN_OR_EQUAL": lambda impact, start, _end: impact <= start,
    "GREATER_THAN": lambda impact, start, _end: impact > start,
    "LESS_THAN": lambda impact, start, _end: impact < start,
    "BETWEEN": lambda impact, start, end: start <= impact <= end,
}


def anomalies(
    found: Sequence[Finding], params: Mapping[str, Any], tokens: Tokens, today: date
) -> dict[str, Any]:
    """The reply: findings whose last day is in the interval, both of whose ends count.

    Raises:
        AwsError: the interval is refused, or the token does not belong to this request.
    """
    interval = params["DateInterval"]
    start = day(interval["StartDate"][:10])
    end = day(interval["EndDate"][:10]) if "EndDate" in interval else today
    if start < today - timedelta(days=_KEPT_DAYS):
        raise invalid(f"StartDate is more than {_KEPT_DAYS} days ago")
    if start > end:
        raise invalid("StartDate must not be after EndDate")
    matching = [
        finding
        for one in found
        if (finding := one.as_of(today)) is not None
        and start <= finding.end <= end
        and params.get("MonitorArn") in {None, finding.monitor}
        and "Feedback" not in params
        and _weighs(finding, params.get("TotalImpact"))
    ]
    begin = tokens.offset(params, field_name=_TOKEN)
    following = begin + min(params.get("MaxResults", _MOST), _MOST)
    reply: dict[str, Any] = {"Anomalies": [_reply(one) for one in matching[begin:following]]}
    if following < len(matching):
        reply[_TOKEN] = tokens.issue(params, following, ignoring=_TOKEN)
    return reply


def _weighs(finding: Finding, wanted: Mapping[str, Any] | None) -> bool:
    if wanted is None:
        return True
    if wanted["NumericOperator"] == "BETWEEN" and "EndValue" not in wanted:
        raise invalid("EndValue is required for BETWEEN")
    compare = _COMPARED[wanted["NumericOperator"]]
    return compare(finding.impact, wanted["StartValue"], wanted.get("EndValue", 0.0))


def _reply(finding: Finding) -> dict[str, Any]:
    spend = {
        "MaxImpact": finding.max_impact,
        "TotalImpact": finding.impact,
        "TotalActualSpend": finding.expected + finding.impact,
        "TotalExpectedSpend": finding.expected,
    }
    # There is no percentage of nothing.
    if finding.expected:
        spend["TotalImpactPercentage"] = round(100 * finding.impact / finding.expected, 2)
    return {
        "AnomalyId": finding.id,
        "AnomalyStartDate": f"{finding.start}T00:00:00Z",
        "AnomalyEndDate": f"{finding.end}T00:00:00Z",
        "DimensionValue": finding.service,
        "RootCauses": [
            {
                "Service": finding.service,
                "Region": finding.region,
                "LinkedAccount": finding.account_id,
                "LinkedAccountName": finding.account_name,
                "UsageType": finding.usage_type,
                "Impact": {"Contribution": finding.impact},
            }
        ],
        "AnomalyScore": {"MaxScore": finding.score, "CurrentScore": finding.score},
        "Impact": spend,
        "MonitorArn": finding.monitor,
    }
