"""Scenarios on the command line: what the API said, in words."""

import io
from typing import Any

from rich.console import Console

from cli.summary_scenarios import print_scenario, print_scenarios


def expected(mean: str, low: str, high: str) -> dict[str, Any]:
    return {"mean": mean, "intervals": [{"level": 80, "low": low, "high": high}]}


HORIZON = {
    "name": "horizon",
    "end": "2027-10-20",
    "baseline": expected("1000.5", "900", "1100"),
    "scenario": expected("1200.5", "1050", "1350"),
    "difference": expected("200", "150", "250"),
    "effects": ["250", "-50"],
}
FIGURES = {
    "as_of": "2026-10-20",
    "state": "insufficient history",
    "history_days": 9,
    "method": "the forecast, changed",
    "changes": [{"name": "new [shop]"}, {"name": "cheaper"}],
    "warnings": ["new [shop] had to be ordered by 2026-10-01"],
    "periods": [HORIZON | {"name": "month", "end": "2026-11-01"}, HORIZON],
}
PLAN = {
    "name": "plan",
    "currency": "USD",
    "dimension": "usage_type",
    "value": "Box[1]",
    "horizon_days": 365,
    "figures": FIGURES,
}


class Answers:
    """Two pages of scenarios."""

    def get(self, path: str, **query: str) -> dict[str, Any]:
        if path == "/v1/scenarios/plan":
            return {"scenario": PLAN}
        assert path == "/v1/scenarios"
        if query == {"page_token": "more"}:
            return {"scenarios": [PLAN | {"name": "new", "figures": None}], "next_page": None}
        return {"scenarios": [PLAN], "next_page": "more"}


def test_each_scenario_says_what_it_adds_and_by_what() -> None:
    output = io.StringIO()
    print_scenarios(Console(file=output, width=300), Answers())
    assert output.getvalue().splitlines() == [
        (
            "Scenario plan 365 days of usage type Box[1]: $1,200.50 instead of $1,000.50, "
            "+$200.00 (80 % interval: $150.00 to $250.00)"
        ),
        "  insufficient history (9 days)",
        "  new [shop] +$250.00; cheaper -$50.00",
        "  note new [shop] had to be ordered by 2026-10-01",
        "Scenario new not computed yet",
    ]


def test_one_scenario_has_every_period() -> None:
    output = io.StringIO()
    print_scenario(Console(file=output, width=300), Answers(), "plan")
    lines = output.getvalue().splitlines()
    assert lines[4] == (
        "  month to 2026-10-31: baseline $1,000.50 ($900.00 to $1,100.00), scenario "
        "$1,200.50 ($1,050.00 to $1,350.00), +$200.00"
    )
    assert lines[-1] == "  as of 2026-10-20: the forecast, changed"
