"""For how many hours of a month an instance is charged, as its CPU was measured."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from costgov.checks._instances import hours_a_month, instance_line
from costgov.domain.capacity_use import UsePoint, capacity_use
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource

from tests.unit.checks.instances import flat, profiled, running
from tests.unit.checks.judging import TODAY, gauge, nothing

CPU = "CPUUtilization"


def ran(when: Callable[[datetime], bool], days: int = 14) -> Resource:
    """An instance that was on in these hours."""
    start = datetime.combine(TODAY - timedelta(days), time(), UTC)
    hours = [start + timedelta(hours=n) for n in range(days * 24)]
    use = capacity_use([UsePoint(at, 20.0, 25.0, 30.0) for at in hours if when(at)], 3600)
    return running(gauge(CPU, "20").model_copy(update={"use": use}))


def test_one_that_always_runs_is_charged_every_hour() -> None:
    assert hours_a_month(running(profiled(CPU, flat(20)))) == HOURS_A_MONTH


@pytest.mark.parametrize(
    ("when", "true_share"),
    [
        (lambda at: 7 <= at.hour < 19, Decimal("0.5")),
        (lambda at: 7 <= at.hour < 19 and at.weekday() < 5, Decimal(60) / 168),
    ],
    ids=["nights off", "nights and weekends off"],
)
def test_one_that_is_stopped_at_night_is_charged_when_it_runs(
    when: Callable[[datetime], bool], true_share: Decimal
) -> None:
    """Never less than it runs, so that what the bill says of it is believed."""
    charged = hours_a_month(ran(when))
    assert HOURS_A_MONTH * true_share <= charged <= HOURS_A_MONTH * true_share * Decimal("1.1")
    assert instance_line(ran(when)) == Line("ec2.instance/m6i.xlarge/Linux", charged)


def test_hours_that_were_lost_are_none_in_which_it_was_off() -> None:
    assert hours_a_month(ran(lambda at: at.day != 12 or at.hour > 6)) == HOURS_A_MONTH


def test_a_new_one_has_not_shown_when_it_is_off() -> None:
    recent = TODAY - timedelta(7)
    assert hours_a_month(ran(lambda at: at.date() >= recent and at.hour < 12)) == HOURS_A_MONTH


def test_what_was_not_measured_is_charged_every_hour() -> None:
    assert hours_a_month(running(nothing(CPU))) == HOURS_A_MONTH
    assert hours_a_month(running()) == HOURS_A_MONTH
