"""Cron expressions are told from what EventBridge Scheduler would refuse."""

import pytest
from costgov.domain.cron import checked_cron
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    [
        "0 6 * * ? *",
        "30 1 ? * MON-FRI *",
        "0/15 0-23/2 1,15,L JAN,jul ? 2026-2030",
        "5,35 14 ? * 2#1 *",
        "0 18 LW * ? *",
        "0 9 3W 1-12 ? *",
        "0 0 ? * 6L 2199",
    ],
)
def test_what_scheduler_takes_is_taken(text: str) -> None:
    assert checked_cron(text) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 6 * * *", "has not six fields"),
        ("0  6 * * ? *", "has not six fields"),
        ("60 6 * * ? *", "'60' is no minutes"),
        ("0 24 * * ? *", "'24' is no hours"),
        ("0 6 0 * ? *", "'0' is no day of the month"),
        ("0 6 * 13 ? *", "'13' is no month"),
        ("0 6 ? * MUN *", "'MUN' is no day of the week"),
        ("0 6 ? * 2#6 *", "'2#6' is no day of the week"),
        ("0 6 * * ? 1969", "'1969' is no year"),
        ("0 9-6 * * ? *", "'9-6' is no hours"),
        ("0 1-2-3 * * ? *", "'1-2-3' is no hours"),
        ("0/0 6 * * ? *", "'0/0' is no minutes"),
        ("0, 6 * * ? *", "'0,' is no minutes"),
        ("0 6 * * * *", "must be ?"),
        ("0 6 ? * ? *", "must be ?"),
        ("0 ٦ * * ? *", "is no hours"),
    ],
)
def test_what_scheduler_refuses_is_told_with_the_field(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("?", r"\?").replace("(", r"\(")):
        checked_cron(text)


@given(st.text(st.sampled_from("0123456789*?/-,#LWMON "), max_size=30))
def test_nothing_is_taken_but_six_fields_with_one_day_left_open(text: str) -> None:
    try:
        parts = checked_cron(text).split(" ")
    except ValueError:
        return
    assert len(parts) == 6
    assert [parts[2], parts[4]].count("?") == 1
