"""When news goes out: quiet nights, the daily digest, and a team's weekly budget."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.alert import Happening
from costgov.domain.alerting.channels import AlertPolicy, QuietHours
from costgov.domain.alerting.signal import Severity
from costgov.pipeline.alerting.holding import BUDGET, DIGEST, QUIET, is_quiet, next_at
from costgov.pipeline.alerting.outbox import waiting
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.alert_life.story import NIGHT, NOON, Story, one_team, signal

MIDNIGHT = datetime(2026, 11, 20, 23, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
CLOCK = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
TWO_YEARS = 2 * 366 * 24 * 60
INSTANT = st.integers(0, TWO_YEARS).map(lambda minutes: NOON + timedelta(minutes=minutes))


def instant(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_what_is_new_in_a_quiet_night_waits_for_the_morning() -> None:
    story = Story(policy=AlertPolicy(quiet=NIGHT), now=MIDNIGHT)
    story.run(signal())
    (item,) = story.items()
    assert (item.held, item.not_before) == (QUIET, instant("2026-11-21T06:00"))


def test_critical_news_and_what_machines_read_waits_for_nothing() -> None:
    story = Story(policy=AlertPolicy(quiet=NIGHT), now=MIDNIGHT)
    story.run(signal("grave", severity=Severity.CRITICAL), signal("other"))
    assert [item.held for item in story.items(name="grave")] == [""]
    assert [item.held for item in story.items("events", "other")] == [""]
    paged = Story(policy=one_team(quiet=NIGHT), now=MIDNIGHT)
    paged.run(signal())
    assert [item.held for item in paged.items("pager")] == [""]
    assert [item.held for item in paged.items("slack")] == [QUIET]


def test_a_teams_own_quiet_hours_count_before_everybodys() -> None:
    always = QuietHours(start="00:00", end="23:59")
    story = Story(policy=one_team(quiet=NIGHT).model_copy(update={"quiet": always}))
    story.run(signal())
    assert [item.held for item in story.items("slack")] == [""]


def test_low_severity_goes_with_the_next_digest() -> None:
    story = Story(policy=AlertPolicy(digest_hour=8))
    story.run(signal(severity=Severity.LOW))
    (item,) = story.items()
    assert (item.held, item.not_before) == (DIGEST, instant("2026-11-21T08:00"))
    early = Story(policy=AlertPolicy(digest_hour=8), now=instant("2026-11-20T07:59"))
    early.run(signal(severity=Severity.LOW))
    assert early.items()[0].not_before == instant("2026-11-20T08:00")


def test_a_digest_that_falls_into_the_night_waits_for_its_end() -> None:
    story = Story(policy=AlertPolicy(digest_hour=6, quiet=NIGHT))
    story.run(signal(severity=Severity.LOW))
    assert story.items()[0].not_before == instant("2026-11-21T06:00")


def test_beyond_its_weekly_budget_a_team_gets_the_rest_with_the_digest_and_none_is_lost() -> None:
    story = Story(policy=one_team(weekly=2))
    costs = {"a": Decimal(10), "b": Decimal(300), "c": Decimal(-200), "d": Decimal(40)}
    story.run(*(signal(name, amount=amount) for name, amount in costs.items()))
    held = {name: story.items("slack", name)[0].held for name in costs}
    assert held == {"a": BUDGET, "b": "", "c": "", "d": BUDGET}
    assert len(waiting(story.control, "slack")) == 4
    assert [item.held for item in story.items("pager", "a")] == [""]


def test_the_weekly_budget_is_free_again_after_seven_days_and_critical_does_not_count() -> None:
    story = Story(policy=one_team(weekly=1))
    story.run(signal("critical", severity=Severity.CRITICAL), signal("a"))
    story.later(days=6, hours=23).run(signal("a"), signal("b"))
    story.later(hours=1).run(signal("a"), signal("b"), signal("c"))
    story.later(hours=1).run(signal("d", severity=Severity.CRITICAL))
    held = {name: story.items("slack", name)[0].held for name in ("a", "b", "c", "d")}
    assert held == {"a": "", "b": BUDGET, "c": "", "d": ""}


def test_a_budget_is_a_teams_own() -> None:
    policy = one_team(weekly=1)
    story = Story(policy=policy)
    nobodys = signal("nobody's").subject.model_copy(update={"account": None})
    story.run(signal("a"), signal("nobody's", subject=nobodys), signal("b"))
    assert [item.held for item in waiting(story.control, "email")] == [""]
    assert sorted(item.held for item in waiting(story.control, "slack")) == ["", BUDGET]


def test_further_news_waits_with_what_was_held_before_it() -> None:
    story = Story(policy=AlertPolicy(digest_hour=8))
    story.run(signal(severity=Severity.LOW))
    story.later(hours=1).run()
    story.later(hours=1).run(signal(severity=Severity.LOW))
    assert {(item.held, item.not_before) for item in story.items()} == {
        (DIGEST, instant("2026-11-21T08:00"))
    }
    budget = Story(policy=one_team(weekly=1))
    budget.run(signal("first", severity=Severity.HIGH), signal(severity=Severity.MEDIUM))
    budget.later(hours=1).decide(Happening.ACKNOWLEDGED)
    assert [item.held for item in budget.items("slack")] == [BUDGET, BUDGET]


def test_what_becomes_grave_takes_along_what_was_held_before_it() -> None:
    story = Story(policy=AlertPolicy(quiet=NIGHT), now=MIDNIGHT)
    story.run(signal(severity=Severity.LOW))
    story.later(hours=1).run(signal(severity=Severity.CRITICAL))
    assert [(item.held, item.not_before <= story.now) for item in story.items()] == [("", True)] * 2


def test_no_night_lasts_longer_because_clocks_change() -> None:
    """On 25 October 2026 clocks in Berlin go back from 03:00 to 02:00, on 28 March 2027 forward."""
    night = QuietHours(start="22:00", end="07:00", time_zone="Europe/Berlin")
    assert next_at("07:00", night, instant("2026-10-24T23:00")) == instant("2026-10-25T06:00")
    assert next_at("07:00", night, instant("2027-03-27T23:00")) == instant("2027-03-28T05:00")
    left_out = next_at("02:30", night, instant("2027-03-28T00:00"))
    assert left_out == instant("2027-03-28T01:30")
    twice = next_at("02:30", night, instant("2026-10-24T23:00"))
    assert twice == instant("2026-10-25T00:30")
    assert next_at("02:30", night, twice) == instant("2026-10-26T01:30")


def test_quiet_hours_are_by_a_zone_that_there_is() -> None:
    for name in ("Europe/Bärlin", "../etc/passwd", "UTC+1 "):
        with pytest.raises(ValueError, match="is no IANA time zone"):
            QuietHours(start="22:00", end="07:00", time_zone=name)


def test_equal_ends_are_no_quiet_hours() -> None:
    never = QuietHours(start="09:00", end="09:00")
    assert not any(is_quiet(never, NOON + timedelta(hours=hour)) for hour in range(24))


@given(CLOCK, st.sampled_from(ZONES), INSTANT)
def test_the_next_time_comes_within_a_day_and_is_the_one_clocks_show(
    clock: str, zone: str, now: datetime
) -> None:
    quiet = QuietHours(start="00:00", end="00:00", time_zone=zone)
    found = next_at(clock, quiet, now)
    # Two changes of clocks shift it at most: an hour, where they are an hour.
    assert now < found <= now + timedelta(hours=26)


@given(CLOCK, CLOCK, st.sampled_from(ZONES), INSTANT, st.sampled_from([*Severity]))
def test_nothing_but_critical_news_goes_out_in_quiet_hours(
    start: str, end: str, zone: str, now: datetime, severity: Severity
) -> None:
    quiet = QuietHours(start=start, end=end, time_zone=zone)
    story = Story(policy=AlertPolicy(quiet=quiet), now=now)
    story.run(signal(severity=severity))
    (item,) = story.items()
    if severity is Severity.CRITICAL:
        assert item.not_before == now
    elif severity is not Severity.LOW:
        assert (item.held == QUIET) == is_quiet(quiet, now)
        assert item.not_before <= now + timedelta(hours=26)


@pytest.mark.parametrize("weekly", [1, 3, 10])
def test_no_seven_days_tell_more_than_the_budget(weekly: int) -> None:
    story = Story(policy=one_team(weekly=weekly))
    names: list[str] = []
    for day in range(12):
        names += [f"{day}-{number}" for number in range(day % 3 + 1)]
        story.run(*(signal(name) for name in names))
        story.later(days=1)
    told = [one.queued_at for one in waiting(story.control, "slack") if not one.held]
    for at in told:
        assert sum(at - timedelta(days=7) < other <= at for other in told) <= weekly
    assert len(told) >= weekly
    assert len(waiting(story.control, "slack")) == len(names)
