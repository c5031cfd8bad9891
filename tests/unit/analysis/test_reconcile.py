"""Forecasts of a hierarchy add up."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.forecast import forecast, forecast_total, reconcile
from costgov.errors import InvalidInput
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import history, noisy

PARENTS = {"EC2": "all", "S3": "all", "EC2/one": "EC2", "EC2/two": "EC2"}
NUMBERS = ["mean", "lo-80", "hi-80", "lo-95", "hi-95"]


def estate() -> pd.DataFrame:
    """A total of two services, one of them in two accounts, that do not quite add up."""
    levels = {"all": 170, "EC2": 120, "S3": 40, "EC2/one": 70, "EC2/two": 30}
    return pd.concat(
        history(noisy(90, level, 4, seed), name=name)
        for seed, (name, level) in enumerate(levels.items())
    )


def means(frame: pd.DataFrame) -> pd.DataFrame:
    """One column of means per identifier."""
    return frame.pivot_table(index="ds", columns="unique_id", values="mean")


def test_children_add_up_to_their_parents_on_every_level_and_the_top_is_kept() -> None:
    made = forecast(estate(), 14, (80, 95))
    result = reconcile(made, PARENTS)
    after = means(result)
    np.testing.assert_allclose(after["EC2"] + after["S3"], after["all"])
    np.testing.assert_allclose(after["EC2/one"] + after["EC2/two"], after["EC2"])
    np.testing.assert_array_equal(after["all"], means(made)["all"])
    pd.testing.assert_frame_equal(result[["unique_id", "ds"]], made[["unique_id", "ds"]])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 150), st.integers(1, 40))
def test_any_hierarchy_of_bills_adds_up_with_days_and_sums(
    seed: int, size: int, horizon: int
) -> None:
    random = np.random.default_rng(seed)
    leaves = {
        name: np.round(random.lognormal(3, 1) * random.lognormal(0, 0.3, size), 2)
        for name in ("EC2/one", "EC2/two", "S3")
    }
    leaves["EC2/two"][random.random(size) < 0.7] = 0.0
    parts = {**leaves, "EC2": leaves["EC2/one"] + leaves["EC2/two"]}
    parts["all"] = parts["EC2"] + leaves["S3"]
    known = pd.concat(history(values, name=name) for name, values in parts.items())
    for entry in (forecast, forecast_total):
        made = entry(known, horizon)
        after = reconcile(made, PARENTS)
        by_name = {name: rows["mean"].to_numpy() for name, rows in after.groupby("unique_id")}
        np.testing.assert_allclose(by_name["EC2"] + by_name["S3"], by_name["all"], rtol=1e-9)
        np.testing.assert_allclose(
            by_name["EC2/one"] + by_name["EC2/two"], by_name["EC2"], rtol=1e-9, atol=1e-9
        )
        order = ["lo-95", "lo-90", "lo-80", "mean", "hi-80", "hi-90", "hi-95"]
        assert (np.diff(after[order].to_numpy(), axis=1) >= -1e-9).all()


def test_totals_are_reconciled_like_days() -> None:
    made = forecast_total(estate(), 30)
    after = reconcile(made, PARENTS).set_index("unique_id")["mean"]
    assert after["EC2"] + after["S3"] == pytest.approx(after["all"])


def test_who_is_surer_moves_less() -> None:
    frame = pd.DataFrame(
        {
            "unique_id": ["all", "sure", "unsure"],
            "mean": [110.0, 50.0, 50.0],
            "lo-80": [100.0, 49.0, 40.0],
            "hi-80": [120.0, 51.0, 60.0],
        }
    )
    result = reconcile(frame, {"sure": "all", "unsure": "all"}).set_index("unique_id")
    assert result["mean"].to_dict() == pytest.approx(
        {"all": 110, "sure": 50.099, "unsure": 59.901}, 1e-4
    )
    width = result["hi-80"] - result["lo-80"]
    assert width.to_dict() == pytest.approx({"all": 20, "sure": 2, "unsure": 20})


def test_what_was_never_negative_is_not_pushed_below_zero() -> None:
    frame = pd.DataFrame(
        {
            "unique_id": ["all", "small", "large"],
            "mean": [60.0, 5.0, 95.0],
            "lo-80": [50.0, 0.0, 90.0],
            "hi-80": [70.0, 50.0, 100.0],
        }
    )
    result = reconcile(frame, {"small": "all", "large": "all"}).set_index("unique_id")
    assert result["mean"].to_dict() == pytest.approx({"all": 60, "small": 0, "large": 60})
    assert (result["lo-80"] >= 0).all()


@settings(max_examples=100, deadline=None)
@given(
    st.floats(-1e6, 1e6),
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e5)), min_size=1, max_size=6),
)
def test_any_gap_is_shared_without_remainder(
    parent: float, children: list[tuple[float, float]]
) -> None:
    names = [f"c{i}" for i in range(len(children))]
    frame = pd.DataFrame(
        {
            "unique_id": ["all", *names],
            "mean": [parent, *(mean for mean, _ in children)],
            "lo-80": [parent, *(mean - reach for mean, reach in children)],
            "hi-80": [parent, *(mean + reach for mean, reach in children)],
        }
    )
    result = reconcile(frame, dict.fromkeys(names, "all"))
    size = max(abs(parent), *(abs(mean) for mean, _ in children), 1e-9)
    assert result["mean"][1:].sum() == pytest.approx(parent, abs=1e-9 * size, rel=1e-9)
    assert (result["lo-80"] <= result["mean"] + 1e-9 * size).all()
    assert (result["hi-80"] >= result["mean"] - 1e-9 * size).all()


def test_a_sure_child_gives_when_the_unsure_one_has_nothing_left() -> None:
    frame = pd.DataFrame(
        {
            "unique_id": ["all", "sure", "unsure"],
            "mean": [30.0, 50.0, 5.0],
            "lo-80": [30.0, 50.0, 0.0],
            "hi-80": [30.0, 50.0, 20.0],
        }
    )
    result = reconcile(frame, {"sure": "all", "unsure": "all"}).set_index("unique_id")
    assert result["mean"].to_dict() == pytest.approx({"all": 30, "sure": 30, "unsure": 0}, abs=1e-6)


def test_a_hierarchy_that_cannot_be_is_refused() -> None:
    made = forecast(estate(), 5)
    with pytest.raises(InvalidInput, match="no forecast of 'RDS'"):
        reconcile(made, {"RDS": "all"})
    with pytest.raises(InvalidInput, match="loop"):
        reconcile(made, {"EC2": "S3", "S3": "EC2"})
    with pytest.raises(InvalidInput, match="different steps"):
        reconcile(made.iloc[1:], {"EC2": "all", "S3": "all"})
