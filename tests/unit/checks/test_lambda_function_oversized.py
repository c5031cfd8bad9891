"""lambda_function_oversized: less memory where Insights saw less used, and time is not lost."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.checks._lambda_sizing import Runs
from costgov.domain.findings import PASSED, Line, Verdict
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.functions import insights, measured_function
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_oversized"


def judged(settings: dict[str, str] | None = None, **told: Any) -> Verdict:
    return verdicts(CHECK, [measured_function(**told)], settings=settings)["fn"]


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_fail_waiting_function_runs_as_long_with_less() -> None:
    # 300 MB with a fifth to spare are 360: six steps of 64 MB.
    finding = failed(judged(used_mb="300", cpu_ms="0"))
    now, then = finding.now[0], finding.then[0]
    assert now == Line("lambda.duration/x86_64", Decimal(730_000))
    assert then.quantity == Decimal(730_000) * 384 / 1024
    assert finding.options[0].name == "384 MB"
    assert "takes 0 % longer at most" in finding.why


def test_fail_counts_the_longer_runs_of_what_computes() -> None:
    # Half of its CPU share is busy: all of that takes 1024 / 384 times as long.
    busy = Decimal(360_000_000) * 1024 / 1769
    finding = failed(judged(used_mb="300", cpu_ms=str(busy)))
    waiting = Decimal(730_000) / 2 * 384 / 1024
    assert finding.then[0].quantity == pytest.approx(waiting + Decimal(730_000) / 2)
    assert "at most, which is what is counted" in finding.facts["GB-seconds"]


def test_pass_where_all_is_computing() -> None:
    busy = Decimal(719_999_999) * 1024 / 1769
    assert judged(used_mb="300", cpu_ms=str(busy)) == PASSED


@pytest.mark.parametrize(("used", "name"), [("106", "128 MB"), ("107", "192 MB"), ("1", "128 MB")])
def test_fail_in_steps_of_64_mb_and_never_below_128(used: str, name: str) -> None:
    assert failed(judged(used_mb=used, cpu_ms="0")).options[0].name == name


def test_pass_where_the_memory_is_needed() -> None:
    assert judged(used_mb="801", cpu_ms="0") == PASSED


def test_pass_where_the_saving_is_not_worth_it() -> None:
    assert judged({"least_percent": "13"}, used_mb="740", cpu_ms="0") == PASSED
    twelve = judged({"least_percent": "12"}, used_mb="740", cpu_ms="0")
    assert failed(twelve).options[0].name == "896 MB"


def test_pass_where_its_longest_run_would_come_close_to_the_timeout() -> None:
    assert judged(used_mb="300", cpu_ms="0", longest_ms="24001") == PASSED
    in_time = judged(used_mb="300", cpu_ms="0", longest_ms="24000")
    assert failed(in_time).options[0].name == "384 MB"


@pytest.mark.fault_case(22)
def test_unknown_without_insights() -> None:
    assert "Lambda Insights is not installed" in unknown(judged(used_mb="300", Layers=[]))


def test_unknown_without_points_of_memory_or_cpu() -> None:
    assert unknown(judged()) == "used_memory_max has not been read"
    assert unknown(judged(used_mb="300")) == "CpuTimeSum has not been read"


def test_unknown_where_cpu_time_contradicts_the_run_time() -> None:
    assert "more CPU time than it was given" in unknown(
        judged(used_mb="300", cpu_ms="720000000", memory=1024)
    )


def test_insights_layer_is_told_by_its_name() -> None:
    assert "LambdaInsightsExtension" in str(insights())


@given(
    st.integers(128, 10_240),
    st.integers(1, 10**9),
    st.decimals(0, 1, places=3),
    st.integers(128, 10_240),
)
def test_fail_never_saves_more_than_memory_nor_costs_more(
    given_mb: int, total: int, share: Decimal, memory: int
) -> None:
    on_cpu = share * total * given_mb / Decimal(1769)
    runs = Runs(Decimal(given_mb), Decimal(total), on_cpu)
    less = Decimal(min(memory, given_mb))
    now, then = runs.gb_seconds(Decimal(given_mb)), runs.gb_seconds(less)
    in_proportion = now * less / given_mb
    assert in_proportion <= then * (1 + Decimal("1e-20"))
    assert then <= now * (1 + Decimal("1e-20"))
