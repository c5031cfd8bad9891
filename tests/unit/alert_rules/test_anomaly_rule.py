"""Cost anomalies: which are told, with what, and until when."""

from datetime import timedelta
from decimal import Decimal

import pytest
from costgov.domain.accounts import AccountInfo
from costgov.domain.alerting.signal import Severity
from costgov.domain.insights import Driver
from costgov.pipeline import records

from tests.unit.alert_rules.test_cost_rules import event, say, store
from tests.unit.alert_rules.world import DAY, World, daily, later

ACCOUNT = "111122223333"


def told(**other: object) -> list[str]:
    """What is told of one event."""
    world = World()
    world.cost(daily("100", later(-1), 28))
    store(world, event(**other))
    world.analysed(DAY)
    return world.run()


@pytest.mark.parametrize(
    "other",
    [
        {"actual": Decimal(149), "score": Decimal("0.69")},
        {"impact": Decimal("24.99")},
        {"planned_by": "migration"},
        {"ongoing": False, "found": DAY - timedelta(days=2)},
        {"ongoing": False, "start": DAY - timedelta(days=9), "end": DAY - timedelta(days=8)},
    ],
)
def test_what_is_near_small_planned_or_long_over_is_not_told(other: dict[str, object]) -> None:
    assert told(**other) == []


@pytest.mark.parametrize(
    "other",
    [
        {"actual": Decimal(150), "score": Decimal("0.6")},
        {"actual": Decimal(120), "score": Decimal("0.7")},
        {"ongoing": False, "found": DAY},
        {"ongoing": False, "found": DAY - timedelta(days=1)},
        {"expected": Decimal(0), "score": Decimal("0.6")},
    ],
)
def test_half_more_than_expected_or_a_sure_one_is_told_also_if_it_was_found_late(
    other: dict[str, object],
) -> None:
    assert len(told(**other)) == 1


def test_an_event_that_is_over_has_a_last_day_and_one_that_goes_on_has_none() -> None:
    lasts = []
    for ongoing in (False, True):
        world = World()
        world.cost(daily("100", later(-1), 28))
        store(world, event(ongoing=ongoing, found=DAY))
        world.analysed(DAY)
        world.run()
        lasts.append(world.alert.signal.until)
    assert lasts == [event().end, None]


def test_a_drop_is_told_low_and_not_at_all_where_drops_are_switched_off() -> None:
    world = World()
    drop = event(direction="drop", actual=Decimal(20), impact=Decimal(-80))
    store(world, drop)
    world.cost(daily("100", later(-1), 28))
    world.analysed(DAY)

    assert world.run() == ["All costs: $80.00 under expected since 27 Oct 2026 (-80 %)"]
    assert world.alert.signal.severity is Severity.LOW
    assert world.alert.signal.amount == Decimal(-80)
    world.rule(kind="anomaly", drops=False)
    world.analysed(later(1))
    assert len(world.run(later(1))) == 1, "resolved"


@pytest.mark.parametrize(("actual", "said"), [("67", 0), ("66", 1)])
def test_a_drop_is_as_far_when_two_thirds_are_left(actual: str, said: int) -> None:
    other = {"direction": "drop", "impact": Decimal(-40), "score": Decimal("0.6")}

    assert len(told(**other, actual=Decimal(actual))) == said


def test_its_drivers_are_the_leaves_that_matter_with_accounts_by_name() -> None:
    info = AccountInfo(
        id=ACCOUNT, name="shop", state="ACTIVE", joined=None, first_seen=DAY, last_seen=DAY
    )
    box = Driver(
        dimension="usage_type", value="BoxUsage", impact=Decimal(150), share=Decimal("0.75")
    )
    other = Driver(dimension="account", value=None, impact=Decimal(50), share=Decimal("0.25"))
    account = Driver(
        dimension="account",
        value=ACCOUNT,
        impact=Decimal(150),
        share=Decimal("0.75"),
        parts=(box,),
    )
    world = World()
    records.accounts(world.control).put(info, ACCOUNT)
    store(world, event(drivers=(other, account)))
    world.cost(daily("100", later(-1), 28))
    world.analysed(DAY)
    world.run()

    assert [(one.name, one.amount, one.share_percent) for one in world.alert.signal.drivers] == [
        (f"shop ({ACCOUNT}), BoxUsage", Decimal(150), Decimal("75.0")),
        ("no account", Decimal(50), Decimal("25.0")),
    ]


def test_it_goes_on_silently_grows_louder_once_and_ends_with_its_impact() -> None:
    world = World()
    world.cost(daily("100", later(-1), 28))
    story = []
    for number, impact in enumerate(("60", "90", "600", "700")):
        store(world, event(impact=Decimal(impact), end=later(number - 1)))
        world.analysed(later(number))
        story.append([text.partition(":")[0] for text in world.run(later(number))])
    store(world, event(impact=Decimal(700), end=later(2), ongoing=False))
    world.analysed(later(4))
    story.append([text.partition(":")[0] for text in world.run(later(4))])

    assert story == [["All costs"], [], ["updated"], [], ["resolved"]]
    assert "$700.00 in all" in world.last[0].note


def test_what_is_called_wrong_later_ends_and_does_not_come_back() -> None:
    world = World()
    world.cost(daily("100", later(-1), 28))
    store(world, event())
    world.analysed(DAY)
    world.run()
    say(world, event(), "wrong")
    for number in (1, 2):
        world.analysed(later(number))

    assert [len(world.run(later(number))) for number in (1, 2)] == [1, 0]
