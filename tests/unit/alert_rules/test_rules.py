"""Rules themselves: what is in force, what is refused, and that each opens before it clears."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.configuration import Configuration
from costgov.domain.alerting.rule_levels import Deadlines, Levels
from costgov.domain.alerting.rules import (
    BUILT_IN,
    Rule,
    checked_rules,
    in_force,
    kind_of,
    rule_of,
)
from costgov.domain.alerting.signal import RuleKind, Severity
from costgov.pipeline.alerting.evaluate.registry import ELSEWHERE, EVALUATORS
from costgov.pipeline.alerting.evaluate.words import strength
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cli.config_sync import difference, pulled
from cli.local.tools import ROOT
from infra.config import load_configuration
from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.cli.pushing import push


def test_every_rule_is_judged_somewhere_and_applies_without_configuration() -> None:
    assert {rule.kind for rule in BUILT_IN} == EVALUATORS.keys() | ELSEWHERE
    assert all(rule.enabled for rule in in_force(()))
    assert {kind_of(rule) for rule in BUILT_IN} == set(RuleKind) - {RuleKind.RECOMMENDATION}


def test_a_rule_adjusts_the_built_in_one_of_its_name_and_another_stands_beside_it() -> None:
    given = [
        rule_of({"kind": "growth", "above_percent": "30"}),
        rule_of({"kind": "growth", "name": "growth-by-team", "dimension": "tag:Team"}),
    ]
    found = {rule.name: rule for rule in in_force(given)}

    assert len(found) == len(BUILT_IN) + 1
    assert found["cost-growth"] == given[0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([{"kind": "spike", "name": "cost-growth"}], "is built in, of kind 'growth'"),
        ([{"kind": "growth"}, {"kind": "growth"}], "is defined twice"),
        ([{"kind": "run", "name": "more-runs"}], "one rule of kind 'run' only"),
        ([{"kind": "growth", "above_percent": "5"}], "clears above where it opens"),
        ([{"kind": "trend", "above_percent": "5"}], "clears above where it opens"),
        ([{"kind": "growth", "dimension": "colour"}], "is not one of"),
        ([{"kind": "gossip"}], "does not match any of the expected tags"),
        (
            [{"kind": "growth", "levels": {"medium": "2", "high": "1", "critical": None}}],
            "levels must rise",
        ),
        (
            [{"kind": "capacity", "deadlines": {"medium": 1, "high": 2, "critical": None}}],
            "deadlines must fall",
        ),
    ],
)
def test_rules_that_make_no_sense_are_refused_by_name(
    given: list[dict[str, object]], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Configuration.model_validate({"governance": {"rules": given}})


def test_rules_go_up_and_come_back_as_they_were_written() -> None:
    control = InMemoryDocumentStore()
    rules = [
        {"kind": "growth", "name": "cost-growth", "above_percent": "30"},
        {"kind": "spike", "name": "cost-spike", "enabled": False},
    ]
    pushed = Configuration.model_validate({"governance": {"rules": rules}})

    changes = push(control, pushed)

    assert "+ rule cost-growth (growth): above_percent 30" in changes.lines()
    assert "+ rule cost-spike (spike): as built in, switched off" in changes.lines()
    assert not difference(control, pushed)
    assert "kind: growth" in pulled(control, "governance: {}\n")


def test_severity_goes_by_stated_levels() -> None:
    levels = Levels(medium=Decimal(10), high=None, critical=Decimal(100))
    assert [levels.of(Decimal(amount)) for amount in (9, 10, 99, 100)] == [
        Severity.LOW,
        Severity.MEDIUM,
        Severity.MEDIUM,
        Severity.CRITICAL,
    ]
    deadlines = Deadlines(medium=30, high=7, critical=None)
    assert [deadlines.of(days) for days in (31, 30, 7, 0)] == [
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.HIGH,
    ]


AMOUNTS = st.decimals(min_value=-1_000, max_value=100_000, places=2)


@given(
    st.one_of(st.none(), AMOUNTS),
    AMOUNTS,
    st.decimals(min_value=1, max_value=500, places=1),
    st.decimals(min_value=0, max_value=1, places=2),
    st.decimals(min_value=0, max_value=1_000, places=2),
)
def test_whatever_opens_an_alert_would_keep_it_open(
    figure: Decimal | None, amount: Decimal, opens: Decimal, share: Decimal, minimum: Decimal
) -> None:
    clears = opens * share
    found = strength(figure, amount, opens, clears, minimum)

    if found == "fires":
        assert amount >= minimum
        assert figure is None or figure >= opens
    if found is not None:
        assert amount > 0
        assert figure is None or figure >= clears
        assert strength(figure, amount * 2, opens, clears, minimum) is not None


@given(st.lists(st.sampled_from([rule.name for rule in BUILT_IN]), unique=True))
def test_what_is_switched_off_is_off_and_nothing_else(names: list[str]) -> None:
    off: list[Rule] = [
        rule.model_copy(update={"enabled": False}) for rule in BUILT_IN if rule.name in names
    ]

    found = in_force(checked_rules(off))

    assert [rule.name for rule in found] == [rule.name for rule in BUILT_IN]
    assert {rule.name for rule in found if not rule.enabled} == set(names)


PAGE = (ROOT / "docs/alert-rules.md").read_text(encoding="utf-8")


def test_every_rule_stands_in_the_table() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \(`([a-z-]+)`\) \|", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted((rule.name, rule.kind) for rule in BUILT_IN)


@pytest.mark.parametrize(
    "example",
    [
        block
        for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
        if block.startswith(("governance", "deployment"))
    ],
)
def test_what_the_page_shows_can_be_configured(example: str, tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    path.write_text(example, encoding="utf-8")

    found = load_configuration(path)

    assert found.governance.rules or found.deployment.kpi_alarms
