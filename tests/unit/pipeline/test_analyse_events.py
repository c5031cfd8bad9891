"""From flagged days to events: merged, one per cause, and never rewritten by later data."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pandas as pd
from costgov.domain.insights import AnomalyEvent, Basis
from costgov.pipeline.analyse_events import (
    RESTATED,
    Episode,
    carried_on,
    episodes,
    one_per_cause,
)
from costgov.pipeline.analyse_known import Verdict
from costgov.pipeline.analyse_series import Series

DAY = date(2026, 10, 5)
TOTAL, EC2, S3 = Series(), Series("service", "EC2"), Series("service", "S3")
PROD, DEV = Series("account", "prod"), Series("account", "dev")


def on(number: int) -> date:
    return DAY + timedelta(days=number)


def verdicts(series: Series, excess: Mapping[int, float], days: int = 10) -> pd.DataFrame:
    """Days of 100 each; those with an excess are flagged."""
    return pd.DataFrame(
        {
            "unique_id": series.id,
            "ds": [pd.Timestamp(on(i)) for i in range(days)],
            "y": [100.0 + excess.get(i, 0.0) for i in range(days)],
            "expected": 100.0,
            "lo": 90.0,
            "hi": 110.0,
            "score": [0.9 if i in excess else 0.1 for i in range(days)],
            "is_anomaly": [i in excess for i in range(days)],
        }
    )


def episode(series: Series, excess: Mapping[int, float]) -> Episode:
    rows = tuple(Verdict(on(i), 100 + e, 100, 90, 110, 0.9) for i, e in sorted(excess.items()))
    return Episode(series, rows)


def nowhere(service: str, account: str, day: date) -> float:
    return 0.0


def test_consecutive_flagged_days_are_one_event_and_a_quiet_day_ends_it() -> None:
    frame = verdicts(EC2, {2: 50, 3: 60, 5: 70, 9: 80})
    found = episodes(frame, [EC2])
    assert [(one.start, one.end) for one in found] == [
        (on(2), on(3)),
        (on(5), on(5)),
        (on(9), on(9)),
    ]
    assert [one.excess_on(on(3)) for one in found] == [60, 0, 0]


def test_a_day_that_is_almost_flagged_does_not_end_an_event() -> None:
    frame = verdicts(EC2, {2: 50, 3: 60, 4: 30, 5: 70, 6: 20, 7: 70})
    frame.loc[[4, 6], "is_anomaly"] = False
    found = episodes(frame, [EC2])
    assert [(one.start, one.end) for one in found] == [(on(2), on(5)), (on(7), on(7))]
    assert found[0].excess_on(on(4)) == 30


def test_a_rise_followed_by_a_drop_is_two_events() -> None:
    found = episodes(verdicts(EC2, {2: 50, 3: -40}), [EC2])
    assert [one.direction for one in found] == ["rise", "drop"]


def test_a_day_nobody_delivered_does_not_break_an_event() -> None:
    frame = verdicts(EC2, {2: 50, 3: 50, 4: 50})
    found = episodes(frame[frame["ds"] != pd.Timestamp(on(3))], [EC2])
    assert [(one.start, one.end) for one in found] == [(on(2), on(4))]


def test_series_are_told_apart_and_quiet_ones_have_no_event() -> None:
    frame = pd.concat([verdicts(EC2, {0: 50}), verdicts(S3, {})])
    assert [one.series for one in episodes(frame, [EC2, S3])] == [EC2]


def test_the_id_depends_on_the_beginning_only() -> None:
    short, long = episode(EC2, {2: 50}), episode(EC2, {2: 51, 3: 60})
    assert short.id("USD") == long.id("USD")
    others = {
        episode(EC2, {3: 50}).id("USD"),
        episode(EC2, {2: -50}).id("USD"),
        episode(S3, {2: 50}).id("USD"),
        short.id("EUR"),
    }
    assert short.id("USD") not in others
    assert len(others) == 4


def kept(
    found: Sequence[Episode], shares: Mapping[tuple[str, str], float] | None = None
) -> list[Series]:
    def part(service: str, account: str, day: date) -> float:
        return (shares or {}).get((service, account), 0.0)

    return [one.series for one in one_per_cause(found, part)]


def test_a_services_event_tells_of_its_account_and_the_total() -> None:
    found = [episode(TOTAL, {2: 90}), episode(PROD, {2: 95}), episode(EC2, {2: 100})]
    assert kept(found, {("EC2", "prod"): 100}) == [EC2]


def test_two_services_together_explain_the_total() -> None:
    found = [episode(TOTAL, {2: 100}), episode(EC2, {2: 30}), episode(S3, {2: 30})]
    assert set(kept(found)) == {EC2, S3}


def test_what_is_not_explained_stays() -> None:
    found = [episode(TOTAL, {2: 100}), episode(EC2, {2: 30}), episode(PROD, {2: 100})]
    assert set(kept(found, {("EC2", "prod"): 30})) == {EC2, PROD}
    assert set(kept([episode(TOTAL, {2: 100}), episode(DEV, {2: 20})])) == {TOTAL, DEV}


def test_a_rise_never_explains_a_drop() -> None:
    found = [episode(TOTAL, {2: -100}), episode(EC2, {2: 100})]
    assert set(kept(found)) == {TOTAL, EC2}


def test_a_part_noticed_a_day_after_its_whole_is_told_by_the_whole() -> None:
    found = [episode(TOTAL, {2: 100, 3: 100}), episode(EC2, {3: 90, 4: 90})]
    assert kept(found) == [TOTAL]


def test_a_part_that_begins_much_later_is_an_event_of_its_own() -> None:
    found = [episode(TOTAL, dict.fromkeys(range(2, 9), 100)), episode(EC2, {7: 90})]
    assert kept(found) == [TOTAL, EC2]


def test_a_whole_noticed_later_is_told_by_its_part_under_way() -> None:
    found = [episode(EC2, dict.fromkeys(range(9), 90)), episode(TOTAL, {6: 100, 7: 100})]
    assert kept(found) == [EC2]


def test_later_days_never_change_which_events_there_are() -> None:
    """Seen day by day, an event once kept stays kept and one once folded stays folded."""
    course = {
        TOTAL: {3: 100.0, 4: 300.0, 5: 100.0},
        PROD: {3: 60.0, 4: 290.0},
        EC2: {4: 290.0, 5: 20.0},
        S3: {3: 45.0, 5: 80.0, 6: 80.0},
    }
    seen: list[set[str]] = []
    for today in range(8):
        known = [
            one
            for series, excess in course.items()
            for one in episodes(
                verdicts(series, {i: e for i, e in excess.items() if i <= today}), [series]
            )
        ]
        seen.append({one.id("USD") for one in one_per_cause(known, lambda *_: 40.0)})
    for before, after in pairwise(seen):
        assert before <= after


def event(
    start: int, end: int, found: int, *, ongoing: bool = False, actual: int = 150
) -> AnomalyEvent:
    return AnomalyEvent(
        id=f"{start}",
        currency="USD",
        dimension="service",
        value="EC2",
        start=on(start),
        end=on(end),
        found=on(found),
        ongoing=ongoing,
        direction="rise",
        actual=Decimal(actual),
        expected=Decimal(100),
        low=Decimal(90),
        high=Decimal(110),
        impact=Decimal(actual - 100),
        score=Decimal("0.9"),
        severity="low",
        drivers=(),
        basis=Basis(sources=("cost_explorer",), as_of=str(found), method="test"),
    )


def test_a_new_event_is_kept_as_found() -> None:
    assert carried_on([], [event(3, 3, 4)], on(4), (on(0), on(3))) == [event(3, 3, 4)]


def test_an_event_that_goes_on_is_extended_and_keeps_the_day_it_was_found() -> None:
    stored, longer = event(3, 3, 4, ongoing=True), event(3, 4, 5, ongoing=True, actual=300)
    (now,) = carried_on([stored], [longer], on(5), (on(0), on(4)))
    assert (now.end, now.actual, now.found) == (on(4), Decimal(300), on(4))


def test_an_event_that_is_over_is_closed_and_not_rewritten() -> None:
    stored = event(3, 3, 4, ongoing=True)
    restated = event(3, 3, 5, actual=140)
    assert carried_on([stored], [restated], on(5), (on(0), on(4))) == [event(3, 3, 4)]


def test_an_event_restated_away_stays_as_it_was_told_but_is_closed_and_says_so() -> None:
    (now,) = carried_on([event(3, 3, 4, ongoing=True)], [], on(6), (on(0), on(5)))
    assert now == event(3, 3, 4).model_copy(update={"because": (RESTATED,)})
    assert carried_on([now], [], on(7), (on(0), on(6))) == [now]


def test_an_event_that_is_restated_back_is_an_event_again() -> None:
    told = event(3, 3, 4)
    (gone,) = carried_on([told], [], on(6), (on(0), on(5)))
    assert carried_on([gone], [told], on(7), (on(0), on(6))) == [told]


def test_an_event_from_before_what_is_looked_at_is_only_closed() -> None:
    found = carried_on([event(3, 3, 4, ongoing=True)], [], on(9), (on(5), on(8)))
    assert found == [event(3, 3, 4)]


def test_running_the_day_again_on_better_data_replaces_what_that_day_found() -> None:
    stored = [event(3, 3, 4), event(2, 3, 4)]
    better = event(3, 3, 4, actual=120)
    assert carried_on(stored, [better], on(4), (on(0), on(3))) == [better]


def test_running_an_earlier_day_again_leaves_later_findings_alone() -> None:
    stored = [event(1, 8, 2, ongoing=True), event(6, 6, 7, ongoing=True)]
    earlier = [event(1, 3, 4, ongoing=True, actual=900)]
    assert carried_on(stored, earlier, on(4), (on(0), on(3))) == stored


def test_carrying_on_twice_changes_nothing() -> None:
    stored = [event(1, 2, 3, ongoing=True), event(3, 3, 4)]
    fresh = [event(1, 4, 5, ongoing=True), event(4, 4, 5)]
    once = carried_on(stored, fresh, on(5), (on(0), on(4)))
    assert carried_on(once, fresh, on(5), (on(0), on(4))) == once
