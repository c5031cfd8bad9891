"""What becomes of an alert from day to day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.alert import KEPT, AlertState, Happening
from costgov.domain.alerting.life import FLAPS_WITHIN, LONGEST_SNOOZE, REOPENS_WITHIN
from costgov.domain.alerting.signal import Severity
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.alerting.life import Findings, advance
from costgov.pipeline.alerting.records import open_alerts

from tests.unit.alert_life.story import DAY, JANE, NOON, Story, signal


@pytest.mark.fault_case(35)
def test_a_cause_is_told_once_however_often_it_is_seen() -> None:
    story = Story()
    assert story.run(signal()) == 2
    for _ in range(5):
        assert story.later(days=1).run(signal(amount=Decimal(150))) == 0
    assert story.told() == story.told("events") == [Happening.OPENED]
    alert = story.alert()
    assert (alert.state, alert.news, alert.signal.amount) == (AlertState.OPEN, 1, Decimal(150))
    assert alert.opened_at == NOON


@pytest.mark.fault_case(35)
def test_a_further_step_is_an_update_and_one_that_was_told_is_not() -> None:
    story = Story()
    for step in ("80", "100", "80", "100", "120"):
        story.run(signal(step=step, step_words=f"{step} % is spent"))
        story.later(days=1)
    assert story.told() == [Happening.OPENED, Happening.UPDATED, Happening.UPDATED]
    assert [item.news.note for item in story.items()] == ["", "100 % is spent", "120 % is spent"]


def test_a_step_of_several_words_is_news_by_its_new_words_and_stored_once() -> None:
    story, words = Story(), [f"fall-{number}" for number in range(40)]
    for count in range(1, 41):
        story.run(signal(step=" ".join(words[:count])))
    story.run(signal(step="fall-7 fall-9"))

    assert len(story.told()) == 40
    assert story.alert().steps == tuple(words)


def test_steps_that_were_told_whole_before_this_version_are_not_told_again() -> None:
    story = Story()
    story.run(signal(step="actual-50 actual-80"))
    table, alert = open_alerts(story.control), story.alert()
    table.put(alert.model_copy(update={"steps": ("actual-50", "actual-50 actual-80")}), alert.id)

    assert story.later(days=1).run(signal(step="actual-50 actual-80")) == 0
    assert story.later(days=1).run(signal(step="actual-50 actual-80 actual-100")) == 2


def test_a_higher_severity_is_an_update_and_a_lower_one_is_not() -> None:
    story = Story()
    for severity in (Severity.MEDIUM, Severity.HIGH, Severity.MEDIUM, Severity.HIGH):
        story.run(signal(severity=severity))
        story.later(days=1)
    assert story.told() == [Happening.OPENED, Happening.UPDATED]
    assert story.items()[-1].news.note == "it is high now"


@pytest.mark.fault_case(35)
def test_what_holds_keeps_an_alert_open_and_opens_none() -> None:
    story = Story()
    story.run(signal(strength="holds"))
    with pytest.raises(NotFound, match="there is no alert"):
        story.alert()
    story.run(signal())
    story.later(days=1).run(signal(strength="holds", step="100", severity=Severity.CRITICAL))
    assert story.alert().is_open
    assert story.told() == [Happening.OPENED]


def test_of_several_signals_of_one_cause_the_one_that_fires_counts() -> None:
    story = Story()
    story.run(signal(strength="holds", severity=Severity.CRITICAL), signal(), signal())
    assert story.told() == [Happening.OPENED]
    assert story.alert().signal.severity is Severity.HIGH


def test_what_is_gone_is_resolved_with_what_it_came_to() -> None:
    story = Story()
    story.run(signal())
    story.later(hours=3).decide(Happening.ACKNOWLEDGED, note="looking")
    story.later(days=1).run(signal(amount=Decimal("1234.5")))
    story.later(days=1).run()
    alert = story.alert()
    assert alert.state is AlertState.RESOLVED
    assert alert.resolved_at == story.now
    assert story.told()[-1] is Happening.RESOLVED
    assert story.items()[-1].news.note == (
        "$1,234.50 in all over 13 days, 2026-11-09 to 2026-11-21; "
        "acknowledged by jane after 3 hours"
    )


def test_an_alert_without_money_that_nobody_saw_to_says_so() -> None:
    story = Story()
    story.run(signal(amount=None))
    story.later(days=1).run()
    assert story.items()[-1].news.note == (
        "it lasted 12 days, 2026-11-09 to 2026-11-20; nobody acknowledged it"
    )


def test_a_rule_that_could_not_be_judged_resolves_nothing() -> None:
    story = Story()
    story.run(signal())
    story.later(days=1).run(judged=())
    story.later(days=1).run(judged=("growth",))
    assert story.alert().is_open


def test_one_alert_is_resolved_by_itself_where_only_it_was_looked_for() -> None:
    story = Story()
    story.run(signal("a"), signal("b"))
    over = Findings(story.today, (), only={story.alert("a").id})
    advance(story.control, over, story.policy, story.later(hours=1).now)
    assert not story.alert("a").is_open
    assert story.alert("b").is_open


def test_an_old_day_that_is_run_again_changes_nothing() -> None:
    story = Story()
    story.run(signal())
    story.later(days=1).run()
    before = story.alert()
    yesterday = Findings(DAY, [signal(step="120")], {"budget-limit"})
    assert advance(story.control, yesterday, story.policy, story.now) == []
    assert story.alert() == before
    other = Story()
    other.run(signal(as_of=DAY))
    earlier = Findings(DAY - timedelta(days=1), (), {"budget-limit"})
    assert advance(other.control, earlier, other.policy, other.now) == []
    assert other.alert().is_open


@pytest.mark.fault_case(35)
def test_a_cause_that_is_back_within_a_day_is_no_new_page_and_stays_acknowledged() -> None:
    story = Story()
    story.run(signal())
    story.later(hours=1).decide(Happening.ACKNOWLEDGED)
    story.later(hours=1).run()
    story.now += FLAPS_WITHIN
    story.run(signal())
    alert = story.alert()
    assert (alert.state, alert.reopened) == (AlertState.ACKNOWLEDGED, 1)
    assert story.told()[-2:] == [Happening.RESOLVED, Happening.UPDATED]
    assert story.items()[-1].news.note == "it is back, 1 day after it was resolved"
    assert "reopened" not in story.told()


def test_a_cause_that_is_back_later_reopens_its_alert() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.ACKNOWLEDGED)
    story.later(hours=1).run()
    story.later(days=3).run(signal())
    alert = story.alert()
    assert (alert.state, alert.reopened, alert.acknowledged_at) == (AlertState.OPEN, 1, None)
    assert story.told()[-1] is Happening.REOPENED
    story.later(days=1).run(signal(step="100"))
    assert [item.news.sequence for item in story.items()] == [1, 2, 3, 4, 5]


def test_a_cause_that_is_back_long_after_opens_anew_and_goes_on_counting() -> None:
    story = Story()
    story.run(signal())
    story.later(hours=1).run()
    story.later(days=1, seconds=REOPENS_WITHIN.total_seconds()).run()
    assert open_alerts(story.control).all() == []
    assert story.alert().state is AlertState.RESOLVED
    story.later(days=1).run(signal())
    alert = story.alert()
    assert (alert.opened_at, alert.reopened, alert.news) == (story.now, 0, 3)
    assert [item.news.sequence for item in story.items()] == [1, 2, 3]


def test_a_resolved_alert_of_long_ago_can_be_reopened_by_hand() -> None:
    story = Story()
    story.run(signal())
    story.later(hours=1).run()
    story.later(days=20).run()
    assert story.decide(Happening.REOPENED).state is AlertState.OPEN
    assert [alert.id for alert in open_alerts(story.control).all()] == [story.alert().id]


def test_another_period_is_another_alert_and_ends_the_one_before() -> None:
    story = Story()
    story.run(signal())
    story.later(days=11).run(signal(period="2026-12"))
    alerts = open_alerts(story.control).all()
    assert {alert.signal.period: alert.is_open for alert in alerts} == {
        "2026-11": False,
        "2026-12": True,
    }


def test_a_snoozed_alert_is_silent_until_its_time_is_over() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.SNOOZED, until=NOON + timedelta(days=7))
    story.later(days=2).run(signal(step="100"))
    assert story.told() == [Happening.OPENED, Happening.SNOOZED]
    story.now = NOON + timedelta(days=7)
    assert story.sweep() == 2
    assert story.sweep() == 0
    assert story.told()[-1] is Happening.WOKEN
    assert story.alert().state is AlertState.OPEN
    story.later(days=1).run(signal(step="100"))
    assert story.told()[-1] is Happening.WOKEN


def test_a_snoozed_alert_wakes_with_the_run_too_or_is_resolved() -> None:
    story = Story()
    story.run(signal("a"), signal("b"))
    for name in ("a", "b"):
        story.decide(Happening.SNOOZED, name=name, until=NOON + timedelta(hours=5))
    story.later(days=1).run(signal("a"))
    assert story.told(name="a")[-1] is Happening.WOKEN
    assert story.told(name="b")[-1] is Happening.RESOLVED


def test_a_snoozed_alert_that_gets_worse_wakes() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.SNOOZED, until=NOON + timedelta(days=7))
    story.later(days=1).run(signal(severity=Severity.CRITICAL))
    assert story.told()[-1] is Happening.WOKEN
    assert story.items()[-1].news.note == "it is critical now"


def test_a_cause_that_comes_and_goes_while_it_is_snoozed_disturbs_nobody() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.SNOOZED, until=NOON + timedelta(days=7))
    story.later(days=1).run()
    story.later(days=2).run(signal())
    assert story.alert().state is AlertState.SNOOZED
    story.later(days=1).run()
    story.later(days=1).run(signal())
    assert story.told() == [Happening.OPENED, Happening.SNOOZED, Happening.RESOLVED]
    story.later(days=5).sweep()
    assert story.told()[-1] is Happening.WOKEN


def test_a_planned_alert_is_silent_until_it_is_over_and_told_of_once() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.PLANNED, note="migration")
    story.later(days=1).run(signal(step="120", severity=Severity.CRITICAL))
    story.later(days=1).run()
    assert story.told() == [Happening.OPENED, Happening.PLANNED, Happening.RESOLVED]
    story.later(days=3).run(signal())
    assert (story.alert().state, story.alert().reopened) == (AlertState.PLANNED, 1)
    story.later(days=1).run()
    assert story.told() == [Happening.OPENED, Happening.PLANNED, Happening.RESOLVED]
    assert story.alert().state is AlertState.RESOLVED


def test_a_decision_is_news_with_its_author_and_said_twice_is_said_once() -> None:
    story = Story()
    story.run(signal())
    for _ in range(2):
        story.decide(Happening.ACKNOWLEDGED, note=" on it ")
    story.decide(Happening.ACKNOWLEDGED)
    assert story.told() == [Happening.OPENED, Happening.ACKNOWLEDGED]
    news = story.items()[-1].news
    assert (news.who, news.note, news.alert.acknowledged_by) == (JANE, "on it", JANE)
    story.decide(Happening.ACKNOWLEDGED, note="ticket 12", who="slack:U1")
    assert story.told()[-2:] == [Happening.ACKNOWLEDGED] * 2
    assert story.alert().acknowledged_by == JANE


def test_reopening_takes_back_what_was_decided() -> None:
    story = Story()
    story.run(signal())
    story.decide(Happening.PLANNED)
    assert story.decide(Happening.REOPENED).state is AlertState.OPEN
    story.later(days=1).run(signal(step="100"))
    assert story.told()[-1] is Happening.UPDATED
    assert story.decide(Happening.REOPENED).reopened == 0


@pytest.mark.parametrize("what", [Happening.ACKNOWLEDGED, Happening.PLANNED])
def test_only_what_is_open_can_be_decided_on(what: Happening) -> None:
    story = Story()
    story.run(signal())
    story.later(hours=1).run()
    with pytest.raises(InvalidInput, match="is resolved; only an open one"):
        story.decide(what)  # type: ignore[arg-type]


def test_a_snooze_ends_and_nothing_else_does() -> None:
    story = Story()
    story.run(signal())
    for until, words in (
        (None, "needs an end"),
        (NOON, "in the past"),
        (NOON + LONGEST_SNOOZE + timedelta(seconds=1), "at most 90 days"),
    ):
        with pytest.raises(InvalidInput, match=words):
            story.decide(Happening.SNOOZED, until=until)
    with pytest.raises(InvalidInput, match="only a snooze has an end"):
        story.decide(Happening.PLANNED, until=NOON + timedelta(days=1))
    assert story.told() == [Happening.OPENED]


def test_a_long_history_keeps_its_latest_entries() -> None:
    story = Story()
    story.run(signal())
    for number in range(KEPT + 20):
        story.later(minutes=1).decide(Happening.ACKNOWLEDGED, note=str(number))
    alert = story.alert()
    assert len(alert.history) == KEPT
    assert alert.news == KEPT + 21
    assert alert.acknowledged_at == NOON + timedelta(minutes=1)
