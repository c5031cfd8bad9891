"""Instants from AWS: aware, and the same whatever form and protocol they came in."""

from datetime import UTC, datetime

import pytest
from costgov.gateways.aws_session import instant
from hypothesis import given
from hypothesis import strategies as st

MOMENT = datetime(2026, 10, 20, 6, 0, 30, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        MOMENT.timestamp(),
        "2026-10-20T06:00:30.250Z",
        "2026-10-20T08:00:30.250+02:00",
        str(MOMENT.timestamp()),
    ],
)
def test_every_form_is_the_same_instant(sent: float | str) -> None:
    assert instant(sent) == MOMENT


@given(st.integers(0, 4_102_444_800))
def test_a_number_is_an_instant_in_utc(seconds: int) -> None:
    found = instant(seconds)

    assert (found.tzinfo, found.timestamp()) == (UTC, seconds)
