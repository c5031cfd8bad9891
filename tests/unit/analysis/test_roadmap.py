"""The set that saves enough at least risk: exact, as every set of a dozen shows."""

from itertools import combinations

import pytest
from costgov.analysis.roadmap import Candidate, Choice, Selection
from hypothesis import given, settings
from hypothesis import strategies as st


def candidate(name: str, saving: int, risk: int = 10, effort: int = 1, **more: object) -> Candidate:
    told: dict[str, object] = {"group": name, "requires": ()}
    group, requires = (told | more).values()
    assert isinstance(group, str)
    assert isinstance(requires, tuple)
    return Candidate(name, group, saving, risk, effort, requires)


def is_allowed(chosen: tuple[Candidate, ...], every: list[Candidate]) -> bool:
    groups = [one.group for one in chosen]
    offered = {one.group for one in every}
    needed = {name for one in chosen for name in one.requires if name in offered}
    return len(set(groups)) == len(groups) and needed <= set(groups)


def by_brute_force(every: list[Candidate], saving: int) -> tuple[int, int] | None:
    """The least risk, and the least effort at that risk, of all sets that save enough."""
    found = [
        (Selection(chosen).risk, Selection(chosen).effort)
        for size in range(len(every) + 1)
        for chosen in combinations(every, size)
        if Selection(chosen).saving >= saving and is_allowed(chosen, every)
    ]
    return min(found, default=None)


@st.composite
def choices(draw: st.DrawFn) -> list[Candidate]:
    size = draw(st.integers(0, 8))
    groups = [f"g{draw(st.integers(0, size))}" for _ in range(size)]
    return [
        Candidate(
            f"c{i}",
            group,
            draw(st.integers(1, 10**7)),
            draw(st.integers(0, 90)),
            draw(st.integers(0, 40)),
            # What requires its own group would require itself.
            tuple(set(draw(st.lists(st.sampled_from(groups), max_size=1))) - {group}),
        )
        for i, group in enumerate(groups)
    ]


@settings(max_examples=60, deadline=None)
@given(choices(), st.integers(0, 4 * 10**7))
def test_no_set_is_better_than_the_one_found(every: list[Candidate], target: int) -> None:
    found = Choice(every).least_risk(target)

    expected = by_brute_force(every, target)
    assert (None if found is None else (found.risk, found.effort)) == expected
    if found is not None:
        assert found.saving >= target
        assert is_allowed(found.chosen, every)


@settings(max_examples=30, deadline=None)
@given(choices())
def test_the_most_is_the_most(every: list[Candidate]) -> None:
    most = Choice(every).most()

    assert is_allowed(most.chosen, every)
    assert by_brute_force(every, most.saving + 1) is None
    assert (most.risk, most.effort) == by_brute_force(every, most.saving)


def test_twelve_that_differ_by_a_cent() -> None:
    every = [candidate(f"c{i:02d}", 100_000 + i, risk=10 + i % 3, effort=i) for i in range(12)]

    found = Choice(every).least_risk(500_030)

    assert found is not None
    assert (found.risk, found.effort) == by_brute_force(every, 500_030)


def test_of_two_ways_to_do_one_thing_one_is_chosen() -> None:
    every = [
        candidate("delete", 100, risk=90, group="vm"),
        candidate("resize", 40, risk=10, group="vm"),
        candidate("other", 30, risk=10),
    ]

    assert chosen(Choice(every).least_risk(60)) == ["resize", "other"]
    assert chosen(Choice(every).least_risk(120)) == ["delete", "other"]
    assert Choice(every).least_risk(131) is None
    assert Choice(every).most().saving == 130


def test_a_commitment_waits_for_the_usage_it_is_bought_for() -> None:
    usage = candidate("usage", 5, risk=30)
    every = [candidate("commitment", 100, risk=10, requires=("usage",)), usage]

    assert chosen(Choice(every).least_risk(100)) == ["commitment", "usage"]
    assert chosen(Choice(every[:1]).least_risk(100)) == ["commitment"]


def test_the_same_candidates_give_the_same_set() -> None:
    every = [candidate(f"c{i:02d}", 100, risk=10) for i in range(30)]

    first = chosen(Choice(every).least_risk(950))
    assert first == [f"c{i:02d}" for i in range(10)]
    assert first == chosen(Choice(every).least_risk(950))


@pytest.mark.parametrize("target", [0, 1])
def test_with_nothing_to_choose_from_nothing_is_reached(target: int) -> None:
    found = Choice([]).least_risk(target)

    assert found == (Selection(()) if target == 0 else None)
    assert Choice([]).most().saving == 0


def chosen(found: Selection | None) -> list[str]:
    assert found is not None
    return [one.id for one in found.chosen]
