"""Collecting costs day after day: complete or a recorded gap, never a wrong total."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.costs import Scope
from costgov.domain.runs import COLLECT_COSTS
from costgov.errors import (
    QueryRestart,
    SourceDenied,
    SourceThrottled,
    SourceUnavailable,
    StoreError,
)
from costgov.pipeline import records
from costgov.pipeline.cost_queries import Groupings

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.fakes.stores import InMemoryObjectStore
from tests.unit.pipeline.payer import BILL, D18, D20, DATA, WEB, Payer


def test_a_day_is_collected_in_every_cut_and_adds_up() -> None:
    payer = Payer()

    record = payer.collect()

    total = Decimal("22.75")
    assert record.complete
    assert (record.expected, record.got) == (5, 5)
    assert payer.billed("total") == {None: total}
    assert payer.billed("provider") == {"AWS": total}
    for dimension in ("service", "account", "usage_type", "region", "service_category", "tag:Team"):
        assert sum(payer.billed(dimension).values()) == total
    assert payer.billed("service", Scope.account(WEB)) == {"Amazon RDS": Decimal("18.50")}
    assert payer.billed("account", Scope.service("AWS Lambda")) == {DATA: Decimal("4.25")}
    assert payer.billed("tag:Team") == {"web": 21, "data": Decimal("4.25"), None: Decimal("-2.50")}


def test_the_step_is_recorded_with_what_was_expected_and_got() -> None:
    payer = Payer()

    record = payer.collect()

    stored = records.steps(payer.control).get(f"{COLLECT_COSTS}#all", "daily-2026-10-20")
    assert stored == record
    assert "5 of 200 Cost Explorer requests used today" in record.notes
    assert "days 2026-09-01 to 2026-10-20" in record.notes


def test_running_the_same_day_again_writes_no_fact_anew() -> None:
    payer = Payer()
    payer.collect()
    writes = payer.costs.writes

    payer.collect()

    assert payer.costs.writes == writes


def test_every_page_is_evidence_with_the_question_it_answers() -> None:
    payer = Payer(FakeCostExplorer(BILL, page_size=2))
    payer.collect()

    keys = [key for key in payer.evidence.objects if "/service-account/" in key]
    folder = (
        "cost-explorer/daily-2026-10-20/2026-10-20T06:00:00.000000Z/service-account"
        "/2026-09-01_2026-10-21"
    )
    assert keys == [f"{folder}/1-1.json.gz", f"{folder}/2-1.json.gz"]
    kept = json.loads(gzip.decompress(payer.evidence.objects[keys[1]]))
    assert kept["group_by"] == [["DIMENSION", "SERVICE"], ["DIMENSION", "LINKED_ACCOUNT"]]
    assert (kept["start"], kept["end"], kept["page"]) == ("2026-09-01", "2026-10-21", 2)
    assert kept["version"] == kept["requested_at"] == "2026-10-20T06:00:00.000000Z"
    assert kept["metrics"] == ["UnblendedCost", "AmortizedCost", "NetAmortizedCost"]
    amounts = kept["body"]["ResultsByTime"][48]["Groups"][0]["Metrics"]
    assert amounts["NetAmortizedCost"] == {"Amount": "11.00", "Unit": "USD"}


def test_without_evidence_there_are_no_facts() -> None:
    payer = Payer(evidence=InMemoryObjectStore(refuse_writes=True))

    with pytest.raises(StoreError):
        payer.collect()

    assert payer.costs.items == {}


@pytest.mark.fault_case(3)
def test_facts_of_a_query_that_broke_off_stay_as_they_were() -> None:
    payer = Payer(FakeCostExplorer(BILL, page_size=1))
    payer.collect()
    restated = [*BILL, Charge(D20, "7.00", account=DATA)]
    payer.source = FakeCostExplorer(
        restated, page_size=1, faults={("service-account", 3): [SourceUnavailable("not ready")]}
    )

    record = payer.collect()

    assert payer.billed("total") == {None: Decimal("29.75")}
    assert payer.billed("account") == {WEB: Decimal("18.50"), DATA: Decimal("4.25")}
    assert [(gap.target, gap.reason) for gap in record.gaps] == [
        ("service-account", "data-unavailable")
    ]
    assert (record.expected, record.got) == (5, 4)


@pytest.mark.fault_case(3)
def test_a_gap_is_filled_by_the_next_run() -> None:
    payer = Payer()
    payer.source.faults = {("service-region", 1): [SourceUnavailable("not ready")]}
    first = payer.collect()
    assert first.gaps[0].retry_after == D20 + timedelta(days=1)

    assert payer.collect(D20 + timedelta(days=1)).complete
    assert sum(payer.billed("region").values()) == Decimal("22.75")


@pytest.mark.fault_case(4)
def test_a_token_lost_twice_is_a_gap() -> None:
    payer = Payer(FakeCostExplorer(BILL, page_size=2))
    payer.source.faults = {("service-account", 2): [QueryRestart("changed"), QueryRestart("again")]}

    record = payer.collect()

    assert [(gap.target, gap.reason) for gap in record.gaps] == [
        ("service-account", "pagination-lost")
    ]
    assert "account" not in payer.costs.ledgers()[0].dimensions


@pytest.mark.fault_case(5)
def test_throttling_without_end_is_a_gap_and_leaves_time_to_store() -> None:
    payer = Payer()
    payer.source.faults = {("record-type-service", 1): [SourceThrottled("slow down")] * 1000}
    start = payer.time.now

    record = payer.collect(minutes=12)

    assert record.gaps[0].reason == "throttled"
    assert payer.time.now <= start + timedelta(minutes=10)
    assert payer.billed("total") == {}


@pytest.mark.parametrize("error", [SourceUnavailable("DataUnavailable"), SourceDenied("no")])
@pytest.mark.fault_case(6)
def test_a_refusal_is_a_typed_gap_and_never_zero_cost(
    error: SourceUnavailable | SourceDenied,
) -> None:
    payer = Payer()
    names = ("record-type-service", "service-account", "service-usage-type", "service-region")
    payer.source.faults = {(name, 1): [error] for name in (*names, "tag-Team")}

    record = payer.collect()

    assert record.got == 0
    assert {gap.reason for gap in record.gaps} == {error.reason}
    assert payer.costs.items == {}


@pytest.mark.fault_case(7)
def test_a_restated_row_that_disappears_goes_and_totals_equal_the_bill() -> None:
    payer = Payer()
    payer.collect()
    payer.source.bill = [line for line in BILL if line.account == WEB]

    payer.collect(D20 + timedelta(days=1))

    assert payer.billed("account") == {WEB: Decimal("18.50")}
    assert payer.billed("total") == {None: Decimal("18.50")}
    assert any(old.what.value == DATA for old in payer.costs.history)


@pytest.mark.fault_case(9)
def test_the_first_of_a_month_is_collected_like_any_day() -> None:
    payer = Payer()

    record = payer.collect(date(2026, 11, 1))

    assert record.complete
    assert payer.billed("total") == {None: Decimal("22.75")}


@pytest.mark.fault_case(41)
def test_the_cap_is_a_gap_for_all_that_was_not_asked() -> None:
    payer = Payer(cap=2)

    record = payer.collect()

    assert len(payer.source.asked) == 2
    assert [gap.reason for gap in record.gaps] == ["request-cap"] * 3
    assert payer.billed("total") == {None: Decimal("22.75")}


def test_an_account_with_one_tag_costs_five_requests_a_day() -> None:
    payer = Payer()
    payer.collect()
    before = len(payer.source.asked)

    payer.collect(D20 + timedelta(days=1))

    assert len(payer.source.asked) - before == 5


def test_the_first_run_collects_every_tag_and_later_ones_take_turns() -> None:
    payer = Payer(groupings=Groupings(("Team", "Project"), discover=False))
    payer.collect()
    assert len(payer.source.asked) == 6

    payer.collect(D20 + timedelta(days=1))

    assert len(payer.source.asked) == 11


def test_an_earlier_day_run_again_loses_no_later_day() -> None:
    payer = Payer()
    payer.collect()

    payer.collect(D18)

    assert payer.billed("total") == {None: Decimal("22.75")}
