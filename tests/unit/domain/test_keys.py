"""Keys tell apart whatever text they are made of, and stay as short as DynamoDB wants them."""

from itertools import product

import pytest
from costgov.domain.costs import ORG, Scope, SeriesKey, cost_category_dimension, tag_dimension
from costgov.domain.keys import (
    document_part,
    history_partition,
    history_sort,
    month_sort,
    series_partition,
    source_part,
    value_key,
)
from costgov.domain.period import Month
from hypothesis import given
from hypothesis import strategies as st

OCTOBER = Month(2026, 10)
NOON = "2026-10-20T12:00:00.000000Z"
# What tag keys and values have been seen to hold, and what keys are put together with.
AWKWARD = [
    "", "-", "#", "##", "/", "$", "&", "=", "%", "%23", "%sha256-", " ", ":", "~", "org",
    "Team", "team", "TEAM", "Tëam", "Te\u0308am", "🙂", "🙂🙂", "\u202eabc", "שלום", "سلام",
    "tag:Team", "account=1", "1&service=2", "service=2", "a#b", "x" * 190, "x" * 191, "x" * 256,
    "é" * 34, "é" * 256, "🙂" * 256, "None", "null", "\x00", "\n",
]  # fmt: skip
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
texts = st.one_of(st.sampled_from(AWKWARD), anything)


def scopes_of(text: str) -> list[Scope]:
    """Every scope that a text can be in."""
    service = Scope.service(text)
    account = service.within("account", text)
    return [Scope.account(text), service, account, account.within("usage_type", text)]


def distinct(keys: list[str]) -> bool:
    return len(set(keys)) == len(keys)


@pytest.mark.fault_case(19)
def test_no_two_awkward_cuts_share_a_partition() -> None:
    scopes = [ORG, *(scope for text in AWKWARD for scope in scopes_of(text))]
    named = [make(text) for text in AWKWARD for make in (tag_dimension, cost_category_dimension)]
    dimensions = ["total", "service", "account", *named]
    currencies = ["USD", "usd", "A#B", ""]
    keys = [SeriesKey(*parts) for parts in product(currencies, scopes, dimensions)]

    assert distinct([series_partition(key) for key in keys])


cuts = st.builds(
    SeriesKey,
    st.sampled_from(["USD", "EUR", "A#B"]),
    st.one_of(st.just(ORG), texts.flatmap(lambda text: st.sampled_from(scopes_of(text)))),
    st.one_of(st.sampled_from(["total", "service"]), texts.map(tag_dimension)),
)


@pytest.mark.fault_case(19)
@given(st.lists(cuts, unique=True))
def test_two_cuts_never_share_a_partition(keys: list[SeriesKey]) -> None:
    partitions = [series_partition(key) for key in keys]
    assert distinct(partitions)
    assert distinct([history_partition(partition) for partition in partitions])


places = st.tuples(
    st.one_of(st.none(), texts),
    st.sampled_from([OCTOBER, Month(2026, 9), Month(2025, 10)]),
    texts,
)


@pytest.mark.fault_case(19)
@given(st.lists(places, unique=True))
def test_two_months_values_and_sources_never_share_a_key(
    facts: list[tuple[str | None, Month, str]],
) -> None:
    sorts = [month_sort(*fact) for fact in facts]
    assert distinct(sorts)
    earlier = NOON.replace("12", "11")
    versions = [(sort, version) for sort in sorts for version in (earlier, NOON)]
    assert distinct([history_sort(sort, version, NOON) for sort, version in versions])


@pytest.mark.fault_case(19)
def test_no_two_awkward_values_or_sources_share_a_key() -> None:
    assert distinct([value_key(text) for text in (None, *AWKWARD)])
    assert distinct([source_part(text) for text in AWKWARD])
    assert distinct([document_part(text) for text in AWKWARD])


@pytest.mark.fault_case(19)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=3000),
        st.integers(150, 300).map(lambda length: "x" * length),
    )
)
def test_a_key_stays_short_whatever_the_text(text: str) -> None:
    sort = month_sort(text, OCTOBER, f"file:{text}")
    assert len(history_sort(sort, NOON, NOON).encode()) <= 1024
    for scope in scopes_of(text):
        for dimension in (tag_dimension(text), cost_category_dimension(text)):
            partition = series_partition(SeriesKey(text, scope, dimension))
            assert len(partition.encode()) <= 1024, "it is a sort key in the list of cuts"


def test_a_replaced_item_is_found_by_month_and_then_by_the_instant_it_was_replaced() -> None:
    sort = month_sort(None, OCTOBER, "cost_explorer")
    assert sort == "-#2026-10#cost_explorer"
    assert history_sort(sort, "v", NOON) == f"2026-10#{NOON}#-#cost_explorer#v"
