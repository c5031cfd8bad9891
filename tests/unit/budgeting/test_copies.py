"""The daily run keeps AWS's copies equal, and says what it could not."""

from datetime import date

from costgov.pipeline.budget_copies import copy_budgets

from tests.builders import month_cost
from tests.fakes.budgets import InMemoryBudgetService
from tests.unit.budgeting.world import OCTOBER, World, daily

DAY = date(2026, 10, 22)


def world() -> World:
    found = World(amount="900", amounts=[{"start": "2026-10-21", "amount": "3690"}])
    found.plan(id="units", dimension="allocation:team", value="search")
    found.bill(month_cost(daily(OCTOBER.start, 22)))
    found.judge(DAY)
    return found


def test_the_copy_has_the_limit_of_the_period_and_what_has_none_is_noted() -> None:
    known, service = world(), InMemoryBudgetService()
    copied = copy_budgets(service, known.control, known.results, DAY)
    assert {name: one["BudgetLimit"]["Amount"] for name, one in service.budgets.items()} == {
        "costgov-all": "1890"
    }
    assert copied.gaps == ()
    assert copied.notes == (
        "budget units has no copy in AWS: AWS Budgets cannot tell costs apart by allocation:team",
    )
    before = dict(service.budgets)
    copy_budgets(service, known.control, known.results, DAY)
    assert service.budgets == before


def test_what_aws_refuses_is_a_gap_that_is_tried_again() -> None:
    known = world()
    service = InMemoryBudgetService(refuses=frozenset({"costgov-all"}))
    [gap] = copy_budgets(service, known.control, known.results, DAY).gaps
    assert (gap.target, gap.reason, gap.retry_after) == (
        "aws-budgets",
        "refused",
        date(2026, 10, 23),
    )
    assert "the name is not allowed" in gap.detail


def test_without_permission_nothing_is_copied_and_that_is_a_gap() -> None:
    known = world()
    [gap] = copy_budgets(InMemoryBudgetService(denied=True), known.control, known.results, DAY).gaps
    assert gap.reason == "access-denied"
