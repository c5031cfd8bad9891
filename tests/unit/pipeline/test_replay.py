"""From the evidence alone every stored item is made again: current, history, ledgers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from costgov.errors import QueryRestart, SourceUnavailable
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.replay import Replay, Replayed

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.fakes.stores import InMemoryCostStore, InMemoryObjectStore
from tests.unit.billing.account import Account
from tests.unit.billing.files import csv_bytes, focus
from tests.unit.billing.test_deliveries import OVERWRITTEN, Export
from tests.unit.pipeline.payer import BILL, D18, D20, DATA, WEB, Payer

FILES_AT = datetime(2026, 11, 21, 7, tzinfo=UTC)


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


def test_billing_files_and_their_new_versions_are_made_again_beside_cost_explorer() -> None:
    payer = restated_payer()
    account = Account(evidence=payer.evidence, costs=payer.costs, now=FILES_AT)
    account.drop("billing/focus.csv", bill("7", "01"))
    account.drop("billing/other.csv", bill("1", "03", BillingCurrency="EUR"))
    account.drop("billing/focus.csv", bill("7.5", "02"))
    account.drop("billing/focus.csv", b"no bill at all")

    costs, told = replayed(payer.evidence)

    assert told.deliveries == 3
    assert everything(costs) == everything(payer.costs)
    files = {"file:billing/focus.csv", "file:billing/other.csv"}
    assert {ledger.source for ledger in costs.ledgers()} == {"cost_explorer"} | files


def test_months_of_an_export_are_made_again_part_by_part() -> None:
    export = Export()
    export.deliver(OVERWRITTEN, a=bill("1", "01"), b=bill("2", "02"))
    export.deliver(OVERWRITTEN, a=bill("5", "01"))

    costs, told = replayed(export.evidence)

    assert told.deliveries == 2
    assert export.costs.history
    assert everything(costs) == everything(export.costs)


def test_files_that_their_manifest_took_over_are_gone_again() -> None:
    account, folder = Account(), "billing/r/20261001-20261101"
    for name in ("r-1.csv", "r-2.csv"):
        account.drop(f"{folder}/{name}", bill("1", "01"))
    manifest = {"reportKeys": [f"p/r/20261001-20261101/r-{number}.csv" for number in (1, 2)]}
    account.drop(f"{folder}/r-Manifest.json", json.dumps(manifest).encode())

    costs, told = replayed(account.evidence)

    assert told.deliveries == 5, "two files, both of them together, two taken over"
    assert {place[3] for place in costs.items} == {"export:billing/r/2026-10"}
    assert everything(costs) == everything(account.costs)


def bill(cost: str, day: str, **values: str) -> bytes:
    """A billing file of one charge in October."""
    start = f"2026-10-{day}T00:00:00Z"
    return csv_bytes([focus(BilledCost=cost, ChargePeriodStart=start, **values)])


def test_the_progress_counts_what_was_stored_at_once() -> None:
    payer = Payer()
    payer.collect()
    steps: list[tuple[int, int, str]] = []

    Replay(payer.evidence, InMemoryCostStore(), 256).run(lambda *step: steps.append(step))

    assert [number for number, _, _ in steps] == [0, 1, 2, 3, 4]
    assert {of for _, of, _ in steps} == {5}
    assert all("/2026-10-20T06:00:00.000000Z/" in name for _, _, name in steps)
