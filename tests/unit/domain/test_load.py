"""What is kept of a group's hours."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.load import GROUP_TAG, GroupLoad, groups_of
from costgov.domain.runs import Target
from hypothesis import given
from hypothesis import strategies as st

from tests import builders

TARGET = Target(account_id="111122223333", region="eu-central-1")
DAY = date(2026, 10, 20)
START = datetime(2026, 9, 22, tzinfo=UTC)

hours = st.integers(0, 671).map(lambda number: START + timedelta(hours=number))
percents = st.decimals(0, 100, places=2)


@given(st.dictionaries(hours, percents, min_size=1, max_size=40))
def test_hours_come_back_as_they_were_kept(points: dict[datetime, Decimal]) -> None:
    load = GroupLoad.of(TARGET, "web", DAY, points)
    assert GroupLoad.model_validate_json(load.model_dump_json()).points() == points


def test_a_gap_is_kept_as_a_gap_and_values_to_a_hundredth() -> None:
    points = {START: Decimal("12.3456"), START + timedelta(hours=2): Decimal(0)}
    assert GroupLoad.of(TARGET, "web", DAY, points).values == "12.35 - 0.00"


def test_four_weeks_are_a_few_kilobytes() -> None:
    points = {START + timedelta(hours=n): Decimal("99.99") for n in range(28 * 24)}
    assert len(GroupLoad.of(TARGET, "web", DAY, points).model_dump_json()) < 5_000


def test_groups_are_those_of_running_members() -> None:
    def member(name: str, group: str, state: str = "running") -> object:
        return builders.instance(name, TARGET, DAY, state=state, tags={GROUP_TAG: group})

    found = [
        member("i-1", "web"),
        member("i-2", "web"),
        member("i-3", "api"),
        member("i-4", "batch", "terminated"),
        builders.instance("i-5", TARGET, DAY),
    ]
    assert groups_of(found) == ("api", "web")  # type: ignore[arg-type]
