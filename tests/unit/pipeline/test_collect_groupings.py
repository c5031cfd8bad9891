"""Tags and cost categories: found, filtered, and taking turns at five requests a day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_shapes import BASE
from costgov.domain.costs import Scope
from costgov.errors import SourceDenied
from costgov.gateways.ports import CostQuery
from costgov.pipeline import records
from costgov.pipeline.cost_queries import Groupings

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.unit.pipeline.payer import D18, D20, DATA, WEB, Payer

TAGS = ("Team", "Project", "Environment", "CostCenter", "Stage", "aws:createdBy")
LISTS = ["cost-allocation-tags", "cost-categories"]
FOUR = [shape.name for shape in BASE]
ONE_ACCOUNT = [Charge(D18, "10.00", tags={"Team": "web"}, categories={"Unit": "Shop"})]


def discovering(*accounts: str, tags: tuple[str, ...] = TAGS, **options: object) -> Payer:
    """A payer whose tags and one cost category are discovered, 13 months back."""
    bill = [Charge(D18, "10.00", account=account) for account in accounts] or ONE_ACCOUNT
    source = FakeCostExplorer(bill, tags=tags, categories=("Unit",))
    return Payer(source, Groupings(**options), months_back=13)  # type: ignore[arg-type]


def days(payer: Payer, number: int) -> Iterator[tuple[date, list[str]]]:
    """The days after the first collection, with what each asked for."""
    for offset in range(1, number + 1):
        day = D20 + timedelta(days=offset)
        yield day, payer.asked_by(lambda day=day: payer.collect(day))  # type: ignore[misc]


def test_the_first_collection_finds_and_reads_everything() -> None:
    payer = discovering()

    asked = payer.asked_by(payer.collect)

    assert asked[:6] == [*FOUR, *LISTS]
    assert len(asked) == 6 + len(TAGS) + 1
    assert payer.billed("tag:Team") == {"web": 10}
    assert payer.billed("cost_category:Unit") == {"Shop": 10}
    assert payer.billed("cost_category:Unit", Scope.account(WEB)) == {"Shop": 10}
    found = records.cost_dimensions(payer.control).get(SOURCE)
    assert (found.tags, found.cost_categories, found.accounts) == (TAGS, ("Unit",), 1)


@pytest.mark.fault_case(41)
def test_one_account_never_asks_more_than_five_times_a_day_and_every_tag_has_its_turn() -> None:
    payer = discovering()
    payer.collect()

    asked = Counter[str]()
    for day, requests in days(payer, 28):
        assert len(requests) == 5, day
        assert requests[:4] == FOUR, day
        asked.update(requests)

    turns = {name: asked[name] for name in asked if name not in FOUR}
    assert set(turns) == {
        *LISTS,
        *(f"tag-{key.replace(':', '%3A')}" for key in TAGS),
        "cost-category-Unit",
    }
    assert min(turns.values()) >= 3


@pytest.mark.fault_case(41)
def test_findings_of_one_account_take_every_third_turn_and_no_sixth_request() -> None:
    payer = discovering()
    payer.aws_anomalies = True
    payer.collect()

    found, asked = [], set[str]()
    for day, requests in days(payer, 28):
        assert len(requests) == 5, day
        asked.update(requests)
        found += [day] if "anomalies" in requests else []

    assert {later - day for day, later in pairwise(found)} == {timedelta(days=3)}
    assert asked > {*LISTS, "tag-Team", "cost-category-Unit"}


def test_findings_are_read_daily_where_no_turn_waits_or_there_are_several_accounts() -> None:
    alone = Payer(FakeCostExplorer(ONE_ACCOUNT), Groupings(discover=False), aws_anomalies=True)
    several = discovering(WEB, DATA)
    several.aws_anomalies = True
    for payer, most in ((alone, 5), (several, 7)):
        payer.collect()
        for day, requests in days(payer, 8):
            assert requests[-1] == "anomalies", day
            assert len(requests) <= most, day


def test_a_new_tag_is_found_within_the_turns_and_read_back_to_the_start_in_one_request() -> None:
    payer = discovering()
    payer.collect()
    for _ in days(payer, 5):
        pass
    payer.source.tags = (*TAGS, "Owner")

    new = [
        (day, requests)
        for day, requests in days(payer, 28)
        if day > D20 + timedelta(days=5) and "tag-Owner" in requests
    ]

    assert new[0][0] <= D20 + timedelta(days=14)
    assert all(len(requests) == 5 for _, requests in new)
    first, *_ = [
        query.window
        for query, _ in payer.source.asked
        if isinstance(query, CostQuery) and query.name == "tag-Owner"
    ]
    assert first.start == date(2025, 9, 1)


def test_an_organisation_reads_every_tag_within_a_week() -> None:
    tags = tuple(f"tag {number:02}" for number in range(20))
    payer = discovering(WEB, DATA, tags=tags)
    payer.collect()

    asked = Counter(name for _, requests in days(payer, 7) for name in requests)

    assert {f"tag-tag%20{number:02}" for number in range(20)} <= set(asked)
    assert set(LISTS) <= set(asked)
    assert asked.total() == 7 * (4 + 4)


@pytest.mark.parametrize("number", [1, 3])
def test_how_many_turns_a_day_has_can_be_configured(number: int) -> None:
    payer = discovering(WEB, DATA, per_day=number)
    payer.collect()

    assert [len(requests) for _, requests in days(payer, 3)] == [4 + number] * 3


def test_names_are_included_and_excluded_but_configured_tags_always_wanted() -> None:
    payer = discovering(
        tag_keys=("aws:createdBy", "Owner"), include=("[A-P]*", "aws:*"), exclude=("aws:*", "Cost*")
    )

    asked = payer.asked_by(payer.collect)

    assert asked[6:] == ["tag-aws%3AcreatedBy", "tag-Owner", "tag-Project", "tag-Environment"]


def test_without_discovery_only_configured_tags_are_asked_for() -> None:
    payer = discovering(tag_keys=("Team",), discover=False)

    assert payer.asked_by(payer.collect) == [*FOUR, "tag-Team"]
    assert [len(requests) for _, requests in days(payer, 2)] == [5, 5]


def test_without_any_tag_there_are_four_requests_and_the_lists_once_a_week() -> None:
    payer = discovering(tags=())
    payer.source.categories = ()
    payer.collect()

    asked = Counter(name for _, requests in days(payer, 14) for name in requests)

    assert asked == {**dict.fromkeys(FOUR, 14), LISTS[0]: 2, LISTS[1]: 1}


def test_lists_that_are_refused_are_gaps_and_do_not_hold_back_what_is_known() -> None:
    payer = discovering(tag_keys=("Team",))
    payer.source.faults = {(name, 1): [SourceDenied("no")] for name in LISTS}

    record = payer.collect()

    assert [(gap.target, gap.reason) for gap in record.gaps] == [
        (name, "access-denied") for name in LISTS
    ]
    assert (record.expected, record.got) == (7, 5)
    assert payer.billed("tag:Team") == {"web": 10}
    later = [requests for _, requests in days(payer, 14)]
    assert all(len(requests) <= 5 for requests in later)
    assert {name for requests in later for name in requests} >= set(LISTS)


def test_a_tag_that_always_fails_does_not_take_the_others_turns() -> None:
    payer = discovering(tag_keys=("Team", "Project", "Stage"), discover=False)
    payer.source.faults = {("tag-Team", 1): [SourceDenied("no")] * 1000}
    payer.collect()

    asked = [requests[-1] for _, requests in days(payer, 9)]

    assert Counter(asked) == {"tag-Team": 3, "tag-Project": 3, "tag-Stage": 3}


def test_every_answer_of_a_list_is_evidence() -> None:
    payer = discovering()
    payer.collect()

    kept = [key for key in payer.evidence.objects if "/cost-allocation-tags/" in key]

    folder = "cost-explorer/daily-2026-10-20/2026-10-20T06:00:00.000000Z/cost-allocation-tags"
    assert kept == [f"{folder}/2026-09-01_2026-10-21/1-1.json.gz"]
    assert len(payer.evidence.objects) == len(payer.source.asked)


@pytest.mark.fault_case(16)
def test_two_currencies_of_one_payer_stay_apart_in_every_grouping() -> None:
    payer = discovering(WEB)
    payer.source.bill = [*ONE_ACCOUNT, Charge(D18, "7", currency="CNY", tags={"Team": "web"})]

    payer.collect()

    assert payer.billed("tag:Team") == {"web": Decimal(10)}
    assert [ledger.currency for ledger in payer.costs.ledgers()] == ["CNY", "USD"]
