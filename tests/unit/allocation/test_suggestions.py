"""Suggested rules: the most money first, an owner where one is likely, nothing that misleads."""

from collections.abc import Sequence

import pytest
from costgov.domain.allocation.suggestions import beginnings

from tests.unit.allocation.bills import ACCOUNTS, Charge, charge
from tests.unit.allocation.delivered import FILE, Estate, facts

FIRST, SECOND, _ = ACCOUNTS
TEAM = {"rules": [{"tag": "Team"}]}


def suggested(bill: Sequence[Charge], source: str = FILE, **views: object) -> list[object]:
    estate = Estate().configure(**(views or {"team": TEAM})).deliver(facts(bill, source))
    estate.allocate()
    return [(one.rule.written(), one.likely, one.caught) for one in estate.month().suggestions]


def test_an_account_that_is_mostly_one_units_is_likely_all_its() -> None:
    bill = [charge("90", team="search"), charge("20", team="checkout"), charge("30")]
    assert suggested(bill) == [({"account": FIRST, "unit": "search"}, True, 30)]


def test_an_account_of_several_units_gets_a_placeholder() -> None:
    bill = [charge("60", team="search"), charge("50", team="checkout"), charge("30")]
    assert suggested(bill) == [({"account": FIRST, "unit": FIRST}, False, 30)]


def test_another_tag_is_proposed_only_where_its_value_has_an_owner() -> None:
    spread = [
        charge("30", stage="production"),
        charge("40", stage="production", account=SECOND, service="Amazon S3"),
        charge("2", account=SECOND, service="Amazon S3"),
    ]
    owned = [*spread, charge("90", team="search", stage="production")]
    contested = [*owned, charge("90", team="checkout", stage="production")]

    assert suggested(owned)[0] == (
        {"tag": "Stage", "value": "production", "unit": "search"},
        True,
        70,
    )
    assert suggested(contested)[0] == ({"account": SECOND, "unit": SECOND}, False, 42)


def test_what_several_services_share_catches_them_all() -> None:
    bill = [
        charge("40", service="AWS Support (Business)"),
        charge("35", service="AWS Support (Developer)", account=SECOND),
        charge("1", service="Amazon EC2"),
        charge("2", service="Amazon S3", account=SECOND),
    ]
    assert suggested(bill)[0] == (
        {"service_regex": r"AWS Support .*", "unit": "AWS Support"},
        False,
        75,
    )


def test_cost_explorer_suggestions_count_what_it_can_decide() -> None:
    """After the tag has told the account's charges apart, a service's part is not known."""
    bill = [
        charge("60", team="search"),
        charge("30", service="Tax"),
        charge("9", service="Tax", account=SECOND),
    ]
    assert suggested(bill, "cost_explorer") == [
        ({"account": FIRST, "unit": "search"}, True, 30),
        ({"account": SECOND, "unit": SECOND}, False, 9),
    ]


def test_credits_that_no_rule_matches_are_worth_a_rule_too() -> None:
    bill = [charge("60", team="search"), charge("-70", service="Credits", account=SECOND)]
    assert suggested(bill) == [({"account": SECOND, "unit": SECOND}, False, -70)]


def test_a_fully_allocated_bill_has_none() -> None:
    assert suggested([charge("60", team="search")]) == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("service", "AWS Support (Business)", ["AWS Support "]),
        ("service", "Amazon Elastic Compute Cloud - Compute", [
            "Amazon Elastic Compute ", "Amazon Elastic Compute Cloud - ",
        ]),
        ("service", "Amazon S3", []),
        ("account_name", "search-prod", ["search-"]),
        ("tag:Team", "Amazon", []),
    ],
)  # fmt: skip
def test_beginnings_end_with_a_word_that_says_something(
    name: str, value: str, found: list[str]
) -> None:
    assert list(beginnings(name, value)) == found
