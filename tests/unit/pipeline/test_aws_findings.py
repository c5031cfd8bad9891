"""AWS's findings: read every day, the same cause told once, the others told too."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.money import exact_sum
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.runs import StepRecord
from costgov.errors import SourceDenied
from costgov.pipeline import records

from tests.fakes.sources import FakeCostExplorer
from tests.unit.collectors.test_aws_findings import told
from tests.unit.pipeline.payer import BILL, D20, Payer
from tests.unit.pipeline.watched import (
    DEV,
    EC2,
    PROD,
    Watched,
    add,
    assert_adds_up,
    october,
    steady,
)

LAST = date(2026, 10, 20)


def found(name: str, service: str, day: int, impact: float = 290.0) -> dict[str, Any]:
    at = f"2026-10-{day:02d}T00:00:00Z"
    cause = {"Service": service, "LinkedAccount": DEV, "Impact": {"Contribution": impact - 10}}
    return told(
        AnomalyId=name,
        AnomalyStartDate=at,
        AnomalyEndDate=at,
        RootCauses=[cause],
        Impact={"MaxImpact": impact, "TotalImpact": impact, "TotalExpectedSpend": 500.0},
    )


def collected(*findings: dict[str, Any], page_size: int = 1000) -> Payer:
    source = FakeCostExplorer(BILL, findings=findings, page_size=page_size)
    payer = Payer(source=source, aws_anomalies=True)
    payer.collect()
    return payer


def watched(*findings: dict[str, Any]) -> Watched:
    """An organisation in which AWS has found that, and we a spike on the 14th."""
    control = collected(*findings).control
    return Watched(add(steady(LAST), october(14, 14), 300), control=control)


def test_every_page_is_read_counted_and_kept_as_evidence() -> None:
    payer = collected(*(found(f"a-{n}", EC2, 14) for n in range(5)), page_size=2)
    assert len(records.aws_findings(payer.control).all()) == 5
    asked = [number for what, number in payer.source.asked if what == "anomalies"]
    assert asked == [1, 2, 3]
    kept = [key for key in payer.evidence.objects if "/anomalies/2026-08-21_2026-10-21/" in key]
    assert len(kept) == 3


def test_a_finding_that_has_grown_is_replaced() -> None:
    payer = collected(found("a", EC2, 14, 100.0))
    payer.source.findings = [found("a", EC2, 14, 150.0)]
    payer.collect()
    [finding] = records.aws_findings(payer.control).all()
    assert finding.impact == Decimal(150)


def test_a_refusal_is_a_gap_and_costs_are_stored_all_the_same() -> None:
    payer = Payer(aws_anomalies=True)
    payer.source.faults["anomalies", 1] = [SourceDenied("not ce:GetAnomalies")]
    record: StepRecord = payer.collect()
    assert [(gap.target, gap.reason) for gap in record.gaps] == [("anomalies", "access-denied")]
    assert record.expected == record.got + 1
    assert payer.costs.ledgers()


def test_it_can_be_left_out() -> None:
    payer = Payer(aws_anomalies=False)
    payer.collect(D20)
    assert "anomalies" not in [what for what, _ in payer.source.asked]


def test_the_same_cause_is_one_event() -> None:
    world = watched(found("a", EC2, 15))
    world.look(LAST)
    [event] = world.events()
    assert (event.source, event.also_found_by) == ("costgov", ("aws",))


def test_another_cause_is_an_event_of_aws() -> None:
    world = watched(found("a", "AWS Lambda", 14), found("b", EC2, 7))
    world.look(date(2026, 10, 16))
    world.look(LAST)
    events = {(one.source, one.value, one.start.day): one for one in world.events()}
    assert events.keys() == {
        ("costgov", EC2, 14),
        ("aws", "AWS Lambda", 14),
        ("aws", EC2, 7),
    }
    event = events["aws", "AWS Lambda", 14]
    assert (event.low, event.high, event.found) == (None, None, date(2026, 10, 16))
    assert [int(one) for one in (event.expected, event.impact, event.actual)] == [500, 290, 790]
    assert (event.state, event.ongoing) == ("over", False)
    assert_adds_up(event)
    assert exact_sum(part.impact for part in event.drivers if part.dimension == "account") == 290


def test_a_finding_of_a_later_day_is_no_event_yet() -> None:
    world = watched(found("a", "AWS Lambda", 19))
    world.look(date(2026, 10, 16))
    assert [event.source for event in world.events()] == ["costgov"]


def test_looking_again_changes_nothing() -> None:
    world = watched(found("a", "AWS Lambda", 14), found("b", EC2, 14))
    world.look(LAST)
    before = dict(world.results.items)
    world.look(LAST)
    assert world.results.items == before


def test_people_and_plans_speak_of_aws_events_too() -> None:
    world = watched(found("a", "AWS Lambda", 14), found("b", "AWS Glue", 14))
    world.plan(PlannedEvent(name="etl", start=LAST.replace(day=14), end=LAST, service="AWS Glue"))
    world.look(LAST)
    by_value = {event.value: event for event in world.events()}
    assert by_value["AWS Glue"].state == "planned"
    world.say(by_value["AWS Lambda"], "wrong", LAST)
    world.look(LAST)
    assert {event.value: event.state for event in world.events()}["AWS Lambda"] == "wrong"


def test_what_aws_alone_has_found_stays_its_event_when_it_is_said_to_be_real() -> None:
    world = watched(found("a", EC2, 7, impact=45.0))
    add(world.bill, october(7, 7), 45, account=PROD)
    world.look(date(2026, 10, 16))
    before = {event.id: event.source for event in world.events()}
    [event] = [one for one in world.events() if one.source == "aws"]
    world.say(event, "real", date(2026, 10, 16))
    world.look(LAST)
    assert {one.id: one.source for one in world.events()} == before
    assert {one.id: one.state for one in world.events()}[event.id] == "real"


@pytest.mark.parametrize(
    ("told_of", "expected", "actual"),
    [
        ({}, Decimal(0), Decimal(100)),
        ({"TotalActualSpend": 0.0, "TotalImpact": -100.0}, Decimal(100), Decimal(0)),
    ],
)
def test_what_aws_does_not_tell_follows_from_the_impact(
    told_of: dict[str, float], expected: Decimal, actual: Decimal
) -> None:
    impact = {"MaxImpact": 100.0, "TotalImpact": 100.0} | told_of
    world = watched(found("a", "AWS Lambda", 14) | {"Impact": impact})
    world.look(LAST)
    [event] = [one for one in world.events() if one.source == "aws"]
    assert (event.expected, event.actual) == (expected, actual)
