"""Capacity, efficiency and unit costs in the terminal; and values that an operator pushes."""

from pathlib import Path
from typing import Any

import pytest
from costgov.errors import InvalidInput

from cli.measures import push, read_values
from tests.unit.cli.test_summary import Answers, printed

CROSSING = {
    "state": "crossing",
    "earliest": "2026-11-10",
    "median": "2026-11-29",
    "latest": None,
    "risks": [{"days": 30, "probability": "0.12"}, {"days": 90, "probability": "0.9"}],
}
DISK = {
    "subject": "arn:aws:ec2:us-east-1:1:instance/i-1",
    "subject_name": "kafka-1",
    "component": "disk:/data",
    "unit": "percent",
    "value": "62.5",
    "threshold": "80",
    "crossing": CROSSING,
    "order_by": "2026-10-30",
    "warning": True,
}
CALM = DISK | {"crossing": CROSSING | {"state": "not within 365 days", "median": None}}
GROUP = {
    "dimension": "organisation", "resources": 18, "known": 7, "low": 2, "high": 1,
    "efficiency": "0.4312", "health": None,
}  # fmt: skip
PLAN = {"name": "per-order", "target": "0.70", "currency": "USD"}
FIGURES = {
    "unit": "orders",
    "status": "above target",
    "alert": True,
    "current": {"unit_cost": "0.71239", "days": 30, "reason": None},
    "trend": {"label": "stable"},
    "forecast": {
        "days": 30,
        "mean": "0.72",
        "intervals": [{"level": 80, "low": "0.7", "high": "0.74"}],
    },
}


def capacity(*outlooks: dict[str, Any]) -> dict[str, Any]:
    return {"report": {"measures": [], "resources": list(outlooks), "looked_at": 18}}


def test_what_runs_out_first_is_said_with_its_uncertainty_and_what_to_do() -> None:
    text = printed(Answers(capacity=capacity(CALM, DISK)))

    assert (
        "kafka-1 disk:/data at 62.5 percent, 80 percent on 2026-11-29 "
        "(80 % interval: 2026-11-10 to later than a year)"
    ) in text
    assert "12 % within 30 days, 90 % within 90 days; order now" in text


def test_what_may_be_full_one_day_is_said_so() -> None:
    may = DISK | {"crossing": CROSSING | {"median": None}, "order_by": None, "warning": False}

    text = printed(Answers(capacity=capacity(may, DISK)))

    assert "at 62.5 percent, 80 percent unlikely within a year, possible from 2026-11-10 on" in text
    assert text.index("on 2026-11-29") < text.index("unlikely")


def test_what_is_full_already_and_what_never_will_be_are_said() -> None:
    full = DISK | {"crossing": {"state": "crossed"}}

    assert "kafka-1 disk:/data at 62.5 percent, above 80 percent already" in printed(
        Answers(capacity=capacity(full))
    )
    assert "nothing of 18 resources runs out in a year" in printed(Answers(capacity=capacity(CALM)))


def test_scores_say_of_how_many_they_are() -> None:
    text = printed(Answers(efficiency={"report": {"groups": [GROUP]}}))

    assert "Efficiency 0.43 of target, health unknown: 7 of 18 resources known, 2 below" in text


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            FIGURES,
            "0.712 USD (orders, 30 days; above target 0.70), stable; next 30 days 0.720 (0.700 to",
        ),
        (None, "Unit cost per-order not known yet"),
        (
            FIGURES | {"current": {"unit_cost": None, "reason": "no units were measured"}},
            "Unit cost per-order unknown: no units were measured",
        ),
    ],
)
def test_unit_costs_stand_beside_their_target(figures: dict[str, Any] | None, said: str) -> None:
    answers = Answers(**{"unit-costs": {"unit_costs": [{"plan": PLAN, "figures": figures}]}})

    assert said in printed(answers)


class Pushed:
    """An API that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def post(self, path: str, fields: Any) -> dict[str, Any]:
        self.told.append((path, fields["values"]))
        return {}


def test_a_file_is_pushed_in_requests_of_bounded_size(tmp_path: Path) -> None:
    file, api = tmp_path / "orders.csv", Pushed()
    lines = [
        f"2026-{month:02}-{day:02}, {day}.50" for month in range(1, 11) for day in range(1, 29)
    ]
    file.write_text("\n".join(["day,orders", *lines, ""]))

    assert push(api, "orders", file) == 280  # type: ignore[arg-type]

    assert [len(values) for _, values in api.told] == [200, 80]
    assert api.told[0][0] == "/v1/measures/orders/values"
    assert api.told[0][1][0] == {"day": "2026-01-01", "value": "1.50"}


def test_a_name_stays_one_part_of_the_path(tmp_path: Path) -> None:
    file, api = tmp_path / "orders.csv", Pushed()
    file.write_text("2026-10-19,5\n")

    push(api, "a b/é?", file)  # type: ignore[arg-type]

    assert api.told[0][0] == "/v1/measures/a%20b%2F%C3%A9%3F/values"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-01-01,1\n2026-01-01,2\n", "line 2: 2026-01-01 was there before"),
        ("2026-01-01,1\n2026-01-32,2\n", "line 2: '2026-01-32' is not a day"),
        ("2026-01-01,one\n", "line 1: 'one' is not an amount"),
        ("2026-01-01\n", "line 1: ['2026-01-01'] is not `day,value`"),
        ("day,value\n", "holds no value"),
    ],
)
def test_a_file_that_cannot_be_read_whole_sends_nothing(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(text)

    with pytest.raises(InvalidInput) as caught:
        read_values(file)

    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_values(tmp_path / "nothing.csv")
