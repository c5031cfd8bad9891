"""What ends: credits, commitments; what fails: channels; and rules that go."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.alerting.signal import Severity
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.standing import Life
from costgov.domain.backlog.summary import BacklogSummary, pages
from costgov.domain.credits import CreditGrant, CreditReport, CreditStanding
from costgov.domain.findings import Action, Finding, Level, Subject
from costgov.pipeline import backlog_records, records
from costgov.pipeline.alerting.cloudwatch import change_of
from costgov.pipeline.alerting.records import channel_healths, open_alerts
from costgov.pipeline.alerting.rule_records import alert_rules
from costgov.pipeline.alerting.watch import watch

from tests.unit.alert_rules.test_watch import event
from tests.unit.alert_rules.world import DAY, World, instant, later

GRANT = CreditGrant(name="activate", amount=Decimal(1000), granted_on=date(2026, 1, 1))


def credit(world: World, day: date, **other: Any) -> None:
    """Where the only credit stands on a day."""
    records.credit_grants(world.control).put(GRANT, GRANT.name)
    fields: dict[str, Any] = {
        "grant": GRANT,
        "as_of": day,
        "state": "active",
        "applied": Decimal(600),
        "balance": Decimal(400),
        "known_from": date(2026, 1, 1),
        "complete": True,
        "rate": None,
        "runs_out": later(50),
        "earliest": None,
        "latest": None,
        "unused": None,
        "reason": "mean of the last 84 days",
    }
    standing = CreditStanding.model_validate(fields | other)
    report = CreditReport(
        currency="USD",
        as_of=day,
        grants=(standing,),
        total=Decimal(600),
        not_granted=Decimal(0),
        month_to_date=Decimal(0),
    )
    records.credit_reports(world.results).put(report, records.day_sort(day), "USD")


def test_a_credit_is_told_when_it_ends_soon_nearer_its_end_and_when_it_is_used_up() -> None:
    world = World()
    told = []
    for number in (0, 10, 25, 45):
        credit(world, later(number))
        told.append([text.partition(":")[0] for text in world.run(later(number))])
    assert told == [["Credit activate"], [], ["updated"], ["updated"]]

    used = {"state": "used up", "balance": Decimal(0), "runs_out": later(48)}
    for number in (48, 55, 56):
        credit(world, later(number), **used)
    assert world.run(later(48)) == ["updated: Credit activate: $1,000.00 used up on 15 Dec 2026"]
    assert [len(world.run(later(number))) for number in (55, 56)] == [0, 1]


@pytest.mark.fault_case(35)
def test_a_runway_that_moves_to_and_fro_is_told_once() -> None:
    world = World()
    told = []
    for number, days in enumerate((60, 63, 58, 73, 60, 76)):
        credit(world, later(number), runs_out=later(number + days))
        told.append(len(world.run(later(number))))

    assert told == [1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("other", [{"state": "unknown"}, {"runs_out": None}])
def test_a_credit_of_which_nothing_is_known_any_more_is_not_over(other: dict[str, Any]) -> None:
    world = World()
    credit(world, DAY)
    world.run()
    credit(world, later(1), **other)

    assert world.run(later(1)) == []
    assert world.run(later(2)) == [], "nor on a day without a report"


def test_a_credit_that_expires_with_who_knows_what_left_is_not_over_and_keeps_its_beginning() -> (
    None
):
    world, grant = World(), GRANT.model_copy(update={"expires_on": later(20)})
    credit(world, DAY, grant=grant, runs_out=later(90), unused=Decimal(310))
    world.run()
    credit(world, later(1), grant=grant, runs_out=None, unused=None)
    assert world.run(later(1)) == []

    credit(world, later(2), grant=grant, runs_out=later(90), unused=Decimal(300))
    world.run(later(2))
    assert (world.alert.signal.since, world.alert.signal.as_of) == (DAY, later(2))


def test_a_credit_that_will_expire_unused_is_told_with_what_is_lost() -> None:
    world = World()
    grant = GRANT.model_copy(update={"expires_on": later(20)})
    credit(world, DAY, grant=grant, runs_out=later(90), unused=Decimal(310))

    assert world.run() == ["Credit activate: $310.00 is expected to expire unused on 17 Nov 2026"]


def commitment(
    world: World, day: date, *, ends: date, unseen: str = "", gone: bool = False
) -> None:
    finding = Finding(
        check="savingsplans_plan_expiring",
        subject=Subject(
            id="plan-1",
            arn="arn:aws:savingsplans::111122223333:savingsplan/plan-1",
            kind="AWS::SavingsPlans::SavingsPlan",
            account_id="111122223333",
            region="global",
            name="plan-1",
            owner=None,
        ),
        title="Savings Plan ends soon",
        why=f"The Compute plan of 1.00 an hour ends on {ends}.",
        action=Action.RATE,
        severity=Level.HIGH,
        effort=Level.LOW,
        risk=Level.MEDIUM,
        reversible=False,
        saving=None,
        unpriced="told by the advice on purchases",
        facts={"ends": ends.isoformat()},
        confidence=1.0,
        as_of=day,
    )
    life = Life(first_seen=DAY, last_seen=day, unseen=unseen, gone_on=day if gone else None)
    one = Recommendation(
        finding=finding, owner="", source="checks", saving=None, low=None, high=None, life=life
    )
    backlog_records.recommendations(world.results).put(one, one.id)
    backlog_records.backlog_pages(world.results).make_equal(pages([one]))
    summary = BacklogSummary(
        as_of=day,
        run_id=f"daily-{day}",
        totals=(),
        unpriced=1,
        actions={},
        sources={},
        accounts=1,
        resources=1,
        prices_as_of=None,
    )
    backlog_records.backlog_summaries(world.results).put(summary, backlog_records.ONLY)


def test_a_commitment_is_told_louder_as_its_end_comes_and_over_when_it_is_gone() -> None:
    world = World()
    told = []
    for number in (0, 10, 25, 48):
        commitment(world, later(number), ends=later(50))
        told.append([text.partition(":")[0] for text in world.run(later(number))])
    assert told == [["Savings Plan ends soon"], [], ["updated"], ["updated"]]
    assert world.alert.signal.severity is Severity.HIGH

    commitment(world, later(51), ends=later(50), unseen="not looked at")
    assert world.run(later(51)) == []
    commitment(world, later(52), ends=later(50), gone=True)
    assert len(world.run(later(52))) == 1


def test_a_commitment_that_was_not_judged_today_is_not_over() -> None:
    world = World()
    commitment(world, DAY, ends=later(50))
    world.run()

    assert "commitment-expiry: no backlog of 2026-10-29 is stored" in world.step(later(1)).notes
    assert world.alert.is_open


def health(world: World, since: timedelta | None, **other: Any) -> None:
    fields: dict[str, Any] = {
        "channel": "slack",
        "failing_since": None if since is None else instant(DAY) - since,
        "last_error": "channel_not_found",
    }
    one = ChannelHealth.model_validate(fields | other)
    channel_healths(world.control).put(one, one.channel)


def test_a_channel_that_fails_for_long_or_for_good_is_told_until_it_works() -> None:
    world = World()
    health(world, timedelta(minutes=5))
    assert world.run() == []

    health(world, timedelta(minutes=31))
    assert world.run() == ["Alerts do not arrive by slack: it cannot be reached"]
    health(world, timedelta(minutes=31), permanent=True)
    assert world.run() == [
        "updated: Alerts do not arrive by slack: it is refused until somebody changes something"
    ]
    health(world, None)
    assert [told.partition(":")[0] for told in world.run(later(1))] == ["resolved"]


def test_a_rule_that_is_taken_away_ends_its_alerts() -> None:
    world = World()
    world.rule(kind="capacity", name="disks", within_days=10)
    world.rule(kind="delivery", after_minutes=1)
    health(world, timedelta(hours=1))
    world.run()
    renamed = world.alert.model_copy(
        update={
            "id": "other",
            "signal": world.alert.signal.model_copy(update={"rule": "gone", "period": "p"}),
        }
    )
    open_alerts(world.control).put(renamed, renamed.id)
    alert_rules(world.control).make_equal([])

    world.run(later(1))

    assert [alert.signal.rule for alert in world.alerts] == ["channel-failing"]


@pytest.mark.parametrize(("enabled", "left"), [(True, 1), (False, 0)])
def test_alerts_of_alarms_end_only_when_alarms_are_switched_off(
    enabled: bool,
    left: int,
) -> None:
    world = World()
    change = change_of(event("ALARM", 1)).model_copy(update={"at": instant(DAY)})
    watch(change, world.control, world.inbox, instant(DAY))
    world.rule(kind="alarm", enabled=enabled)

    world.run(later(1))

    assert len(world.alerts) == left
