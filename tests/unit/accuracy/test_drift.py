"""When quality has fallen and when it has recovered; told once, resolved, told again."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.accuracy import ForecastSeries
from costgov.domain.accuracy_ledger import (
    AccuracySummary,
    Drift,
    DriftingSeries,
    DriftKind,
    RecentScore,
)
from costgov.domain.alerting.alert import News
from costgov.domain.drift import LEAST_PAST, LEAST_RECENT, RECENT, USUAL, drifts, median
from costgov.domain.runs import StepEvent, StepWindow
from costgov.pipeline.accuracy_records import accuracy_summaries
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.alerting.evaluate.quality import SHOWN

from tests.fakes.inbox import Inbox, headline
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.accuracy.world import EC2, WHOLE, noon

FIRST = date(2026, 1, 1)
GOOD, BAD = Decimal("0.05"), Decimal("0.20")


def scores(
    wapes: Sequence[Decimal], naive: Decimal | None = None, first: date = FIRST
) -> list[RecentScore]:
    return [
        RecentScore(as_of=first + timedelta(days=i), wape=wape, naive=naive)
        for i, wape in enumerate(wapes)
    ]


def day_by_day(found: Sequence[RecentScore], known: tuple[Drift, ...] = ()) -> list[set[DriftKind]]:
    """The falls that are known after each forecast."""
    kinds = []
    for number in range(1, len(found) + 1):
        known = drifts(found[:number], known)
        kinds.append({one.kind for one in known})
    return kinds


def test_a_method_as_good_as_ever_does_not_drift() -> None:
    assert day_by_day(scores([GOOD] * 150, naive=BAD)) == [set()] * 150


def test_quality_that_falls_begins_lasts_and_recovers() -> None:
    story = day_by_day(scores([GOOD] * 60 + [BAD] * 40 + [GOOD] * 40))

    begun = story.index({"worse-than-before"})
    over = story.index(set(), begun)
    assert begun == 60 + RECENT // 2 - 1, "half of the recent forecasts are bad"
    assert over == 100 + RECENT // 2, "more than half of the recent forecasts are good again"
    assert story[begun:over] == [{"worse-than-before"}] * (over - begun)
    assert not any(story[over:])


def test_one_surprising_day_is_in_seven_forecasts_and_no_drift() -> None:
    assert not any(day_by_day(scores([GOOD] * 60 + [BAD * 5] * 7 + [GOOD] * 40)))


def test_between_the_limits_a_fall_lasts_and_none_begins() -> None:
    between = GOOD * Decimal("1.4")
    begun = day_by_day(scores([GOOD] * 60 + [BAD] * 20 + [between] * 30))
    never = day_by_day(scores([GOOD] * 60 + [between] * 50))

    assert begun[-1] == {"worse-than-before"}
    assert not any(never)


def test_a_fall_nobody_would_notice_is_none() -> None:
    tiny = Decimal("0.001")
    assert not any(day_by_day(scores([tiny] * 60 + [tiny * 3] * 40, naive=tiny)))


def test_worse_than_naive_needs_no_past() -> None:
    story = day_by_day(scores([BAD] * 30, naive=Decimal("0.10")))

    assert story[: LEAST_RECENT - 1] == [set()] * (LEAST_RECENT - 1)
    assert story[-1] == {"worse-than-naive"}


def test_a_little_worse_than_naive_is_none_and_as_good_as_naive_ends_it() -> None:
    naive = Decimal("0.20")
    little = scores([naive * Decimal("1.05")] * 30, naive=naive)
    story = day_by_day(scores([naive * 2] * 30 + [naive] * 30, naive=naive))

    assert not any(day_by_day(little))
    assert story[29] == {"worse-than-naive"}
    assert story[-1] == set()


def test_too_few_forecasts_say_nothing() -> None:
    short = scores([GOOD] * (LEAST_PAST - 1) + [BAD] * RECENT)
    enough = scores([GOOD] * LEAST_PAST + [BAD] * RECENT)

    assert not day_by_day(short)[-1]
    assert day_by_day(enough)[-1] == {"worse-than-before"}


def test_what_is_known_stays_while_too_few_forecasts_can_tell() -> None:
    known = Drift(kind="worse-than-naive", since=FIRST, wape=BAD, reference=GOOD, forecasts=20)

    assert drifts(scores([GOOD] * 3), (known,)) == (known,)
    unknown = drifts(scores([GOOD] * 30), (known,))
    assert unknown == (known,), "nothing says how good the naive was"


def test_a_level_that_lasts_becomes_the_usual_one() -> None:
    story = day_by_day(scores([GOOD] * 60 + [BAD] * 200))
    begun = story.index({"worse-than-before"})

    assert story[begun + USUAL - 1] == {"worse-than-before"}
    assert not any(story[begun + USUAL :])


def test_the_middle_of_an_even_number_is_between_two() -> None:
    assert median([Decimal(3), Decimal(1), Decimal(2)]) == 2
    assert median([Decimal(4), Decimal(1), Decimal(2), Decimal(3)]) == Decimal("2.5")


class Days:
    """Days on which settle has stored what is falling, and what the alert step tells of it."""

    def __init__(self) -> None:
        self.control, self.results = InMemoryDocumentStore(), InMemoryDocumentStore()
        self.inbox, self.last = Inbox(self.control), list[News]()
        self.today = date(2026, 10, 1)

    def day(self, *falling: DriftingSeries) -> list[str]:
        self.today += timedelta(days=1)
        summary = AccuracySummary(
            currency="USD",
            indexed_until=self.today,
            settled_until=self.today,
            series=2,
            dimensions={},
            drifting=falling,
        )
        accuracy_summaries(self.results).put(summary, "USD")
        event = StepEvent(
            run_id=f"daily-{self.today}",
            as_of=self.today,
            window=StepWindow(start=self.today, end=self.today),
        )
        ports = AlertPorts(InMemoryCostStore(), self.results, self.control, self.inbox)
        send_alerts(event, ports, noon(self.today))
        self.last = self.inbox.read()
        return [headline(news) for news in self.last]

    @property
    def facts(self) -> dict[str, str]:
        return {fact.label: fact.text for fact in self.last[0].alert.signal.facts}


def falling(
    series: ForecastSeries = WHOLE, kind: DriftKind = "worse-than-before"
) -> DriftingSeries:
    drift = Drift(kind=kind, since=FIRST, wape=BAD, reference=GOOD, forecasts=28)
    return DriftingSeries(series=series, drift=drift)


TOLD = "USD forecasts of all costs have become worse"


def test_a_fall_is_told_once_and_its_recovery_too() -> None:
    days = Days()
    told = [days.day(), days.day(falling()), days.day(falling()), days.day(), days.day()]

    assert told == [[], [TOLD], [], [f"resolved: {TOLD}"], []]
    days.day(falling())
    assert days.facts["Series 1"] == "all costs: 20.0% instead of 5.0% before"


def test_what_begins_together_is_told_together_and_a_further_one_is_an_update() -> None:
    days = Days()

    assert days.day(falling(), falling(EC2)) == ["USD forecasts of 2 series have become worse"]
    assert days.day(falling(), falling(EC2), falling(EC2, "worse-than-naive")) == [
        "updated: USD forecasts of 2 series have become worse"
    ]
    assert days.facts["Series 3"].startswith("service Amazon EC2: 20.0% instead of 5.0% if the")


def test_many_series_are_counted_after_the_first() -> None:
    days = Days()
    many = (EC2.model_copy(update={"value": f"service {n:03}"}) for n in range(SHOWN + 5))

    days.day(*map(falling, many))

    assert days.facts["Further"] == "5 more"
