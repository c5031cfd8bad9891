"""How a recommendation stands: what was found, what was decided, what came of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.backlog.standing import TO_DO, Decision, Life, Stance, is_dismissed, standing

from tests.unit.backlog.made import TODAY, decided

FIRST = date(2026, 10, 1)


def life(**more: object) -> Life:
    told: dict[str, object] = {"first_seen": FIRST, "last_seen": TODAY, "saving": Decimal(100)}
    return Life.model_validate(told | more)


def test_what_nobody_decided_is_open_since_it_was_found() -> None:
    found = standing(life(), None, TODAY)
    assert (found.state, found.since) == (Stance.OPEN, FIRST)


def test_what_is_no_longer_found_is_done_and_not_called_verified() -> None:
    for decision in (None, decided("x", "planned", FIRST), decided("x", "dismissed", FIRST)):
        found = standing(life(gone_on=TODAY), decision, TODAY)
        assert (found.state, found.since) == (Stance.DONE, TODAY)
        assert "not verified" in found.why


def test_a_plan_is_a_plan_until_it_is_done() -> None:
    found = standing(life(), decided("x", "planned", TODAY, reason="next sprint"), TODAY)
    assert (found.state, found.why) == (Stance.PLANNED, "next sprint")


def test_an_approval_is_of_what_was_found_then_and_of_nothing_that_came_back() -> None:
    decision = decided("x", "approved", date(2026, 10, 5), reason="yes")
    found = standing(life(), decision, TODAY)
    assert (found.state, found.since, found.why) == (Stance.APPROVED, date(2026, 10, 5), "yes")
    assert found.state in TO_DO

    again = standing(life(returned_on=date(2026, 10, 12)), decision, TODAY)
    assert (again.state, again.since) == (Stance.REOPENED, date(2026, 10, 12))
    gone = standing(life(gone_on=TODAY), decision, TODAY)
    assert gone.state is Stance.DONE


def test_a_dismissal_holds_until_its_day() -> None:
    until = date(2026, 11, 1)
    decision = decided("x", "dismissed", FIRST, reason="load test", until=until)

    assert standing(life(), decision, until - timedelta(days=1)).state is Stance.DISMISSED
    found = standing(life(), decision, until)
    assert (found.state, found.since) == (Stance.REOPENED, until)
    assert "load test" in found.why


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        ("100", "149.99", Stance.DISMISSED),
        ("100", "150", Stance.REOPENED),
        ("4", "12", Stance.DISMISSED),
        ("4", "14", Stance.REOPENED),
        (None, "1000", Stance.DISMISSED),
        ("100", None, Stance.DISMISSED),
    ],
)
def test_a_dismissal_ends_when_much_more_is_at_stake(
    before: str | None, now: str | None, state: Stance
) -> None:
    decision = decided("x", "dismissed", FIRST, saved=before)
    found = life(saving=Decimal(now) if now else None)
    assert standing(found, decision, TODAY).state is state
    assert is_dismissed(found, decision, TODAY) is (state is Stance.DISMISSED)


def test_what_was_done_may_still_be_found_for_a_week() -> None:
    decision = decided("x", "done", date(2026, 10, 10))

    on_time = standing(life(last_seen=date(2026, 10, 17)), decision, TODAY)
    late = standing(life(last_seen=date(2026, 10, 18)), decision, TODAY)

    assert (on_time.state, late.state) == (Stance.DONE, Stance.REOPENED)
    assert "still found" in on_time.why
    assert "still found" in late.why


def test_what_was_done_and_comes_back_is_open_again() -> None:
    decision = decided("x", "done", date(2026, 10, 16))
    found = standing(life(returned_on=date(2026, 10, 19)), decision, TODAY)
    assert (found.state, found.since) == (Stance.REOPENED, date(2026, 10, 19))


def test_what_comes_back_by_itself_is_open_again() -> None:
    found = standing(life(returned_on=date(2026, 10, 19)), None, TODAY)
    assert found.state is Stance.REOPENED
    again = standing(life(returned_on=date(2026, 10, 19)), decided("x", "open", TODAY), TODAY)
    assert again.state is Stance.OPEN


def test_what_waits_behind_another_is_covered_unless_it_was_dismissed() -> None:
    waiting = life(covered_by="other")
    assert standing(waiting, None, TODAY).state is Stance.COVERED
    assert standing(waiting, decided("x", "dismissed", FIRST), TODAY).state is Stance.DISMISSED


def test_only_the_latest_hundred_decisions_are_kept_and_none_twice() -> None:
    decision: Decision = decided("x", "open", FIRST)
    same = decision.latest.model_copy(update={"at": decision.latest.at + timedelta(days=1)})
    assert decision.with_entry(same) is decision
    for number in range(150):
        entry = decision.latest.model_copy(update={"reason": str(number)})
        decision = decision.with_entry(entry)
    assert len(decision.history) == 100
    assert decision.latest.reason == "149"
