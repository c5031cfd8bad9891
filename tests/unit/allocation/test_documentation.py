"""Every example of docs/allocation.md is a configuration that loads and does what it says."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.domain.allocation.plan import ASKED, Rule, SharedCost
from costgov.domain.allocation.reasons import Reason

from infra.config import load_configuration
from tests.unit.allocation.bills import charge
from tests.unit.allocation.delivered import FILE, Estate, facts

PAGE = Path(__file__).resolve().parents[3] / "docs" / "allocation.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_is_a_valid_configuration(number: int, tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    path.write_text(EXAMPLES[number], encoding="utf-8")

    assert load_configuration(path).governance.allocation.views


def test_there_are_examples_of_rules_and_of_shared_costs() -> None:
    assert len(EXAMPLES) == 2


def test_the_shared_costs_of_the_example_are_split_as_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    path.write_text(EXAMPLES[1], encoding="utf-8")
    view = load_configuration(path).governance.allocation.views["team"]
    bill = [
        charge("75", team="search"),
        charge("25", team="checkout"),
        charge("8", service="AWS Support (Business)"),
        charge("3", service="Tax"),
        charge("16", account="999988887777"),
        charge("81", service="Amazon Simple Storage Service", account="111122223333"),
    ]
    estate = Estate().configure(team=view).deliver(facts(bill, FILE))
    estate.allocate()

    parts = {
        unit: {of: sums["Usage.EffectiveCost"] for of, sums in found.shared.items()}
        for unit, found in estate.units().items()
    }
    assert parts == {
        "search": {
            "support": 6,
            "tax": Decimal("1.5"),
            "security": 10,
            "data lake": 62,
        },
        "checkout": {
            "support": 2,
            "tax": Decimal("1.5"),
            "security": 6,
            "data lake": 19,
        },
    }


def test_every_condition_split_and_reason_is_explained() -> None:
    fields = [name for name in Rule.model_fields if name != "unit"]
    assert set(fields) == {"tag", *ASKED, *(f"{name}_regex" for name in ASKED)}
    words = [*fields, *SharedCost.model_fields, "even", "proportional", "fixed", "usage", *Reason]
    assert [word for word in words if f"`{word}" not in TEXT and f"{word}:" not in TEXT] == []
