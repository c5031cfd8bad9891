"""Metrics as CloudWatch reads them from the log: one line in the embedded metric format."""

import json
from decimal import Decimal

import pytest
from costgov.observability import put_metrics


def test_metrics_carry_the_service_and_their_own_dimensions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)

    put_metrics("alert", {"MonthToDateCost": Decimal("12.5")}, currency="USD")
    put_metrics("alert", {}, currency="EUR")

    (line,) = capsys.readouterr().out.splitlines()
    put = json.loads(line)
    (told,) = put["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], put["MonthToDateCost"], put["currency"], put["service"]) == (
        "CostGovernor", [12.5], "USD", "alert"
    )  # fmt: skip
    assert sorted(told["Dimensions"][0]) == ["currency", "service"]
