"""Credits: a balance is what was granted less what the bill used, and a runway is an estimate."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.credits import (
    EVERYTHING,
    Bound,
    CreditGrant,
    CreditStanding,
    allocate,
    credit_rate,
    standing,
    used_by_day,
)
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Window
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

FIRST = date(2026, 6, 1)
AS_OF = date(2026, 10, 20)
KNOWN = Window(FIRST, AS_OF + ONE_DAY)


def grant(name: str = "activate", amount: str = "10000", **fields: object) -> CreditGrant:
    return CreditGrant.model_validate(
        {"name": name, "amount": amount, "granted_on": FIRST} | fields
    )


def daily(amount: str, days: int = len(KNOWN), first: date = FIRST) -> dict[date, Decimal]:
    return {first + timedelta(days=number): Decimal(amount) for number in range(days)}


def stands(one: CreditGrant, used: Mapping[date, Decimal] | None) -> CreditStanding:
    return standing(one, used, KNOWN, AS_OF)


def test_a_steady_use_gives_a_balance_and_the_day_it_ends() -> None:
    found = stands(grant(), daily("50.000000001"))
    assert found.applied == Decimal("7100.000000142")
    assert found.balance == Decimal("2899.999999858")
    assert found.state == "active"
    assert (found.runs_out, found.earliest, found.latest) == (date(2026, 12, 17),) * 3
    assert found.rate is not None
    assert (found.rate.days, found.rate.mean) == (84, Decimal("50.000000001"))
    assert (found.unused, found.complete) == (None, True), "it never expires"


def test_a_use_that_changes_gives_an_interval() -> None:
    used = daily("10", 142 - 28) | daily("40", 28, AS_OF - timedelta(days=27))
    found = stands(grant(amount="4000"), used)
    assert found.balance == Decimal("1740")
    assert found.rate is not None
    assert [found.rate.low, found.rate.mean, found.rate.high] == [
        Decimal(10),
        Decimal(20),
        Decimal(40),
    ]
    assert found.earliest == AS_OF + timedelta(days=44)
    assert found.runs_out == AS_OF + timedelta(days=87)
    assert found.latest == AS_OF + timedelta(days=174)


def test_what_expires_before_it_is_used_up_is_named() -> None:
    one = grant(expires_on=AS_OF + timedelta(days=10))
    found = stands(one, daily("50"))
    assert found.balance == Decimal(2900)
    assert found.unused == Decimal(2400)
    later = stands(grant(expires_on=date(2027, 6, 1)), daily("50"))
    assert later.unused == Decimal(0)


def test_a_grant_that_has_expired_keeps_what_nobody_used() -> None:
    one = grant(expires_on=date(2026, 10, 19))
    found = stands(one, daily("50", 20))
    assert (found.state, found.unused, found.runs_out) == ("expired", Decimal(9000), None)


def test_a_grant_that_is_used_up_says_on_which_day() -> None:
    assigned = allocate([grant(amount="120")], {EVERYTHING: daily("50")})
    found = stands(grant(amount="120"), assigned.used["activate"])
    assert (found.state, found.balance) == ("used up", Decimal(0))
    assert found.runs_out == FIRST + timedelta(days=2)
    assert exact_sum(assigned.not_granted.values()) == Decimal(50 * 142 - 120)


def test_without_history_a_runway_is_unknown() -> None:
    young = grant(granted_on=date(2026, 10, 10))
    found = stands(young, daily("5", 11, date(2026, 10, 10)))
    assert (found.rate, found.runs_out) == (None, None)
    assert found.reason.startswith("insufficient history")
    assert found.balance == Decimal(9945)
    unused = stands(grant(), {})
    assert (unused.runs_out, unused.latest) == (None, None)
    assert unused.reason == "no credit was used in the last 84 days"


def test_a_bill_younger_than_the_grant_is_not_the_whole_story() -> None:
    assert not stands(grant(granted_on=date(2026, 1, 1)), daily("5")).complete


def test_credits_that_are_not_told_apart_leave_everything_unknown() -> None:
    found = stands(grant(service="AmazonEC2"), None)
    assert (found.state, found.applied, found.balance) == ("unknown", None, None)


def test_the_grant_that_expires_first_pays_first() -> None:
    soon, late = grant("soon", "30", expires_on=date(2026, 6, 30)), grant("late", "1000")
    assigned = allocate([late, soon], {EVERYTHING: daily("20", 3)})
    assert [*assigned.used["soon"].values()] == [Decimal(20), Decimal(10)]
    assert [*assigned.used["late"].values()] == [Decimal(10), Decimal(20)]
    assert not assigned.not_granted


def test_a_grant_for_a_service_takes_no_more_than_the_services_credits() -> None:
    bound, free = grant("gpu", service="SageMaker"), grant("any")
    assigned = allocate(
        [free, bound], {(None, "SageMaker"): daily("4", 2), EVERYTHING: daily("16", 2)}
    )
    assert exact_sum(assigned.used["gpu"].values()) == Decimal(8)
    assert exact_sum(assigned.used["any"].values()) == Decimal(32)


def test_a_credit_that_is_taken_back_gives_its_grant_back_what_it_used() -> None:
    used = {FIRST: Decimal(30), FIRST + ONE_DAY: Decimal(-50)}
    assigned = allocate([grant(amount="100")], {EVERYTHING: used})
    assert exact_sum(assigned.used["activate"].values()) == 0
    assert exact_sum(assigned.not_granted.values()) == Decimal(-20)


def test_days_before_a_grant_are_not_its_own() -> None:
    late = grant(granted_on=FIRST + 2 * ONE_DAY, expires_on=FIRST + 2 * ONE_DAY)
    assigned = allocate([late], {EVERYTHING: daily("1", 5)})
    assert [*assigned.used["activate"]] == [FIRST + 2 * ONE_DAY]
    assert exact_sum(assigned.not_granted.values()) == Decimal(4)


def test_a_grant_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="expires before it is granted"):
        grant(expires_on=date(2026, 5, 31))


def test_less_than_a_block_of_days_has_no_rate() -> None:
    assert credit_rate(daily("1"), Window(FIRST, FIRST + 27 * ONE_DAY)) is None


amounts = st.decimals(-(10**6), 10**6, places=8, allow_nan=False, allow_infinity=False)
days = st.dictionaries(st.integers(0, 20).map(lambda n: FIRST + n * ONE_DAY), amounts)


parts = st.dictionaries(
    st.tuples(st.sampled_from([None, "1111"]), st.sampled_from([None, "EC2"])), days
)
bounds = st.sampled_from([(None, None), ("1111", None), (None, "EC2"), ("1111", "EC2")])


@given(parts, st.lists(st.tuples(st.integers(1, 10**6), bounds), max_size=4))
def test_grants_and_the_rest_are_all_the_credit_on_the_bill(
    used_in: dict[Bound, dict[date, Decimal]], given_grants: list[tuple[int, Bound]]
) -> None:
    grants = [
        grant(f"g{number}", str(amount), account=account, service=service)
        for number, (amount, (account, service)) in enumerate(given_grants)
    ]
    assigned = allocate(grants, used_in)
    for day in {day for by_day in used_in.values() for day in by_day}:
        paid = exact_sum(used.get(day, Decimal(0)) for used in assigned.used.values())
        whole = exact_sum(by_day.get(day, Decimal(0)) for by_day in used_in.values())
        assert EXACT.add(paid, assigned.not_granted.get(day, Decimal(0))) == whole
    for one in grants:
        assert 0 <= exact_sum(assigned.used[one.name].values()) <= one.amount


def test_credits_on_the_bill_are_below_zero_and_used_ones_above() -> None:
    assert used_by_day([{FIRST: Decimal("-2.5")}, {FIRST: Decimal(1)}]) == {FIRST: Decimal("1.5")}
