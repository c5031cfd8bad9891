"""The worked example of a trading host, computed from its inputs to the stated rounding."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from costgov.domain.host_sizing import HostPrices, HostTargets, HostUse, monthly_cost, size_host
from costgov.domain.investment import Saving, investment, total_saving
from costgov.domain.unit_cost import quotient
from costgov.errors import SavingsExceedBill
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from cli.main import app

USE = HostUse(
    vcpus=16,
    memory_gb=Decimal("15.3"),
    cpu_average=Decimal("7.4"),
    cpu_peak=Decimal("8.6"),
    memory_used=Decimal("85.4"),
)
PRICES = HostPrices(per_vcpu=Decimal("15.00"), per_gb=Decimal("3.003"))
TARGETS = HostTargets(cpu_percent=Decimal(60), memory_percent=Decimal(80))
TRADES = Decimal(2888)


def shown(value: Decimal | None, places: int) -> str:
    assert value is not None
    return str(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def test_every_figure_of_the_example_follows_from_its_inputs() -> None:
    advice = size_host(USE, PRICES, TARGETS)

    assert shown(advice.monthly_cost, 2) == "285.95"
    assert advice.vcpus == 2
    assert shown(advice.cpu_percent, 1) == "59.2"
    assert shown(advice.memory_gb, 2) == "16.33"
    assert shown(advice.new_monthly_cost, 2) == "79.05"
    assert shown(advice.monthly_saving, 2) == "206.90"
    assert shown(advice.saving_percent, 1) == "72.4"
    assert shown(advice.margin_over_peak, 2) == "1.45"
    assert shown(quotient(advice.monthly_cost, TRADES), 3) == "0.099"
    assert shown(quotient(advice.new_monthly_cost, TRADES), 3) == "0.027"


def test_break_even_and_return_of_what_the_source_claims_to_save() -> None:
    found = investment(Decimal(8500), Decimal("466.90"))

    assert shown(found.break_even_months, 1) == "18.2"
    assert shown(found.return_percent, 1) == "97.7"


def test_more_than_the_bill_cannot_be_saved_on_it() -> None:
    advice = size_host(USE, PRICES, TARGETS)
    later = Saving(name="later phases", monthly=Decimal("466.90") - advice.monthly_saving)
    first = Saving(name="right-sizing", monthly=advice.monthly_saving)

    with pytest.raises(SavingsExceedBill, match=r"466\.9.* cannot be saved on a bill of 285\.9459"):
        total_saving(advice.monthly_cost, [first, later])
    assert total_saving(advice.monthly_cost, [first]) == advice.monthly_saving


def test_the_operator_gets_the_arithmetic() -> None:
    options = (
        "--vcpus 16 --memory-gb 15.3 --cpu-average 7.4 --cpu-peak 8.6 --memory-used 85.4 "
        "--per-vcpu 15.00 --per-gb 3.003 --units 2888"
    ).split()

    result = CliRunner().invoke(app, ["size-host", *options])

    assert result.exit_code == 0, result.output
    for figure in (
        "16 vCPU x 15.00 + 15.3 GB x 3.003 = $285.95 a month",
        "= 2 (59.2 % on average)",
        "= 16.33 GB",
        "$79.05 a month",
        "$206.90 a month (72.4 %)",
        "1.45 x the peak",
        "0.099 → 0.027 USD",
    ):
        assert figure in result.output
    further = [*options, "--cost", "8500"]
    assert "41.1 months" in CliRunner().invoke(app, ["size-host", *further]).output
    refused = CliRunner().invoke(app, ["size-host", *further, "--saving", "260.00"])
    assert refused.exit_code == 1
    assert "cannot be saved on a bill of" in refused.output


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--cpu-peak", "5", "below the average"),
        ("--memory-used", "120", "less than or equal to 100"),
        ("--per-gb", "free", "valid decimal"),
        ("--memory-gb", "1e999999", "no more than 30 digits"),
        ("--units", "0", "more than 0 units"),
        ("--units", "many", "is not an amount"),
        ("--cost", "1e30", "beyond any bill"),
        ("--cost", "-5", "below 0"),
        ("--saving", "NaN", "not a finite amount"),
    ],
)
def test_inputs_that_make_no_sense_are_refused_in_a_sentence(
    option: str, value: str, said: str
) -> None:
    given_options = {
        "--vcpus": "16", "--memory-gb": "15.3", "--cpu-average": "7.4", "--cpu-peak": "8.6",
        "--memory-used": "85.4", "--per-vcpu": "15", "--per-gb": "3",
    } | {option: value}  # fmt: skip
    arguments = [part for pair in given_options.items() for part in pair]

    result = CliRunner().invoke(app, ["size-host", *arguments])

    assert result.exit_code == 1
    assert said in result.output


percents = st.decimals(min_value=0, max_value=100, places=1)
amounts = st.decimals(min_value="0.01", max_value=1000, places=3)


@st.composite
def hosts(draw: st.DrawFn) -> HostUse:
    average = draw(percents)
    return HostUse(
        vcpus=draw(st.integers(1, 512)),
        memory_gb=draw(amounts),
        cpu_average=average,
        cpu_peak=draw(st.decimals(min_value=average, max_value=100, places=1)),
        memory_used=draw(percents),
    )


@given(hosts(), st.builds(HostPrices, per_vcpu=amounts, per_gb=amounts))
def test_the_advice_carries_the_peak_meets_the_targets_and_adds_up(
    use: HostUse, prices: HostPrices
) -> None:
    advice = size_host(use, prices)

    assert advice.vcpus >= 1
    assert advice.cpu_percent <= 60
    assert advice.margin_over_peak is None or advice.margin_over_peak >= 1
    assert advice.monthly_saving == advice.monthly_cost - advice.new_monthly_cost
    assert advice.new_monthly_cost == monthly_cost(Decimal(advice.vcpus), advice.memory_gb, prices)
    if advice.vcpus > 1:
        fewer = advice.vcpus - 1
        too_busy = use.vcpus * use.cpu_average > 60 * fewer
        too_small = use.vcpus * use.cpu_peak > 100 * fewer
        assert too_busy or too_small


def test_nothing_saved_never_breaks_even() -> None:
    found = investment(Decimal(100), Decimal(0))

    assert found.break_even_months is None
    assert found.return_percent == -100
    assert investment(Decimal(0), Decimal(5)).return_percent is None


def test_a_peak_below_the_average_is_no_measurement() -> None:
    with pytest.raises(ValidationError, match="below the average"):
        USE.model_validate(USE.model_dump() | {"cpu_peak": "1"})
