"""Drivers name who caused an anomaly; their impacts add up to it exactly."""

from decimal import Decimal

import pandas as pd
import pytest
from costgov.analysis.drivers import drivers, severity
from hypothesis import given
from hypothesis import strategies as st


def children(*rows: tuple[str | None, float, float | None]) -> pd.DataFrame:
    """Value, actual and expected of each child."""
    return pd.DataFrame(rows, columns=["value", "actual", "expected"]).astype({"expected": float})


def told(impact: str, frame: pd.DataFrame, top: int = 5) -> list[tuple[str | None, str, str]]:
    """Value, impact and share of each driver of one dimension."""
    found = drivers(Decimal(impact), {"service": frame}, top)
    return [(one.value, str(one.impact), str(one.share)) for one in found]


def test_the_child_with_the_excess_is_named_and_the_rest_is_other() -> None:
    frame = children(("S3", 41.0, 40.0), ("EC2", 300.0, 205.0), ("RDS", 10.0, 12.0))
    assert told("96.5000", frame) == [("EC2", "95.0000", "0.9845"), ("other", "1.5000", "0.0155")]


def test_a_drop_is_explained_by_who_fell() -> None:
    frame = children(("S3", 60.0, 40.0), ("EC2", 100.0, 220.0))
    assert told("-100", frame) == [("EC2", "-120.0000", "1.2000"), ("other", "20.0000", "-0.2000")]


def test_a_child_that_was_not_there_before_is_all_excess() -> None:
    assert told("50", children(("Bedrock", 50.0, None))) == [("Bedrock", "50.0000", "1.0000")]


def test_no_value_is_a_value() -> None:
    assert told("10", children((None, 15.0, 5.0))) == [(None, "10.0000", "1.0000")]


def test_the_largest_come_first_and_only_so_many() -> None:
    frame = children(*((f"s{i}", 10.0 + i, 0.0) for i in range(8)))
    assert [value for value, _, _ in told("108", frame, top=3)] == ["s7", "s6", "s5", "other"]


def test_every_dimension_tells_its_own_story() -> None:
    found = drivers(
        Decimal(30),
        {"service": children(("EC2", 40.0, 10.0)), "region": children(("eu-west-1", 9.0, 9.0))},
    )
    assert [(one.dimension, one.value) for one in found] == [
        ("service", "EC2"),
        ("region", "other"),
    ]


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), max_size=12),
)
def test_the_parts_add_up_to_the_impact_exactly(
    impact: Decimal, rows: list[tuple[float, float]]
) -> None:
    frame = children(*((f"s{i}", *row) for i, row in enumerate(rows)))
    found = drivers(impact, {"account": frame})
    assert sum((one.impact for one in found), Decimal(0)) == impact


@pytest.mark.parametrize(
    ("impact", "month", "word"),
    [
        ("9.99", "1000", "low"),
        ("10", "1000", "medium"),
        ("-49.99", "1000", "medium"),
        ("-50", "1000", "high"),
        ("0.01", "0", "high"),
        ("0", "0", "low"),
    ],
)
def test_severity_is_the_impact_against_a_usual_month(impact: str, month: str, word: str) -> None:
    assert severity(Decimal(impact), Decimal(month)) == word
