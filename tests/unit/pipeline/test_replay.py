"""From the evidence alone every stored item is made again: current, history, ledgers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from costgov.collectors.billing.statement import read_statement
from costgov.domain.period import Month
from costgov.errors import QueryRestart, SourceUnavailable
from costgov.pipeline.billing_evidence import DeliveredFile, keep_delivery
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.replay import Replay, Replayed

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.fakes.stores import InMemoryCostStore, InMemoryObjectStore
from tests.unit.billing.files import csv_bytes, focus
from tests.unit.pipeline.payer import BILL, D18, D20, DATA, WEB, Payer

OCTOBER = Month(2026, 10)
FILES_AT = datetime(2026, 10, 21, 7, tzinfo=UTC)


def replayed(evidence: InMemoryObjectStore) -> tuple[InMemoryCostStore, Replayed]:
    """What a replay makes of the evidence."""
    costs = InMemoryCostStore()
    told = Replay(evidence, costs, memory_limit_mb=256).run(lambda *_: None)
    return costs, told


def everything(costs: InMemoryCostStore) -> dict[str, object]:
    """All a store holds; it may hold it in any order."""
    return {
        "items": costs.items,
        "versions": costs.versions,
        "history": sorted(costs.history, key=repr),
        "ledgers": costs.known,
        "ledger history": sorted(costs.ledger_history, key=repr),
    }


def restated_payer() -> Payer:
    """Days of a bill that is restated, with a token lost, a query broken off and one unreadable."""
    euros = Charge(D18, "3", service="Marketplace", account=DATA, currency="EUR")
    payer = Payer(
        FakeCostExplorer([*BILL, euros], page_size=2, tags=("Team", "cost$centre")),
        groupings=Groupings(("Team",), per_day=9),
    )
    payer.collect()
    payer.source.bill = [*BILL[1:], Charge(D20, "7", account=WEB, tags={"cost$centre": "é#"})]
    payer.source.faults = {
        ("record-type-service", 2): [QueryRestart("the token is lost")],
        ("service-account", 2): [SourceUnavailable("not ready")],
    }
    payer.collect(D20 + timedelta(days=1))
    payer.collect(D20 + timedelta(days=2))
    payer.source.bill = BILL
    payer.collect(D20 + timedelta(days=30))
    return payer


@pytest.mark.fault_case(7)
def test_days_of_restatements_and_broken_queries_are_made_again_item_by_item() -> None:
    payer = restated_payer()

    costs, told = replayed(payer.evidence)

    assert payer.costs.history, "there was something to restate"
    assert everything(costs) == everything(payer.costs)
    reasons = {unread.reason for unread in told.unread}
    assert reasons == {"the query broke off", "a list of names is no cost"}


def test_a_query_that_broke_off_was_not_stored_and_is_not_now() -> None:
    payer = Payer(FakeCostExplorer(BILL, page_size=1))
    payer.source.faults = {("service-account", 3): [SourceUnavailable("not ready")]}
    payer.collect()

    costs, told = replayed(payer.evidence)

    [broken] = told.unread
    assert "/service-account/" in broken.key
    assert everything(costs) == everything(payer.costs)
    assert not [place for place in costs.items if place[0].dimension == "account"]


def test_a_page_that_is_missing_is_told_and_its_query_left_out() -> None:
    payer = Payer(FakeCostExplorer(BILL, page_size=1))
    payer.collect()
    [lost] = [key for key in payer.evidence.objects if "/service-region/" in key and "/2-" in key]
    del payer.evidence.objects[lost]

    costs, told = replayed(payer.evidence)

    assert [unread.reason for unread in told.unread] == ["a page is missing"]
    assert {place[0].dimension for place in payer.costs.items} - {
        place[0].dimension for place in costs.items
    } == {"region"}


def test_evidence_that_cannot_be_read_is_told_and_the_rest_replayed() -> None:
    payer = Payer()
    payer.collect()
    payer.evidence.put("cost-explorer/daily-2026-10-19/total/1-1.json.gz", b"", "application/gzip")
    garbled = next(key for key in payer.evidence.objects if "/service-region/" in key)
    payer.evidence.objects[garbled] = b"cut off"

    costs, told = replayed(payer.evidence)

    assert told.queries == 4
    [nameless, cut_off] = told.unread
    assert nameless.reason == "its name does not say when it was stored"
    assert "cannot be read: Not a gzipped file" in cut_off.reason
    assert costs.known


def delivered(
    evidence: InMemoryObjectStore, costs: InMemoryCostStore, folder: Path, at: datetime, day: str
) -> None:
    """A billing file is imported, and imported again in a new version."""
    content = csv_bytes([focus(BilledCost="7", ChargePeriodStart=f"2026-10-{day}T00:00:00Z")])
    path = folder / f"{day}.csv"
    path.write_bytes(content)
    evidence.put(f"billing/{day}", content, "text/csv")
    with read_statement([path], tag_keys=("team",), memory_limit_mb=256, scratch=folder) as found:
        source, months = "file:billing/focus.csv", list(found.months)
        keep_delivery(
            evidence,
            source=source,
            version=at,
            months=months,
            files=[DeliveredFile(object_key="billing/focus.csv", evidence_key=f"billing/{day}")],
            tag_keys=("team",),
            billing_format=found.format,
        )
        costs.replace(source, months, found.facts(source), at)


def test_billing_files_and_their_new_versions_are_made_again(tmp_path: Path) -> None:
    payer = restated_payer()
    for days, day in enumerate(("01", "02", "02")):
        at = FILES_AT + timedelta(days=days)
        delivered(payer.evidence, payer.costs, tmp_path, at, day)

    costs, told = replayed(payer.evidence)

    assert told.deliveries == 3
    assert everything(costs) == everything(payer.costs)
    assert {ledger.source for ledger in costs.ledgers()} == {
        "cost_explorer",
        "file:billing/focus.csv",
    }
    assert [ledger.last_day for ledger in costs.ledgers() if ledger.currency == "EUR"] == [D18]


def test_a_source_that_another_one_took_over_is_gone_again(tmp_path: Path) -> None:
    evidence, costs = InMemoryObjectStore(), InMemoryCostStore()
    delivered(evidence, costs, tmp_path, FILES_AT, "01")
    later, source, months = FILES_AT + timedelta(days=1), "file:billing/focus.csv", [OCTOBER]
    keep_delivery(evidence, source=source, version=later, months=months)
    costs.replace(source, months, (), later)

    again, _ = replayed(evidence)

    assert not again.items
    assert everything(again) == everything(costs)


def test_the_progress_counts_what_was_stored_at_once() -> None:
    payer = Payer()
    payer.collect()
    steps: list[tuple[int, int, str]] = []

    Replay(payer.evidence, InMemoryCostStore(), 256).run(lambda *step: steps.append(step))

    assert [number for number, _, _ in steps] == [0, 1, 2, 3, 4]
    assert {of for _, of, _ in steps} == {5}
    assert all("/2026-10-20T06:00:00.000000Z/" in name for _, _, name in steps)
