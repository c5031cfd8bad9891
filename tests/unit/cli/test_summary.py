"""What the command line prints is what the API said, in words people read."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.imports import CurrencyTotal, ImportRecord, RejectedLine
from rich.console import Console

from cli.api_client import ApiError
from cli.summary import print_gaps, print_import, print_status, print_summary

SUMMARY = {
    "currency": "USD",
    "as_of": "2026-10-20",
    "today": None,
    "month_to_date": "41102.69",
    "same_days_last_month": "43908.1",
    "trend": {"label": "stable", "percent": "4.6", "days": 28},
    "first_day": "2025-09-01",
    "total": "100.004",
    "total_billed": "-3",
    "basis": {"sources": ["cost_explorer"]},
}
FORECAST = {
    "state": "ok",
    "history_days": 400,
    "month_end": {
        "month": "2026-10",
        "mean": "62760.92",
        "intervals": [{"level": 80, "low": "62000", "high": "63000"}],
    },
    "accuracy": {"wape": "0.019", "coverage_80": "0.861", "origins": 6, "horizon": 30},
}
ANOMALY = {
    "id": "0123456789abcdef",
    "currency": "USD",
    "state": "open",
    "source": "costgov",
    "also_found_by": ["aws"],
    "because": ["more than planned event 'launch' explains"],
    "feedback": [],
    "start": "2026-10-16",
    "end": "2026-10-19",
    "ongoing": True,
    "value": "Amazon [Bedrock]",
    "dimension": "service",
    "impact": "489.92",
    "severity": "low",
    "expected": "239.98",
    "actual": "729.90",
    "drivers": [
        {
            "dimension": "account",
            "value": "333344445555",
            "impact": "489.92",
            "parts": [
                {"dimension": "usage_type", "value": "tokens", "impact": "480.5", "parts": []}
            ],
        },
        {"dimension": "account", "value": "other", "impact": "0.01", "parts": []},
        {"dimension": "usage_type", "value": None, "impact": "485.50", "parts": []},
    ],
}
BUDGET = {
    "plan": {"id": "all", "amount": "60000", "currency": "USD", "period": "monthly"},
    "status": {
        "actual": "59999",
        "actual_percent": "99.998",
        "forecast": "62760.92",
        "state": "at_risk",
    },
}
GAP = {
    "step": "collect_resources",
    "target": "222233334444/eu-west-1",
    "reason": "access-denied",
    "detail": "no role",
    "retry_after": "2026-10-21",
}
RUN = {"run_id": "daily-2026-10-20", "status": "PARTIAL", "as_of": "2026-10-20", "gaps": [GAP]}
LEDGER = {
    "currency": "USD",
    "source": "cost_explorer",
    "first_day": "2025-09-01",
    "last_day": "2026-10-20",
}


OWN_COST = {
    "latest": {
        "day": "2026-10-20",
        "usd": "0.05081",
        "lines": [{"item": "cost_explorer_requests", "quantity": "5"}],
    },
    "projected_month_usd": "1.5",
}


VIEW = {
    "view": "team",
    "newest": [
        {
            "currency": "USD",
            "month": "2026-10",
            "bill": "41102.69",
            "allocated": "41000",
            "unallocated": "102.69",
            "units": 5,
        }
    ],
}
UNITS = [
    {"unit": "check[out]", "total": "20000"},
    {"unit": "m" * 256, "total": "15000.005"},
    {"unit": "ops$core", "total": "5000"},
]
SUGGESTION = {"rule": {"account": "222233334444", "unit": "search"}, "caught": "100.5"}


class Answers:
    """An API with given answers; a path it does not know is not found."""

    def __init__(self, **changed: Any) -> None:
        self.answers = {
            "/v1/costs/summary": {"summaries": [SUMMARY]},
            "/v1/forecast": {"forecast": FORECAST},
            "/v1/accuracy": {"state": "nothing settled"},
            "/v1/anomalies": {"anomalies": [ANOMALY]},
            "/v1/allocation": {"views": [VIEW]},
            "/v1/allocation/team": {"units": UNITS},
            "/v1/allocation/team/suggestions": {"suggestions": [SUGGESTION]},
            "/v1/scenarios": {"scenarios": [], "next_page": None},
            "/v1/load": {"predictions": []},
            "/v1/unit-costs": {"unit_costs": []},
            "/v1/recommendations": {"as_of": None},
            "/v1/budgets": {"budgets": [BUDGET]},
            "/v1/status": {
                "last_run": RUN,
                "ledgers": [LEDGER],
                "own_cost": None,
                "drifting": [],
                "channels": [],
            },
            "/v1/runs/daily-2026-10-20": {"run": RUN},
        } | {f"/v1/{name}": answer for name, answer in changed.items()}

    def get(self, path: str, **query: str) -> dict[str, Any]:
        if self.answers.get(path) is None:
            raise ApiError(404, f"nothing at {path}")
        return json.loads(json.dumps(self.answers[path]))  # type: ignore[no-any-return]


def printed(api: Answers) -> str:
    output = io.StringIO()
    print_summary(Console(file=output, width=220), api)
    return output.getvalue()


def test_every_figure_is_shown_with_its_words() -> None:
    text = printed(Answers())
    for words in (
        "Cost on 2026-10-20         not known so far",
        "$41,102.69",
        "stable (+4.6 %)",
        "$100.00, billed -$3.00",
        "Forecast for 2026-10 $62,760.92 (80 % interval: $62,000.00 to $63,000.00)",
        "daily error (WAPE) 1.9 %, 80 % interval held 86.1 %",
        "2026-10-16 ongoing  Amazon [Bedrock]  +$489.92 (expected $239.98, was $729.90",
        "severity low; open; 0123456789abcdef)",
        "    account 333344445555: +$489.92",
        "      usage type tokens: +$480.50",
        "more than planned event 'launch' explains",
        "also found by AWS Cost Anomaly Detection",
        "costgov anomalies feedback 0123456789abcdef real|planned|wrong",
        "usage type (none): +$485.50",
        (
            "Allocated by team $41,000.00 of $41,102.69 in 2026-10: check[out] $20,000.00, "
            f"{'m' * 30}… $15,000.00, ops$core $5,000.00, 2 more, unallocated $102.69"
        ),
        'a rule {"account": "222233334444", "unit": "search"} would catch $100.50 more',
        "$59,999.00 (100.0 %)",
        "daily-2026-10-20: PARTIAL",
        "collect_resources 222233334444/eu-west-1: access-denied: no role",
        "USD from cost_explorer: 2025-09-01 to 2026-10-20",
    ):
        assert words in text
    assert "other" not in text


def test_what_is_not_known_is_said() -> None:
    unknown = {**FORECAST, "state": "insufficient history", "history_days": 3, "month_end": None}
    text = printed(
        Answers(
            forecast={"forecast": unknown},
            anomalies={"anomalies": []},
            budgets={"budgets": [{**BUDGET, "status": None}]},
        )
    )
    assert "insufficient history (3 days)" in text
    assert "none found in USD" in text
    assert "not judged yet" in text


def test_without_forecast_the_rest_is_still_shown() -> None:
    text = printed(Answers(forecast=None, budgets={"budgets": []}))
    assert "Forecast: nothing at /v1/forecast" in text
    assert "PARTIAL" in text


def test_before_the_first_run_it_says_so() -> None:
    output = io.StringIO()
    print_status(Console(file=output), Answers(status={"last_run": None, "channels": []}))
    assert "has not run yet" in output.getvalue()


def test_channels_that_fail_are_shown_also_before_the_first_run() -> None:
    broken = {
        "name": "hook",
        "condition": "broken",
        "failing_since": "2026-10-20T06:00:00Z",
        "last_error": "the webhook answered 404 [no_service]",
        "warning": "",
        "waiting": 3,
        "held": 1,
    }
    unconfirmed = broken | {
        "name": "email",
        "condition": "working",
        "failing_since": None,
        "last_error": "",
        "warning": "1 of its subscribers has not confirmed",
        "waiting": 0,
        "held": 0,
    }
    output = io.StringIO()
    status = {"last_run": None, "channels": [broken, unconfirmed]}
    print_status(Console(file=output, width=200), Answers(status=status))
    assert output.getvalue().splitlines()[:2] == [
        (
            "Channel hook: broken since 2026-10-20T06:00:00Z: the webhook answered 404 "
            "[no_service]; 2 wait"
        ),
        "Channel email: working: 1 of its subscribers has not confirmed",
    ]


def test_the_product_s_own_cost_is_shown_with_what_it_used() -> None:
    status = {"last_run": RUN, "ledgers": [], "own_cost": OWN_COST, "drifting": [], "channels": []}
    output = io.StringIO()
    print_status(Console(file=output, width=200), Answers(status=status))
    assert (
        "Own cost on 2026-10-20 so far $0.0508 at AWS list prices (about $1.5000 this month): "
        "5 cost explorer requests"
    ) in output.getvalue()


@pytest.mark.parametrize(("hours", "stuck"), [(1, False), (2, True)])
def test_a_run_that_never_came_to_its_end_is_called_stuck(hours: int, stuck: bool) -> None:
    began = datetime(2026, 10, 20, 6, tzinfo=UTC)
    run = {**RUN, "status": "RUNNING", "started_at": "2026-10-20T06:00:00Z", "gaps": []}
    output = io.StringIO()
    print_status(
        Console(file=output, width=200),
        Answers(
            status={
                "last_run": run,
                "ledgers": [],
                "own_cost": OWN_COST,
                "drifting": [],
                "channels": [],
            }
        ),
        lambda: began + timedelta(hours=hours),
    )
    assert ("stuck: it began 2026-10-20T06:00:00Z" in output.getvalue()) is stuck


def test_gaps_say_what_why_and_when_again() -> None:
    output = io.StringIO()
    print_gaps(Console(file=output, width=200), Answers(), "daily-2026-10-20")
    assert "no role (tried again 2026-10-21)" in output.getvalue()


def record(**changed: Any) -> ImportRecord:
    return ImportRecord.model_validate(
        {
            "object_key": "billing/a.csv",
            "etag": "e",
            "source": "file:billing/a.csv",
            "format": "FOCUS",
            "status": "imported",
            "lines": 30,
            "kept": 15,
            "rejected": [
                RejectedLine(line=n, column="BilledCost", reason="is no number") for n in range(15)
            ],
            "rejected_count": 20,
            "totals": [
                CurrencyTotal(
                    currency="USD", billed=Decimal("20.52022672899"), effective=Decimal(1)
                )
            ],
            "first_day": date(2024, 9, 1),
            "last_day": date(2024, 9, 30),
            "finished_at": datetime(2026, 1, 1, tzinfo=UTC),
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            record(),
            [
                "15 of 30 lines",
                "$20.52 (exactly 20.52022672899 USD)",
                "line 3, BilledCost: is no number",
                "and 10 more lines",
            ],
        ),
        (record(status="refused", reason="the file is empty"), ["refused", "the file is empty"]),
    ],
)
def test_an_import_says_what_became_of_every_line(found: ImportRecord, words: list[str]) -> None:
    output = io.StringIO()
    print_import(Console(file=output, width=200), found)
    assert all(word in output.getvalue() for word in words)
