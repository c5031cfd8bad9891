"""account_cost_optimization_hub_off: not enrolled."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "account_cost_optimization_hub_off"


def account(**told: Any) -> Resource:
    return resource("AWS::::Account", "222233334444", **told)


def test_none_without_an_account() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_where_it_is_so() -> None:
    for fine in (account(CostOptimizationHub="Active"),):
        assert verdicts(CHECK, [fine]) == {"222233334444": PASSED}


def test_fail_where_it_is_not() -> None:
    for bare in (account(CostOptimizationHub="Inactive"),):
        finding = failed(verdicts(CHECK, [bare])["222233334444"])
        assert finding.now == ()
        assert finding.unpriced


def test_unknown_where_the_answer_was_refused() -> None:
    refused = account(CostOptimizationHubDenied="no")
    assert (
        unknown(verdicts(CHECK, [refused])["222233334444"])
        == "CostOptimizationHub was refused us: no"
    )
