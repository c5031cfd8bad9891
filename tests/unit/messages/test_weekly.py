"""Once a week the largest savings nobody has decided on are told, with a button for each."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.channels import AlertPolicy, QuietHours, SlackChannel, WeeklyAdvice
from costgov.domain.alerting.delivery import Delivery, DeliveryState, OutboxItem
from costgov.domain.runs import StepEvent, StepWindow
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.alerting.outbox import waiting
from costgov.pipeline.alerting.records import alert_policies, deliveries, delivery_sort, outbox
from costgov.pipeline.alerting.texts import text_of
from costgov.pipeline.alerting.weekly import queue_weekly
from costgov.pipeline.backlog_records import decisions
from pydantic import ValidationError

from tests.functions.api_requests import CountedWake
from tests.unit.backlog.estate import Organisation, volume
from tests.unit.backlog.made import decided
from tests.unit.queries.known import run_of

TUESDAY = date(2026, 10, 20)
MORNING = datetime(2026, 10, 20, 7, tzinfo=UTC)
CHANNELS = (SlackChannel(name="slack", token_secret="/costgov/slack/bot", channel="C0COSTGOV01"),)


@pytest.fixture
def company() -> Organisation:
    """Four volumes that nothing uses: $40, $24, $8 and $0.08 a month."""
    company = Organisation()
    company.hold(
        volume(tags={"Team": "checkout"}),
        volume("vol-2", size=300),
        volume("vol-3", size=100),
        volume("vol-4", size=1),
    )
    company.day(TUESDAY)
    return company


def policy(**weekly: object) -> AlertPolicy:
    """Slack wants the message, on Mondays."""
    wanted = WeeklyAdvice.model_validate({"channels": ("slack",)} | weekly)
    return AlertPolicy(channels=CHANNELS, weekly_recommendations=wanted)


def tell(company: Organisation, wanted: AlertPolicy, now: datetime = MORNING) -> int:
    """One run."""
    return queue_weekly(company.stores.results, company.stores.control, wanted, now)


def only_item(company: Organisation) -> OutboxItem:
    """What waits for Slack."""
    [item] = waiting(company.stores.control, "slack")
    return item


def test_the_largest_are_told_with_what_approves_them(company: Organisation) -> None:
    assert tell(company, policy(top=2)) == 1
    news = only_item(company).news
    signal = news.alert.signal
    assert signal.title == "2 recommendations would save $64.00 a month"
    assert signal.period == "2026-W43"
    assert [one.amount for one in signal.drivers] == [Decimal(40), Decimal(24)]
    assert {one.id for one in signal.drivers} < {one.id for one in company.stored}
    text = text_of(news)
    assert "Undecided:     3 in all, $72.00 a month" in text
    for driver in signal.drivers:
        assert f"costgov recommendations approve {driver.id}" in text


def test_it_is_told_once_a_week_however_often_it_runs(company: Organisation) -> None:
    assert tell(company, policy()) == 1
    assert tell(company, policy(), MORNING + timedelta(days=2)) == 0
    item = only_item(company)
    told = Delivery(
        channel="slack",
        alert_id=item.news.alert.id,
        sequence=1,
        state=DeliveryState.SENT,
        at=MORNING,
        attempts=1,
    )
    control = company.stores.control
    deliveries(control).put(told, delivery_sort(1, "slack"), item.news.alert.id)
    outbox(control).delete(f"{item.news.alert.id}#000001", "slack")
    assert tell(company, policy(), MORNING + timedelta(days=5)) == 0
    assert tell(company, policy(), MORNING + timedelta(days=6)) == 1


@pytest.mark.parametrize(
    ("weekday", "day", "count"),
    [("monday", 20, 1), ("tuesday", 20, 1), ("wednesday", 20, 0), ("sunday", 25, 1)],
)
def test_it_comes_on_its_day_or_with_the_next_run(
    company: Organisation, weekday: str, day: int, count: int
) -> None:
    assert tell(company, policy(weekday=weekday), MORNING.replace(day=day)) == count


def test_what_was_decided_or_saves_little_is_not_in_it(company: Organisation) -> None:
    largest = max(company.stored, key=lambda one: one.saving or Decimal(0))
    decision = decided(largest.id, "approved", TUESDAY)
    decisions(company.stores.control).put(decision, largest.id)
    tell(company, policy(minimum="10"))
    [driver] = only_item(company).news.alert.signal.drivers
    assert driver.amount == Decimal(24)
    assert only_item(company).news.alert.signal.title.startswith("1 recommendation would save")


def test_with_nothing_to_tell_or_nobody_to_tell_it_to_nothing_is_told(
    company: Organisation,
) -> None:
    assert tell(company, AlertPolicy(channels=CHANNELS)) == 0
    assert tell(company, policy(minimum="1000")) == 0
    assert tell(Organisation(), policy()) == 0


def test_it_waits_for_the_end_of_a_quiet_night_and_keeps_its_buttons(
    company: Organisation,
) -> None:
    night = policy().model_copy(update={"quiet": QuietHours(start="22:00", end="09:00")})
    tell(company, night)
    item = only_item(company)
    assert item.not_before == MORNING.replace(hour=9)
    assert item.held == ""


def test_a_channel_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="weekly_recommendations: there is no channel"):
        AlertPolicy(weekly_recommendations=WeeklyAdvice(channels=("slack",)))


def test_the_daily_step_queues_it_and_wakes_who_delivers_and_an_old_day_does_not(
    company: Organisation,
) -> None:
    control = company.stores.control
    alert_policies(control).put(policy(), "only")
    wake = CountedWake()
    ports = AlertPorts(company.stores.costs, company.stores.results, control, wake)
    older = TUESDAY - timedelta(days=1)
    send_alerts(event_of(older), ports, MORNING)
    assert waiting(control, "slack") == []

    send_alerts(event_of(TUESDAY), ports, MORNING)
    assert only_item(company).news.alert.signal.rule == "top-recommendations"
    assert wake.times >= 1


def event_of(day: date) -> StepEvent:
    """The event of a day's run."""
    window = StepWindow(start=day - timedelta(days=30), end=day)
    return StepEvent(run_id=run_of(day).run_id, as_of=day, window=window)
