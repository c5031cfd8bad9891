"""AWS Budgets: copies kept equal, others' budgets never touched, and what is taken over."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.errors import InvalidInput, SourceDenied
from costgov.gateways.aws_budgets import AwsBudgets
from costgov.pipeline.budget_intake import plan_of, taken_over
from costgov.pipeline.budget_mirror import expressed, mirror, mirroring
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

ACCOUNT = "123456789012"


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("budgets", region_name="us-east-1")


def plan(name: str = "search", **fields: object) -> BudgetPlan:
    return with_fields({"id": name} | fields)


def with_fields(fields: Mapping[str, object]) -> BudgetPlan:
    return BudgetPlan.model_validate({"id": "search", "amount": "4500.10", **fields})


def names(service: AwsBudgets) -> list[str]:
    return sorted(str(one["BudgetName"]) for one in service.described())


def equal(service: AwsBudgets, *plans: BudgetPlan) -> list[str]:
    """Mirror the plans; what was done, in words."""
    found = mirroring(plans, {}, service.described())
    assert mirror(service, found) == []
    return found.lines()


def test_copies_follow_the_plans_and_others_budgets_stay(client: Any) -> None:
    service = AwsBudgets(client, ACCOUNT)
    theirs = {"BudgetName": "theirs", "BudgetType": "COST", "TimeUnit": "MONTHLY",
              "BudgetLimit": {"Amount": "5", "Unit": "USD"}}  # fmt: skip
    client.create_budget(AccountId=ACCOUNT, Budget=theirs)

    assert equal(service, plan(), plan("all", amount="60000")) == [
        "+ costgov-search: 4500.1 USD monthly",
        "+ costgov-all: 60000 USD monthly",
    ]
    assert equal(service, plan(), plan("all", amount="60000")) == []
    assert equal(service, plan("all", amount="60000")) == ["- costgov-search"]
    assert equal(service) == ["- costgov-all"]
    assert names(service) == ["theirs"]


def test_a_changed_amount_is_changed_in_place(client: Any) -> None:
    found = mirroring([plan(amount="70000.0000001")], {}, [expressed(plan(), None)])
    assert found.lines() == ["~ costgov-search: 70000.0000001 USD monthly"]
    with Stubber(client) as stub:
        changed = {
            "BudgetName": "costgov-search",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "70000.0000001", "Unit": "USD"},
            "Metrics": ["AmortizedCost"],
        }
        stub.add_response("update_budget", {}, {"AccountId": ACCOUNT, "NewBudget": changed})
        assert mirror(AwsBudgets(client, ACCOUNT), found) == []
        stub.assert_no_pending_responses()


def test_an_account_without_budgets_has_none(client: Any) -> None:
    assert AwsBudgets(client, ACCOUNT).described() == []


@pytest.mark.parametrize("change", ["create", "update", "delete"])
def test_what_is_not_ours_is_refused_before_aws_is_asked(client: Any, change: str) -> None:
    service = AwsBudgets(client, ACCOUNT)
    given: object = "theirs" if change == "delete" else {"BudgetName": "theirs"}
    with Stubber(client), pytest.raises(InvalidInput, match="not one that Cost Governor made"):
        getattr(service, change)(given)


def test_what_is_gone_already_is_gone(client: Any) -> None:
    AwsBudgets(client, ACCOUNT).delete("costgov-gone")


def test_every_page_is_read_with_its_filters(client: Any) -> None:
    with Stubber(client) as stub:
        asked = {"AccountId": ACCOUNT, "ShowFilterExpression": True}
        one = {"BudgetName": "a", "BudgetType": "COST", "TimeUnit": "MONTHLY"}
        stub.add_response("describe_budgets", {"Budgets": [one], "NextToken": "t"}, asked)
        stub.add_response("describe_budgets", {"NextToken": "u"}, asked | {"NextToken": "t"})
        last = {"Budgets": [one | {"BudgetName": "b"}]}
        stub.add_response("describe_budgets", last, asked | {"NextToken": "u"})
        assert names(AwsBudgets(client, ACCOUNT)) == ["a", "b"]


def test_one_that_aws_refuses_does_not_keep_the_others_away(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error(
            "create_budget", "InvalidParameterException", "the name is not allowed"
        )
        stub.add_response("create_budget", {})
        stub.add_client_error("delete_budget", "AccessDeniedException", "no")
        old = expressed(plan("old"), None)
        found = mirroring([plan("a"), plan("b")], {}, [old])
        refused = mirror(AwsBudgets(client, ACCOUNT), found)
    assert refused == [
        "create AWS budget costgov-a: InvalidParameterException: the name is not allowed",
        "delete AWS budget costgov-old: AccessDeniedException: no",
    ]


def test_a_refusal_to_describe_is_told_as_such(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("describe_budgets", "AccessDeniedException", "no")
        with pytest.raises(SourceDenied, match="describe AWS budgets"):
            AwsBudgets(client, ACCOUNT).described()


@given(st.decimals("1e-9", "1e15", places=9).filter(lambda amount: amount > 0))
def test_amounts_are_written_as_aws_takes_them(amount: Decimal) -> None:
    text = expressed(plan(amount=amount), None)["BudgetLimit"]["Amount"]
    assert text.replace(".", "", 1).isdigit()
    assert Decimal(text) == amount


def test_the_limit_of_the_present_period_is_what_is_copied() -> None:
    edited = plan(amount="900", amounts=[{"start": "2026-11-21", "amount": "1200"}])
    status = BudgetStatus(
        plan=edited,
        period_start=date(2026, 11, 1),
        period_end=date(2026, 12, 1),
        as_of=date(2026, 11, 22),
        limit=Decimal(1000),
        actual=Decimal(1),
        actual_percent=Decimal(1),
        state="ok",
        basis="",
    )
    assert expressed(edited, status)["BudgetLimit"]["Amount"] == "1000"
    assert expressed(plan(amount="5"), status)["BudgetLimit"]["Amount"] == "5"


MAPPED: tuple[dict[str, object], ...] = (
    {},
    {"period": "yearly", "metric": "BilledCost"},
    {"period": "quarterly", "metric": "x_NetAmortizedCost"},
    {"period": "custom", "start": "2026-11-10", "end": "2026-12-24"},
    {"dimension": "service", "value": "AWS Lambda"},
    {"dimension": "service", "values": ["A", "B"], "account": "111122223333"},
    {"dimension": "account", "value": "111122223333"},
    {"dimension": "tag:Team", "values": ["search", "Ü 🙂"]},
    {"dimension": "cost_category:Env", "value": "prod"},
    {"dimension": "region", "value": "eu-west-1"},
)


@pytest.mark.parametrize("fields", MAPPED)
def test_what_aws_can_express_comes_back_as_it_was(fields: dict[str, object]) -> None:
    sent = with_fields(fields)
    back = plan_of({**expressed(sent, None), "BudgetName": "search"})
    assert back == sent


@pytest.mark.parametrize("fields", MAPPED)
def test_aws_takes_what_is_sent(client: Any, fields: dict[str, object]) -> None:
    service = AwsBudgets(client, ACCOUNT)
    assert equal(service, with_fields(fields)) != []
    assert equal(service, with_fields(fields)) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"currency": "EUR"}, "no amounts in EUR"),
        ({"dimension": "tag:Team"}, "costs without a value"),
        ({"dimension": "service_category", "value": "Compute"}, "apart by service_category"),
        ({"dimension": "allocation:team", "value": "search"}, "apart by allocation:team"),
        (
            {"period": "custom", "start": "2026-11-02", "end": "2026-11-15", "repeat": True},
            "repeats otherwise",
        ),
    ],
)
def test_what_aws_cannot_express_is_noted_and_its_copy_goes(
    fields: dict[str, object], why: str
) -> None:
    found = mirroring([with_fields(fields)], {}, [expressed(plan(), None)])
    assert why in found.left_out["search"]
    assert found.delete == ("costgov-search",)


COST: dict[str, Any] = {
    "BudgetName": "Search team: 2026",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "100.0", "Unit": "USD"},
    "TimePeriod": {
        "Start": datetime(2026, 1, 1, tzinfo=UTC),
        "End": datetime(2087, 6, 15, tzinfo=UTC),
    },
}


def test_legacy_filters_and_planned_amounts_are_taken_over() -> None:
    limits = {"1793491200": {"Amount": "1", "Unit": "USD"},
              "1796083200": {"Amount": "2", "Unit": "USD"}}  # fmt: skip
    filters = {"TagKeyValue": ["user:Team$search", "user:Team$ads"]}
    found = plan_of(COST | {"PlannedBudgetLimits": limits, "CostFilters": filters})
    assert (found.id, found.dimension, found.values) == (
        "search-team-2026", "tag:Team", ("ads", "search"),
    )  # fmt: skip
    assert found.amount == 1
    assert [(step.start, step.amount) for step in found.amounts] == [
        (date(2026, 12, 1), Decimal(2))
    ]
    assert found.metric == "BilledCost"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"BudgetType": "SAVINGS_PLANS_COVERAGE"}, "savings plans coverage budget"),
        ({"TimeUnit": "DAILY"}, "no daily period"),
        ({"AutoAdjustData": {"AutoAdjustType": "FORECAST"}}, "adjusts its amount"),
        ({"BillingViewArn": "arn:aws:billing::1:billingview/custom-1"}, "billing view"),
        ({"Metrics": ["BlendedCost"]}, "counts BlendedCost"),
        ({"CostTypes": {"IncludeCredit": False, "IncludeTax": True}}, "leaves out credit;"),
        ({"CostTypes": {"UseBlended": True}}, "blended"),
        ({"BudgetLimit": None}, "no amount"),
        ({"BudgetName": "+++"}, "no letter or digit"),
        ({"TimePeriod": {"End": datetime(2026, 12, 31, tzinfo=UTC)}}, "ends on 2026-12-31"),
        ({"CostFilters": {"AZ": ["a"]}}, "filters by AZ"),
        ({"CostFilters": {"TagKeyValue": ["user:A$1", "user:B$1"]}}, "several tags"),
        ({"FilterExpression": {"Not": {}}}, "has Not"),
        (
            {"FilterExpression": {"Dimensions": {"Key": "AZ", "Values": ["a"]}}},
            "filters by AZ",
        ),
        (
            {
                "FilterExpression": {
                    "Tags": {"Key": "A", "Values": [""], "MatchOptions": ["ABSENT"]}
                }
            },
            "matches by ABSENT",
        ),
        ({"CostFilters": {"Region": ["a"], "Service": ["b"]}}, "combines region and service"),
        ({"CostFilters": {"LinkedAccount": ["1", "2"], "Service": ["b"]}}, "several accounts"),
    ],
)
def test_what_cannot_be_a_plan_is_named_with_its_reason(
    fields: Mapping[str, object], why: str
) -> None:
    plans, reasons = taken_over([{**COST, **fields}])
    assert plans == []
    [reason] = reasons.values()
    assert why in reason


def test_our_copies_and_twins_are_not_taken_over() -> None:
    twins = [COST, COST | {"BudgetName": "search-TEAM 2026"}, COST | {"BudgetName": "costgov-a"}]
    plans, reasons = taken_over(twins)
    assert [one.id for one in plans] == ["search-team-2026"]
    assert reasons == {"search-TEAM 2026": "another one is called search-team-2026 too"}
