"""A host by its measures: the worked example as a row of the backlog."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.configuration import Configuration
from costgov.domain.backlog.standing import Stance
from costgov.domain.findings import Finding, Level, NoAdvice
from costgov.domain.host_advice import HostPlan, host_finding
from costgov.pipeline import backlog_records
from costgov.pipeline.measure_store import keep_values
from pydantic import ValidationError

from tests.unit.backlog.estate import Organisation
from tests.unit.backlog.made import ACCOUNT
from tests.unit.cli.pushing import push

DAY = date(2026, 10, 20)
PLAN: dict[str, Any] = {
    "name": "trading-1",
    "account": ACCOUNT,
    "owner": "trading",
    "vcpus": 16,
    "memory_gb": "15.3",
    "prices": {"per_vcpu": "15.00", "per_gb": "3.003"},
    "cpu": "trading-cpu",
    "cpu_peak": "trading-cpu-peak",
    "memory": "trading-memory",
}
VALUES = {"trading-cpu": "7.4", "trading-cpu-peak": "8.6", "trading-memory": "85.4"}


def days(count: int = 14, **changed: str) -> dict[str, Sequence[Decimal]]:
    told: Mapping[str, str] = VALUES | {
        name.replace("_", "-"): value for name, value in changed.items()
    }
    return {name: [Decimal(value)] * count for name, value in told.items()}


def found(values: dict[str, Sequence[Decimal]], **changed: Any) -> Finding | NoAdvice | None:
    return host_finding(HostPlan.model_validate(PLAN | changed), values, DAY)


def finding(values: dict[str, Sequence[Decimal]], **changed: Any) -> Finding:
    one = found(values, **changed)
    assert isinstance(one, Finding)
    return one


def test_the_worked_example_is_a_finding_with_its_arithmetic() -> None:
    one = finding(days())

    assert one.saving is not None
    assert (one.saving.amount, round(one.monthly_cost or 0, 2)) == (
        Decimal("206.90"),
        Decimal("285.95"),
    )
    assert one.saving.arithmetic == (
        "16 vCPU x 15.00 + 15.3 GB x 3.003 = $285.95, less 2 vCPU and 16.33 GB = $79.05: "
        "$206.90 a month (72.4 %)"
    )
    assert one.why == (
        "CPU 7.4 % on average and 8.6 % at most, memory 85.4 %: 2 vCPU (59.2 %, 1.45 times the "
        "peak) and 16.33 GB do."
    )
    assert (one.risk, one.confidence) == (Level.LOW, 1.0)


def test_little_room_over_the_peak_is_more_risk() -> None:
    assert finding(days(trading_cpu_peak="11")).risk is Level.MEDIUM


def test_a_host_that_is_too_small_costs_more() -> None:
    one = finding(days(trading_cpu="59", trading_cpu_peak="80", trading_memory="99"))
    assert one.title == "Host is too small"
    assert one.saving is None or one.saving.amount < 0


def test_the_right_size_needs_no_advice() -> None:
    assert found(days(trading_cpu="59", trading_cpu_peak="80", trading_memory="80")) is None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "measure trading-cpu has 0 of 7 days"),
        (days(6), "measure trading-cpu has 6 of 7 days"),
        (days(trading_memory="101"), "measure trading-memory is no percentage"),
    ],
)
def test_what_is_not_measured_is_not_zero(
    values: dict[str, Sequence[Decimal]], reason: str
) -> None:
    one = found(values)
    assert isinstance(one, NoAdvice)
    assert one.reason.startswith(reason)


def test_fewer_days_are_less_sure() -> None:
    one = finding(days(7))
    assert (one.confidence, one.confidence_why) == (0.5, "7 of 14 days are known")


def test_it_is_a_row_of_the_backlog_until_its_measures_say_otherwise() -> None:
    company = Organisation()
    measures = [{"name": name, "unit": "percent", "kind": "technical"} for name in VALUES]
    configuration = Configuration.model_validate(
        {"governance": {"measures": measures, "hosts": [PLAN]}}
    )
    changes = push(company.stores.control, configuration)
    assert any(line.startswith("+ host trading-1: 16 vCPU") for line in changes.lines())
    company.day(DAY)
    reasons = [one.reason for one in company.advice().no_advice]
    assert reasons == ["measure trading-cpu has 0 of 7 days"]

    now = datetime(2026, 10, 20, tzinfo=UTC)
    for name, value in VALUES.items():
        told = {DAY - timedelta(days=n): Decimal(value) for n in range(-1, 14)}
        keep_values(company.stores.results, name, told, now)
    company.day(DAY + timedelta(days=1))

    one = company.recommendations["trading-1"]
    assert (one.saving, one.owner) == (Decimal("206.90"), "trading")
    push(company.stores.control, Configuration())
    backlog_records.hosts(company.stores.control).make_equal([])
    company.day(DAY + timedelta(days=2))
    assert company.stands("trading-1", DAY + timedelta(days=2)).state is Stance.DONE


def test_a_host_names_measures_that_there_are() -> None:
    with pytest.raises(ValidationError, match="host 'trading-1': there is no measure"):
        Configuration.model_validate({"governance": {"hosts": [PLAN]}})
