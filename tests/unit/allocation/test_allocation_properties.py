"""Whatever the rules, splits and amounts: nothing is lost, nothing is guessed."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from costgov.domain.allocation.amounts import Amounts, difference, summed, unsplit
from costgov.domain.allocation.charges import Charges, decide
from costgov.domain.allocation.engine import Allocated, MonthBook
from costgov.domain.allocation.plan import Rule, View
from costgov.domain.allocation.rules import Rules
from costgov.domain.allocation.shares import split
from costgov.domain.allocation.suggestions import suggest
from costgov.domain.costs import ChargeCategory
from costgov.domain.money import exact_sum
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.allocation.bills import (
    NAMES,
    Charge,
    amounts,
    as_cost_explorer,
    as_file,
    bill_of,
    bills,
    charges,
    views,
)

type Source = Callable[[Sequence[Charge]], Mapping[str, Charges[Amounts]]]

MONTH = "2026-10"
sources = st.sampled_from([as_file, as_cost_explorer])


def booked(view: View, told: Mapping[str, Charges[Amounts]]) -> MonthBook:
    book = MonthBook(view, Rules.of(view))
    for account, of_account in told.items():
        book.book(account, of_account)
    return book


def allocated(view: View, bill: Sequence[Charge], source: Source = as_file) -> Allocated:
    return booked(view, source(bill)).allocated(MONTH, {})


@given(views(), bills, sources)
def test_allocated_and_unallocated_are_the_bill_on_every_day_in_every_digit(
    view: View, bill: list[Charge], source: Source
) -> None:
    parts = summed(allocated(view, bill, source).all())
    assert difference(bill_of(bill), parts) == {}
    assert exact_sum(day for days in unsplit(parts).values() for day in days.values()) == exact_sum(
        one.amount * 2 for one in bill
    )


@given(views(), bills)
def test_a_file_keeps_every_charge_category_apart(view: View, bill: list[Charge]) -> None:
    parts = summed(allocated(view, bill).all())
    assert {key: days for key, days in parts.items() if any(days.values())}.keys() <= bill_of(
        bill
    ).keys()
    assert all(category != ChargeCategory.UNSPLIT for category, _ in parts)


@given(views(), bills)
def test_cost_explorer_decides_only_what_a_file_would_decide_alike(
    view: View, bill: list[Charge]
) -> None:
    rules = Rules.of(view)
    truth = {
        (account, group.values): group.verdict
        for account, told in as_file(bill).items()
        for group in decide(rules, told).groups
    }
    for account, told in as_cost_explorer(bill).items():
        decision = decide(rules, told)
        place = NAMES.index(decision.names[0])
        for group in decision.groups:
            if isinstance(group.verdict, str | None):
                theirs = {
                    verdict
                    for (of, values), verdict in truth.items()
                    if of == account and values[place] == group.values[0]
                }
                assert theirs == {group.verdict}


@given(views(), bills, sources, st.randoms())
def test_the_order_of_charges_and_accounts_does_not_matter(
    view: View, bill: list[Charge], source: Source, random: object
) -> None:
    shuffled = list(bill)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert allocated(view, bill, source) == allocated(view, shuffled, source)


@given(views(), bills)
def test_the_first_rule_that_matches_wins(view: View, bill: list[Charge]) -> None:
    rules = Rules.of(view)
    for account, told in as_file(bill).items():
        for group in decide(rules, told).groups:
            units = (plainly(rule, account, group.values) for rule in view.rules)
            assert group.verdict == next((unit for unit in units if unit), None)


def plainly(rule: Rule, account: str, values: Sequence[str | None]) -> str | None:
    """A rule read as its documentation says, the slow way."""
    service, team, stage = values
    quotes = {"account": account, "service": service or ""}
    for texts, pattern, value in (
        (rule.account, rule.account_regex, account),
        (rule.service, rule.service_regex, service),
        (rule.value, rule.value_regex or (".+" if rule.tag else None), _tag(rule, team, stage)),
    ):
        if texts and value not in texts:
            return None
        if pattern and not texts:
            match = re.fullmatch(pattern, value or "", re.DOTALL) if value else None
            if match is None:
                return None
            quotes |= {name: text or "" for name, text in match.groupdict().items()}
    quotes["value"] = _tag(rule, team, stage) or ""
    return (
        None
        if not all(quotes[name] for name in rule.placeholders)
        else (rule.unit.format_map(quotes))
    )


def _tag(rule: Rule, team: str | None, stage: str | None) -> str | None:
    return {"Team": team, "Stage": stage, None: None}[rule.tag]


@given(views(), bills, sources)
def test_suggestions_catch_what_they_say_when_they_are_added(
    view: View, bill: list[Charge], source: Source
) -> None:
    plain = View(rules=view.rules)
    book = booked(plain, source(bill))
    asked = frozenset(rule.dimension for rule in plain.rules if rule.dimension)
    rules, before = plain.rules, _direct(book)
    for suggestion in suggest(book.left, book.owners, asked):
        rules = (*rules, suggestion.rule)
        after = _direct(booked(View(rules=rules), source(bill)))
        assert after - before == suggestion.caught
        before = after


def _direct(book: MonthBook) -> Decimal:
    return exact_sum(
        amount
        for unit in book.direct.values()
        for (_, metric), days in unit.items()
        if metric == "EffectiveCost"
        for amount in days.values()
    )


weights = st.dictionaries(
    st.text(max_size=3), st.decimals(0, 10**9, places=4, allow_nan=False), min_size=1, max_size=9
).filter(lambda found: any(found.values()))


@given(amounts, weights)
def test_parts_of_a_split_add_up_and_are_within_a_step_of_their_share(
    amount: Decimal, found: dict[str | None, Decimal]
) -> None:
    parts = split(amount, found)
    assert exact_sum(parts.values()) == amount
    total = sum(found.values())
    for name, part in parts.items():
        assert abs(part - amount * found[name] / total) < Decimal("1E-10")
        assert part == 0 or (part > 0) == (amount > 0)
        assert found[name] or not part


@given(amounts, weights, st.integers(1, 10**6))
def test_a_split_knows_only_the_weights_proportions(
    amount: Decimal, found: dict[str | None, Decimal], factor: int
) -> None:
    assert split(amount, {name: weight * factor for name, weight in found.items()}) == split(
        amount, found
    )


@given(views(), st.lists(charges, min_size=1, max_size=6))
def test_a_unit_that_is_shared_out_keeps_nothing(view: View, bill: list[Charge]) -> None:
    found = allocated(view, bill)
    shared = {one.unit for one in view.shared}
    assert not shared & found.units.keys()
    assert {name for unit in found.units.values() for name in unit.shared} <= shared
