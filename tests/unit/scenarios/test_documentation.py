"""The examples of docs/scenarios.md load, and the first comes to what the page says."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from costgov.domain.scenarios import KINDS, AnyChange, Scenario

from infra.config import load_configuration
from tests.unit.pipeline.ledgers import Bill
from tests.unit.scenarios.world import DAYS, EC2, START, World

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def configured(number: int, folder: Path) -> tuple[Scenario, ...]:
    path = folder / "costgov.yaml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    return load_configuration(path).governance.scenarios


@pytest.mark.parametrize("number", [0, 1])
def test_an_example_is_a_valid_configuration(number: int, tmp_path: Path) -> None:
    assert configured(number, tmp_path)
    assert len(EXAMPLES) == 2


def test_together_they_use_every_kind_of_change(tmp_path: Path) -> None:
    used = {
        change.kind
        for number in (0, 1)
        for scenario in configured(number, tmp_path)
        for change in scenario.changes
    }
    assert used == set(KINDS)


def test_the_example_comes_to_what_the_page_says(tmp_path: Path) -> None:
    (plan,) = configured(0, tmp_path)
    world = World(Bill().every_day(DAYS, lambda _: "100", first=START, service=EC2))
    fields = plan.model_dump(mode="json", exclude_defaults=True)
    world.ask(fields.pop("name"), *fields.pop("changes"), **fields)
    assert world.run().complete

    result = world.result("shop")
    (horizon,) = [one for one in result.periods if one.name == "horizon"]
    assert horizon.end == date(2027, 1, 1)
    named = [change.name for change in result.changes]
    found = dict(zip(named, horizon.effects, strict=True))
    found |= {"baseline": horizon.baseline.mean, "scenario": horizon.scenario.mean}
    rows = re.findall(r"^\| ([\w -]+?) \| (-?[\d.]+) \|", TEXT, re.MULTILINE)
    assert {name: Decimal(amount) for name, amount in rows} == found
    order_by = result.changes[-1].order_by
    assert order_by is not None
    assert f"ordered by {order_by.day} {order_by:%B}" in TEXT


def test_every_field_of_a_change_is_explained() -> None:
    (union, *_) = get_args(AnyChange.__value__)
    fields = {name for kind in get_args(union) for name in kind.model_fields} - {"kind"}
    missing = sorted(name for name in fields if f"`{name}`" not in TEXT)
    assert missing == []
