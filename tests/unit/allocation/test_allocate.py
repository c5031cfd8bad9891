"""Allocation of stored facts: what a file tells together and Cost Explorer one at a time."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.allocation.reasons import Reason
from costgov.domain.allocation.result import added, of_metric
from costgov.domain.costs import ChargeCategory, Metric, Scope, SeriesKey
from costgov.domain.money import exact_sum
from costgov.domain.packing import unpack
from costgov.domain.period import Month
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline import records
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.allocation.bills import ACCOUNTS, Charge, bills, charge, views
from tests.unit.allocation.delivered import ALL_NAMES, FILE, OCTOBER, Estate, facts

TEAM = {"rules": [{"tag": "Team"}]}
SUPPORT = "AWS Support (Business)"
SPLIT = {
    "rules": [{"tag": "Team"}, {"service_regex": "AWS Support.*", "unit": "support"}],
    "shared": [{"unit": "support", "split": "proportional"}],
}
FIRST, SECOND, _ = ACCOUNTS


def cost(estate: Estate, unit: str, view: str = "team") -> Decimal:
    """What a unit costs: direct and shared."""
    found = estate.units(view)[unit]
    return of_metric(added((found.direct, *found.shared.values())), Metric.EFFECTIVE)


def nobodys(estate: Estate, view: str = "team") -> dict[Reason, Decimal]:
    """What is unallocated, by reason."""
    found: dict[Reason, Decimal] = {}
    for part in estate.month(view).unallocated:
        amount = of_metric(part.sums, Metric.EFFECTIVE)
        found[part.reason] = found.get(part.reason, Decimal(0)) + amount
    return found


def test_a_team_costs_what_carries_its_tag() -> None:
    bill = [charge("7", team="search"), charge("2", team="checkout"), charge("1")]
    estate = Estate().configure(team=TEAM).deliver(facts(bill))

    assert estate.allocate() == []

    assert {unit: cost(estate, unit) for unit in estate.units()} == {"search": 7, "checkout": 2}
    assert nobodys(estate) == {Reason.NO_RULE: 1}


def test_a_shared_cost_follows_what_the_units_cost_themselves() -> None:
    bill = [
        charge("60", team="search"),
        charge("30", team="checkout"),
        charge("10", service=SUPPORT, account=SECOND),
    ]
    estate = Estate().configure(team=SPLIT).deliver(facts(bill))

    estate.allocate()

    assert cost(estate, "search") == 60 + Decimal("6.6666666667")
    assert cost(estate, "checkout") == 30 + Decimal("3.3333333333")
    assert nobodys(estate) == {}


def test_cost_explorer_does_not_tell_tag_and_service_together_so_nothing_is_guessed() -> None:
    bill = [
        charge("60", team="search"),
        charge("5", service="Amazon S3"),
        charge("10", service=SUPPORT),
    ]
    mixed = Estate().configure(team=SPLIT).deliver(facts(bill))
    mixed.allocate()

    assert cost(mixed, "search") == 60
    assert nobodys(mixed) == {Reason.UNDECIDED: 15}
    (part,) = mixed.month().unallocated
    assert part.detail == (
        "rule 2 asks for service, which is not told together with tag Team: "
        "Cost Explorer tells two groupings at once; import a billing export"
    )


def test_a_file_tells_tag_and_service_together() -> None:
    bill = [
        charge("60", team="search"),
        charge("5", service="Amazon S3"),
        charge("10", service=SUPPORT),
    ]
    estate = Estate().configure(team=SPLIT).deliver(facts(bill, FILE))
    estate.allocate()

    assert cost(estate, "search") == 70
    assert nobodys(estate) == {Reason.NO_RULE: 5}


def test_days_that_a_tag_has_not_been_read_for_wait_for_it() -> None:
    bill = [charge("7", team="search"), charge("5", team="search", day=2)]
    estate = Estate().configure(team=TEAM).deliver(facts(bill, names=("service",)))
    lagging = facts([bill[0]], names=("tag:Team",))
    tags = [fact for fact in lagging if fact.key.dimension == "tag:Team"]
    estate.deliver(tags, only={("org", "tag:Team"), ("account", "tag:Team")}).allocate()

    assert cost(estate, "search") == 7
    assert nobodys(estate) == {Reason.NOT_READ: 5}
    assert estate.month().told["tag:Team"] == date(2026, 10, 1)
    assert estate.month().told["service"] == date(2026, 10, 2)


def test_a_tag_that_no_source_delivers_leaves_its_rule_undecided() -> None:
    estate = Estate().configure(team={"rules": [{"tag": "Owner"}, {"unit": "rest"}]})
    estate.deliver(facts([charge("3")], FILE)).allocate()

    assert estate.units() == {}
    assert nobodys(estate) == {Reason.NOT_READ: 3}


def test_rules_before_the_undecided_one_still_hold() -> None:
    rules = [{"account": SECOND, "unit": "platform"}, {"tag": "Owner"}]
    bill = [charge("3"), charge("4", account=SECOND)]
    estate = Estate().configure(team={"rules": rules}).deliver(facts(bill))
    estate.allocate()

    assert cost(estate, "platform") == 4
    assert nobodys(estate) == {Reason.NOT_READ: 3}


def test_what_was_read_at_different_times_is_a_difference_and_nobodys() -> None:
    estate = Estate().configure(team=TEAM).deliver(facts([charge("10", team="search")]))
    total = SeriesKey("USD", Scope(), "total")
    for place, fact in estate.costs.items.items():
        if place[0] == total:
            fact.add(ChargeCategory.CREDIT, Metric.EFFECTIVE, date(2026, 10, 1), Decimal("-0.25"))

    assert estate.allocate() == []
    assert nobodys(estate) == {Reason.DIFFERENCE: Decimal("-0.25")}


def test_an_accounts_name_can_tell_whose_it_is() -> None:
    estate = Estate().configure(
        team={"rules": [{"account_name_regex": "(?P<team>\\w+)-(prod|dev)", "unit": "{team}"}]}
    )
    estate.control.put(
        "account",
        FIRST,
        '{"id": "111111111111", "name": "search-prod", "state": "ACTIVE", "joined": null,'
        ' "first_seen": "2026-10-01", "last_seen": "2026-10-31"}',
    )
    estate.deliver(facts([charge("3"), charge("4", account=SECOND)])).allocate()

    assert cost(estate, "search") == 3
    assert nobodys(estate) == {Reason.NOT_READ: 4}


@pytest.mark.parametrize(
    ("first", "second", "search", "checkout"),
    [
        ("30", "10", 6, 2),
        # A correction took back more than was used.
        ("30", "-1", 8, 0),
    ],
)
def test_a_cost_split_by_usage_follows_the_quantities_of_accounts_that_are_one_units(
    first: str, second: str, search: int, checkout: int
) -> None:
    shared = {
        "unit": "storage",
        "split": "usage",
        "usage": {"service": "Amazon EC2", "usage_type_regex": ".*BoxUsage.*"},
    }
    rules = [{"service": "Amazon S3", "unit": "storage"}, {"tag": "Team"}]
    bill = [
        charge("1", team="search"),
        charge("1", team="checkout", account=SECOND),
        charge("8", service="Amazon S3", account=SECOND),
    ]
    delivered = facts(bill, FILE)
    for account, quantity in ((FIRST, first), (SECOND, second)):
        scope = Scope.service("Amazon EC2").within("account", account)
        key = SeriesKey("USD", scope, "usage_type")
        (fact,) = facts([charge("1", account=account)], FILE)[:1]
        usage = type(fact)(key, "EUC1-BoxUsage:t3.large", OCTOBER, FILE)
        usage.add_quantity("Hrs", date(2026, 10, 1), Decimal(quantity))
        usage.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 1), Decimal(1))
        delivered.append(usage)
    estate = Estate().configure(team={"rules": rules, "shared": [shared]}).deliver(delivered)
    estate.allocate()

    assert cost(estate, "search") == 1 + search
    assert cost(estate, "checkout") == 1 + checkout


def test_without_quantities_a_cost_split_by_usage_stays_whole_with_the_reason() -> None:
    shared = {
        "unit": "storage",
        "split": "usage",
        "usage": {"service": "Amazon EC2", "usage_type": "BoxUsage"},
    }
    rules = [{"service": "Amazon S3", "unit": "storage"}]
    estate = Estate().configure(team={"rules": rules, "shared": [shared]})
    estate.deliver(facts([charge("8", service="Amazon S3")])).allocate()

    assert nobodys(estate) == {Reason.NOT_SPLIT: 8}
    assert estate.units() == {}


def test_running_again_on_the_same_facts_writes_nothing() -> None:
    estate = Estate().configure(team=SPLIT).deliver(facts([charge("7", team="search")]))
    estate.allocate()
    writes = estate.results.writes
    estate.allocate()

    assert estate.results.writes == writes


def test_an_older_month_is_allocated_again_only_when_its_facts_or_the_rules_change() -> None:
    june = Month(2026, 6)
    estate = Estate().configure(team=TEAM)
    estate.deliver(
        facts([charge("7", team="search")], month=june) + facts([charge("1")]),
    )
    estate.allocate()
    assert set(estate.units(month=june)) == {"search"}

    records.allocation_units(estate.results).make_equal([], "USD", "team", str(june))
    estate.allocate()
    assert estate.units(month=june) == {}, "nothing changed, so nothing was computed"

    estate.configure(team={"rules": [{"account": FIRST, "unit": "platform"}]})
    estate.allocate()
    assert set(estate.units(month=june)) == {"platform"}

    estate.deliver(facts([charge("9", account=SECOND)], month=june) + facts([charge("1")]))
    estate.allocate()
    assert estate.units(month=june) == {}


def test_a_unit_that_is_gone_is_no_longer_listed() -> None:
    estate = Estate().configure(team=TEAM).deliver(facts([charge("7", team="search")]))
    estate.allocate()
    estate.deliver(facts([charge("7", team="checkout")]))
    estate.allocate()

    assert set(estate.units()) == {"checkout"}


def test_days_after_the_day_looked_at_do_not_count() -> None:
    bill = [charge("7", team="search"), charge("5", team="search", day=3)]
    estate = Estate().configure(team=TEAM).deliver(facts(bill, FILE))
    estate.allocate(date(2026, 10, 2))

    assert cost(estate, "search") == 7
    assert estate.month().last_day == date(2026, 10, 2)


@given(st.data(), views(), bills, st.sampled_from([COST_EXPLORER, FILE]))
def test_what_is_stored_adds_up_to_the_bill_by_month_and_by_day(
    data: st.DataObject, view: object, bill: list[Charge], source: str
) -> None:
    if not bill:
        return
    names = data.draw(st.sampled_from([ALL_NAMES, ALL_NAMES[:2], ALL_NAMES[:1], ()]))
    estate = Estate().configure(team=view).deliver(facts(bill, source, names=names))

    assert estate.allocate() == []

    head, units = estate.month(), estate.units().values()
    parts = [part.sums for part in head.unallocated]
    parts += [sums for unit in units for sums in (unit.direct, *unit.shared.values())]
    days = [part.days for part in head.unallocated]
    days += [
        packed
        for unit in records.allocation_days(estate.results).all("USD", "team", str(OCTOBER))
        for packed in (unit.direct, *unit.shared.values())
    ]
    for metric in (Metric.BILLED, Metric.EFFECTIVE):
        total = of_metric(head.bill, metric)
        assert total == exact_sum(one.amount for one in bill)
        assert of_metric(added(parts), metric) == total
        assert total == exact_sum(
            amount
            for packed in days
            for (_, of), by_day in unpack(packed).items()
            if of is metric
            for amount in by_day.values()
        )
