"""What AWS Cost Anomaly Detection has found, as its API tells it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from costgov.collectors.aws_findings import findings
from costgov.errors import SourceError

AT = "2026-10-20T06:00:00.000000Z"


def told(**fields: object) -> dict[str, Any]:
    return {
        "AnomalyId": "a-1",
        "AnomalyStartDate": "2026-10-13T00:00:00Z",
        "AnomalyEndDate": "2026-10-14T00:00:00Z",
        "DimensionValue": "AWS Lambda",
        "RootCauses": [
            {
                "Service": "AWS Lambda",
                "LinkedAccount": "111122223333",
                "UsageType": "",
                "Impact": {"Contribution": 1.1},
            },
            {"Service": "AWS Lambda"},
        ],
        "AnomalyScore": {"MaxScore": 0.83, "CurrentScore": 0.5},
        "Impact": {"MaxImpact": 0.9, "TotalImpact": 1.5, "TotalActualSpend": 2.0},
        "MonitorArn": "arn:aws:ce::111122223333:anomalymonitor/1",
    } | fields


def test_a_finding_keeps_what_is_told_and_nothing_more() -> None:
    [found] = findings({"Anomalies": [told()]}, AT)
    assert (found.start, found.end) == (date(2026, 10, 13), date(2026, 10, 14))
    assert (found.impact, found.actual, found.expected) == (Decimal("1.5"), Decimal(2), None)
    first, second = found.causes
    assert (first.account, first.usage_type, first.contribution) == (
        "111122223333",
        None,
        Decimal("1.1"),
    )
    assert (second.account, second.contribution) == (None, None)


def test_a_total_that_is_not_told_is_the_largest_impact() -> None:
    [found] = findings({"Anomalies": [told(Impact={"MaxImpact": 0.9})]}, AT)
    assert found.impact == Decimal("0.9")


def test_a_finding_without_days_is_not_told_of_and_one_day_is_enough() -> None:
    short = told(AnomalyEndDate=None, AnomalyStartDate="2026-10-13")
    found = findings({"Anomalies": [told(AnomalyStartDate=None), short]}, AT)
    assert [(one.start, one.end) for one in found] == [(date(2026, 10, 13), date(2026, 10, 13))]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Anomalies": [told(AnomalyStartDate="yesterday")]},
        {"Anomalies": [told(Impact={})]},
        {"Anomalies": [told(Impact={"MaxImpact": "much"})]},
        {"Anomalies": [told(AnomalyScore={"MaxScore": float("nan")})]},
        {"Anomalies": [told(AnomalyId=None)]},
        {"Anomalies": [7]},
    ],
    ids=str,
)
def test_what_aws_never_says_is_a_source_error(body: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        findings(body, AT)
