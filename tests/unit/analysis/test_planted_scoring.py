"""The benchmark's own judgement of what was planted, on events whose worth is plain."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.insights import AnomalyEvent, Basis, Driver

from benchmarks.planted import blamed, compare, mornings
from cli.local.synthetic import Organisation, PlantedAnomaly, build_organisation

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation()


def driver(dimension: str, value: str, *parts: Driver) -> Driver:
    return Driver(
        dimension=dimension, value=value, impact=Decimal(1), share=Decimal(1), parts=parts
    )


def event(anomaly: PlantedAnomaly, found: int = 1) -> AnomalyEvent:
    """What a perfect product tells of an anomaly, so many days after its first."""
    return AnomalyEvent(
        id=f"{anomaly.start}{anomaly.service}",
        currency="USD",
        dimension="service",
        value=anomaly.service,
        start=anomaly.start,
        end=anomaly.end - DAY,
        found=anomaly.start + found * DAY,
        ongoing=False,
        direction="drop" if anomaly.impact < 0 else "rise",
        actual=anomaly.impact,
        expected=Decimal(0),
        low=Decimal(0),
        high=Decimal(0),
        impact=anomaly.impact,
        score=Decimal(1),
        severity="low",
        drivers=(
            driver("account", anomaly.account_id, driver("usage_type", anomaly.usage_type)),
            driver("region", anomaly.region),
        ),
        basis=Basis(sources=("cost_explorer",), as_of="2026-01-01T06:00:00Z", method="planted"),
    )


def test_a_perfect_product_is_found_perfect(organisation: Organisation) -> None:
    events = [event(anomaly) for anomaly in organisation.planted_anomalies]
    found = compare(organisation, events, looked=1)
    assert (found.recall, found.precision, found.driver_share) == (1, 1, 1)
    assert found.drivers == 3 * found.planted
    assert set(found.days) == {1}


def test_what_is_missed_late_wrong_or_wrongly_blamed_is_said(organisation: Organisation) -> None:
    first, second, *rest = organisation.planted_anomalies
    invented = event(
        replace(first, start=date(2026, 7, 2), end=date(2026, 7, 3), service="AWS Glue")
    )
    blaming = event(second, found=4).model_copy(update={"drivers": (driver("account", "nobody"),)})
    events = [blaming, invented, *(event(anomaly) for anomaly in rest)]
    found = compare(organisation, events, looked=1)
    assert found.missed == (f"{first.start} {first.service}",)
    assert found.wrongly == ("2026-07-02 AWS Glue rise",)
    assert max(found.days) == 4
    assert found.drivers_right == found.drivers - 1


def test_a_planned_change_is_neither_right_nor_wrong(organisation: Organisation) -> None:
    launch = next(one for one in organisation.planned_changes if one.service == "Amazon Bedrock")
    assert launch.account_id
    planned = replace(
        organisation.planted_anomalies[0],
        start=launch.start,
        end=launch.end,
        service="Amazon Bedrock",
        account_id=launch.account_id,
    )
    found = compare(organisation, [event(planned)], looked=1)
    assert (found.right, found.wrong) == (0, 0)


def test_every_anomaly_has_its_mornings(organisation: Organisation) -> None:
    days = set(mornings(organisation))
    for anomaly in organisation.planted_anomalies:
        week = {anomaly.start + number * DAY for number in range(7)}
        assert {day for day in week if day <= organisation.end} <= days


def test_blame_follows_the_first_named_part_down() -> None:
    tree = (
        driver("account", "a", driver("usage_type", "x"), driver("usage_type", "y")),
        driver("account", "b", driver("usage_type", "z")),
        driver("region", "r"),
    )
    assert list(blamed(tree)) == [("account", "a"), ("usage_type", "x"), ("region", "r")]
