"""Scenarios in costgov.yaml: read strictly, and kept as they are written."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.domain.scenarios import Driver, Scenario
from costgov.errors import ConfigurationError

from cli import config_sync
from infra.config import load_configuration
from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.cli.pushing import push

PLAN = """\
governance:
  scenarios:
    - name: next-year
      description: What the board asked for
      dimension: service
      value: Amazon EC2
      horizon_days: 180
      changes:
        - {kind: launch, start: 2026-12-01, amount: 6000, per: month, ramp_days: 30}
        - {kind: growth, start: 2026-11-01, percent: 2.50, per: month}
        - kind: driver
          name: orders as planned
          measure: orders
          values: {2026-11-01: 12000, 2026-12-01: 15000}
        - kind: commitment
          start: 2026-11-01
          end: 2027-11-01
          hourly: 1.5
          discount_percent: 28
          of: {dimension: usage_type, value: BoxUsage}
          payment: partial_upfront
          lead_time_days: 14
"""


def load(tmp_path: Path, text: str) -> tuple[Scenario, ...]:
    path = tmp_path / "costgov.yaml"
    path.write_text(text, encoding="utf-8")
    return load_configuration(path).governance.scenarios


def test_a_plan_is_read_as_it_is_written(tmp_path: Path) -> None:
    (plan,) = load(tmp_path, PLAN)
    assert [change.kind for change in plan.ordered] == ["growth", "driver", "commitment", "launch"]
    driver = plan.ordered[1]
    assert isinstance(driver, Driver)
    assert driver.segments == (
        (date(2026, 11, 1), date(2026, 12, 1), Decimal(12000)),
        (date(2026, 12, 1), date.max, Decimal(15000)),
    )
    assert plan.ordered[2].order_by == date(2026, 10, 18)
    assert str(plan) == "service 'Amazon EC2'"
    assert Scenario.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "{kind: grow, start: 2026-11-01}",
            (
                "a change needs a kind: growth, driver, launch, retirement, price, commitment or "
                "migration"
            ),
        ),
        ("{kind: growth, start: 2026-11-01, percent: 3}", "growth.per: Field required"),
        (
            "{kind: growth, start: 2026-11-01, percent: -100, per: year}",
            "growth.percent: Input should be greater than -100",
        ),
        ("{kind: launch, start: November, amount: 3}", "launch.start: Input should be a valid"),
        ("{kind: launch, start: 2026-11-01, amount: 0}", "launch.amount: Input should be greater"),
        (
            "{kind: launch, start: 2026-11-01, end: 2026-11-01, amount: 3}",
            "it ends (2026-11-01) before it has begun (2026-11-01)",
        ),
        (
            "{kind: retirement, start: 2026-11-01}",
            "a retirement needs an amount or a percent, and not both",
        ),
        (
            "{kind: retirement, start: 2026-11-01, amount: 3, share_percent: 50}",
            "a retirement of an amount is not of a part: give a percent for that",
        ),
        (
            "{kind: driver, measure: orders, start: 2026-11-01}",
            "a driver needs planned values or a percent of growth, and not both",
        ),
        (
            "{kind: driver, measure: orders, percent: 3}",
            "a driver that grows needs a start; planned values say theirs",
        ),
        (
            (
                "{kind: commitment, start: 2026-11-01, end: 2027-11-01, hourly: 1, "
                "discount_percent: 100}"
            ),
            "commitment.discount_percent: Input should be less than 100",
        ),
        (
            "{kind: price, start: 2026-11-01, percent: 5, of: {dimension: team}}",
            "price.of.dimension: 'team' is not one of total, provider, service",
        ),
        (
            "{kind: migration, start: 2026-11-01, cost_ratio: 0.5, share_percent: 130}",
            "migration.share_percent: Input should be less than or equal to 100",
        ),
        (
            "{kind: launch, start: 2026-11-01, amount: 3, colour: red}",
            "launch.colour: Extra inputs are not permitted",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(
    tmp_path: Path, change: str, sentence: str
) -> None:
    text = f"governance:\n  scenarios:\n    - name: a\n      changes:\n        - {change}\n"
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'costgov.yaml'}:5: governance.scenarios.0.changes.0")
    assert sentence in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        ("{name: A b}", "name: String should match pattern"),
        ("{name: a, horizon_days: 400}", "horizon_days: Input should be less than or equal to 365"),
        ("{name: a, value: x}", "the total has no value; name the dimension of the value"),
        ("{name: a}\n    - {name: a}", "scenario 'a' is defined twice"),
    ],
)
def test_a_scenario_that_means_nothing_is_refused(
    tmp_path: Path, scenario: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, f"governance:\n  scenarios:\n    - {scenario}\n")
    assert sentence in str(caught.value)


def test_a_push_shows_what_changes_and_a_pull_gives_it_back(tmp_path: Path) -> None:
    path, control = tmp_path / "costgov.yaml", InMemoryDocumentStore()
    path.write_text(PLAN, encoding="utf-8")
    configuration = load_configuration(path)
    assert push(control, configuration).lines() == [
        "+ scenario next-year on service 'Amazon EC2': 4 changes"
    ]
    assert not config_sync.difference(control, configuration)

    path.write_text(PLAN.replace("amount: 6000", "amount: 7000"), encoding="utf-8")
    assert config_sync.difference(control, load_configuration(path)).lines() == [
        (
            "~ scenario next-year on service 'Amazon EC2': 4 changes\n"
            "    -  amount: '6000'\n"
            "    +  amount: '7000'"
        )
    ]

    path.write_text(config_sync.pulled(control, ""), encoding="utf-8")
    assert load_configuration(path).governance.scenarios == configuration.governance.scenarios
