"""Whatever the bill holds, every view of it adds up to it in every digit."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import ChargeCategory
from costgov.domain.money import exact_sum
from costgov.pipeline.queries.breakdown import BreakdownQuestion, cost_breakdown
from costgov.pipeline.queries.history import HistoryQuestion, cost_history
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.queries.known import FakeStores, Line, by_service

FIRST = date(2026, 8, 20)
SPAN = 50

SPLIT = [category for category in ChargeCategory if category is not ChargeCategory.UNSPLIT]


def bills(categories: Iterable[ChargeCategory]) -> st.SearchStrategy[list[Line]]:
    return st.lists(
        st.tuples(
            st.one_of(st.none(), st.sampled_from(["", "AmazonEC2", "AmazonS3", "Tax é"])),
            st.integers(0, SPAN - 1).map(lambda offset: FIRST + timedelta(days=offset)),
            st.sampled_from(list(categories)),
            st.decimals(-(10**9), 10**9, places=12, allow_nan=False, allow_infinity=False),
        ),
        min_size=1,
        max_size=40,
    )


def known(bill: list[Line]) -> FakeStores:
    stores = FakeStores.empty()
    stores.bill(bill)
    return stores


@given(bills(ChargeCategory))
def test_history_breakdown_and_bill_have_the_same_total(bill: list[Line]) -> None:
    stores = known(bill).read
    expected = exact_sum(amount for *_, amount in bill)
    window = {"start": FIRST, "end": FIRST + timedelta(days=SPAN)}
    for group_by in ("total", "service"):
        for granularity in ("daily", "monthly"):
            question = HistoryQuestion.model_validate(
                window | {"group_by": group_by, "granularity": granularity}
            )
            history = cost_history(stores, question)
            assert history.total == expected
            assert exact_sum(series.total for series in history.series) == expected
            for series in history.series:
                assert exact_sum(Decimal(p["amount"]) for p in series.points) == series.total
    breakdown = cost_breakdown(
        stores, BreakdownQuestion.model_validate(window | {"dimension": "service"})
    )
    assert breakdown.total == expected
    sums = {service: exact_sum(amounts) for service, amounts in by_service(bill).items()}
    assert {found.value: found.amount for found in breakdown.values} == sums


@given(bills(ChargeCategory), st.integers(1, 5))
def test_the_top_values_and_the_rest_are_the_whole(bill: list[Line], limit: int) -> None:
    stores = known(bill).read
    question = BreakdownQuestion(
        dimension="service", start=FIRST, end=FIRST + timedelta(days=SPAN), limit=limit
    )
    first = cost_breakdown(stores, question)
    rest = [] if first.rest is None else [first.rest.amount]
    assert exact_sum([found.amount for found in first.values] + rest) == first.total


@given(bills(ChargeCategory), st.integers(1, 3))
def test_pages_together_hold_every_value_once_in_order(bill: list[Line], limit: int) -> None:
    stores = known(bill).read
    window = {"start": FIRST, "end": FIRST + timedelta(days=SPAN), "dimension": "service"}
    found: list[tuple[str | None, Decimal]] = []
    token: str | None = None
    while True:
        page = cost_breakdown(
            stores,
            BreakdownQuestion.model_validate(window | {"limit": limit, "page_token": token}),
        )
        found += [(value.value, value.amount) for value in page.values]
        if (token := page.next_page) is None:
            break
    assert len(found) == len(by_service(bill))
    assert [amount for _, amount in found] == sorted((a for _, a in found), reverse=True)


@given(bills(SPLIT), st.sampled_from(SPLIT))
def test_a_charge_category_is_its_lines(bill: list[Line], wanted: ChargeCategory) -> None:
    question = HistoryQuestion(
        start=FIRST, end=FIRST + timedelta(days=SPAN), charge_category=(wanted,)
    )
    own = [amount for _, _, category, amount in bill if category is wanted]
    assert cost_history(known(bill).read, question).total == (exact_sum(own) if own else None)
