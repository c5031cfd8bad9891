"""account_budget_missing: the account that pays has none."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "account_budget_missing"


def account(**told: Any) -> Resource:
    return resource("AWS::::Account", "222233334444", **told)


def test_none_without_an_account() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_where_it_is_so() -> None:
    for fine in (account(IsPayer=True, Budgets=1), account(IsPayer=False)):
        assert verdicts(CHECK, [fine]) == {"222233334444": PASSED}


def test_fail_where_it_is_not() -> None:
    for bare in (account(IsPayer=True, Budgets=0),):
        finding = failed(verdicts(CHECK, [bare])["222233334444"])
        assert finding.now == ()
        assert finding.unpriced


def test_unknown_where_the_answer_was_refused() -> None:
    refused = account(IsPayer=True, BudgetsDenied="no")
    assert unknown(verdicts(CHECK, [refused])["222233334444"]) == "Budgets was refused us: no"
