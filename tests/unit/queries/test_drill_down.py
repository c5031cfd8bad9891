"""From the bill down to a resource: service → account → usage type → resource, or why not."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.costs import ORG, Scope
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.queries.breakdown import BreakdownQuestion, CostBreakdown, cost_breakdown
from costgov.pipeline.queries.cuts import parse_scope

from tests.unit.pipeline.ledgers import Bill
from tests.unit.queries.known import FakeStores

DAY, NEXT = date(2026, 10, 19), date(2026, 10, 20)
PROD, DEV = "111122223333", "444455556666"


def by(dimension: str, scope: str = "org", source: str = "export:cur") -> CostBreakdown:
    bill = Bill(source=source)
    bill.charge(DAY, "7", account=PROD, resource="i-1")
    bill.charge(DAY, "2.5", account=PROD, resource="i-2")
    bill.charge(DAY, "1", account=PROD, usage_type="EBS", resource="vol-1")
    bill.charge(DAY, "4", account=DEV, resource="i-3")
    bill.charge(DAY, "-3", service="S3 & Glacier", account=DEV)
    stores = FakeStores.empty()
    bill.deliver(stores.costs, DAY)
    question = BreakdownQuestion(dimension=dimension, scope=scope, start=DAY, end=NEXT)
    return cost_breakdown(stores.read, question)


def values(found: CostBreakdown) -> dict[str | None, Decimal]:
    return {one.value: one.amount for one in found.values}


def test_a_billing_file_goes_down_to_the_resource_and_every_level_adds_up() -> None:
    path = [
        ("service", "org", {"Amazon EC2": Decimal("14.5"), "S3 & Glacier": Decimal(-3)}),
        ("account", "service=Amazon EC2", {PROD: Decimal("10.5"), DEV: Decimal(4)}),
        (
            "usage_type",
            f"service=Amazon EC2&account={PROD}",
            {"BoxUsage": Decimal("9.5"), "EBS": Decimal(1)},
        ),
        (
            "resource",
            f"service=Amazon EC2&account={PROD}&usage_type=BoxUsage",
            {"i-1": Decimal(7), "i-2": Decimal("2.5")},
        ),
    ]
    for dimension, scope, expected in path:
        found = by(dimension, scope)
        assert values(found) == expected
        assert values(by("total", scope)) == {None: found.total}, scope


def test_an_ampersand_in_a_name_is_part_of_the_name() -> None:
    assert values(by("account", "service=S3 & Glacier")) == {DEV: Decimal(-3)}
    assert parse_scope("service=a&b&account=1") == Scope.service("a&b").within("account", "1")


def test_cost_explorer_says_where_its_levels_end_and_why() -> None:
    assert values(by("account", "service=Amazon EC2", "cost_explorer")) == {
        PROD: Decimal("10.5"),
        DEV: Decimal(4),
    }
    scope = f"service=Amazon EC2&account={PROD}"
    with pytest.raises(NotFound) as refused:
        by("usage_type", scope, "cost_explorer")
    assert str(refused.value) == (
        "no USD cost is stored by 'usage_type' within one service, account, only by total: "
        "Cost Explorer does not tell it, a billing file does"
    )
    with pytest.raises(NotFound, match=r"'resource', only by .*Cost Explorer does not tell it"):
        by("resource", "org", "cost_explorer")


def test_resources_are_told_apart_at_the_last_level_only() -> None:
    with pytest.raises(NotFound, match="resources are told apart within a service, account and"):
        by("resource", "service=Amazon EC2")


def test_a_scope_nobody_pays_for_is_empty_not_an_error() -> None:
    found = by("account", "service=Amazon Braket")
    assert (found.total, found.values) == (None, ())


def test_the_internal_cut_of_the_allocation_is_not_offered() -> None:
    with pytest.raises(NotFound) as refused:
        by("tag:Team")
    assert "allocation_keys" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "service",
        "service=",
        "account=",
        "org=1",
        "service/account=1",
        "region=eu",
        "account=1&service=x",
        "account=1&usage_type=x",
        "service=x&usage_type=y",
        "service=x&account=",
        "service=x&account=1&usage_type=",
        "service=x&account=1&usage_type=y&account=2",
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_scope(text)


def test_the_whole_bill_is_a_scope_too() -> None:
    assert parse_scope("org") == ORG
