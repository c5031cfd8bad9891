"""Whatever a check concludes, it concludes it from enough: of the window, and of the resource."""

from datetime import timedelta

import pytest
from costgov.checks.contract import Check, Look
from costgov.checks.registry import registry
from costgov.domain.estate import Estate
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.resources import MetricDigest
from costgov.errors import NotKnown

from tests.unit.checks.judging import TODAY, resource

MEASURING = [one for one in registry() if one.meta.metrics and one.meta.window_days]


def named(check: Check) -> str:
    return check.meta.id


def look_of(check: Check) -> Look:
    return Look(TODAY, Estate([]), PriceBook({}), InstanceCatalogue({}), check.meta)


def lived(check: Check, hours: int, points: int | None = None) -> MetricDigest:
    """A metric of something that was there for the last hours of the check's window."""
    return MetricDigest(
        metric=check.meta.metrics[0],
        unit="Percent",
        start=TODAY - timedelta(check.meta.window_days),
        end=TODAY,
        period_seconds=3600,
        points=hours if points is None else points,
        expected_points=hours,
        state="measured",
    )


def read(check: Check, digest: MetricDigest) -> MetricDigest:
    return look_of(check).digest(resource("any", digests=[digest]), digest.metric)


@pytest.mark.fault_case(21)
@pytest.mark.parametrize("check", MEASURING, ids=named)
def test_two_hours_of_life_are_no_evidence_for_any_check(check: Check) -> None:
    with pytest.raises(NotKnown, match=f"for 2 hours of {check.meta.window_days} days"):
        read(check, lived(check, 2))


@pytest.mark.fault_case(21)
@pytest.mark.parametrize("check", MEASURING, ids=named)
def test_half_of_the_window_is_enough_and_an_hour_less_is_not(check: Check) -> None:
    half = 12 * check.meta.window_days
    assert read(check, lived(check, half)).points == half
    with pytest.raises(NotKnown):
        read(check, lived(check, half - 1))


@pytest.mark.fault_case(21, 24)
@pytest.mark.parametrize("check", MEASURING, ids=named)
def test_what_was_measured_for_less_than_half_says_how_much(check: Check) -> None:
    hours = 24 * check.meta.window_days
    with pytest.raises(NotKnown, match=f"in {hours // 2 - 1} of {hours} periods"):
        read(check, lived(check, hours, points=hours // 2 - 1))


@pytest.mark.fault_case(23)
@pytest.mark.parametrize("check", MEASURING, ids=named)
def test_nothing_measured_is_unknown_and_not_idle(check: Check) -> None:
    empty = lived(check, 24 * check.meta.window_days, points=0)
    with pytest.raises(NotKnown, match="has no data"):
        read(check, empty.model_copy(update={"state": "no data"}))
