"""A month side by side: what we count, Cost Explorer, billing files and their invoices."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from costgov.domain.costs import ORG, ChargeCategory, Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.reconciliation import MonthReconciliation
from costgov.domain.restatements import CostMonth
from costgov.pipeline.ledger import CurrencyLedger
from costgov.pipeline.reconcile_months import INVOICES, month_reconciliations

from tests.fakes.stores import InMemoryCostStore

SEPTEMBER = Month(2026, 9)
FILE = "export:cur"
# dimension, value, day, amount
type Told = tuple[str, str | None, date, str]


def tell(store: InMemoryCostStore, source: str, told: Iterable[Told], hour: int = 6) -> None:
    """Deliver amounts, EffectiveCost one cent above BilledCost."""
    facts: dict[tuple[str, str | None, Month], MonthCost] = {}
    for dimension, value, day, amount in told:
        place = dimension, value, Month.of(day)
        key = SeriesKey("USD", ORG, dimension)
        fact = facts.setdefault(place, MonthCost(key, value, place[2], source))
        fact.add(ChargeCategory.USAGE, Metric.BILLED, day, Decimal(amount))
        fact.add(ChargeCategory.USAGE, Metric.EFFECTIVE, day, Decimal(amount) + Decimal("0.01"))
    months = sorted({month for _, _, month in facts})
    store.replace(source, months, facts.values(), datetime(2026, 10, 3, hour, tzinfo=UTC))


def filed(day: date, amount: str, invoice: str | None, provider: str = "AWS") -> list[Told]:
    return [
        ("total", None, day, amount),
        ("provider", provider, day, amount),
        ("invoice", invoice, day, amount),
    ]


def september(count: int = 30) -> list[date]:
    return [SEPTEMBER.first + number * ONE_DAY for number in range(count)]


def reconciled(
    store: InMemoryCostStore, *counted: str, end: date = date(2026, 10, 3)
) -> list[MonthReconciliation]:
    ledger = CurrencyLedger("USD", tuple(one for one in store.ledgers() if one.source in counted))
    return month_reconciliations(ledger, store, Window(SEPTEMBER.first, end))


def test_both_sources_of_one_bill_agree_to_the_cent() -> None:
    store = InMemoryCostStore()
    tell(store, "cost_explorer", [("total", None, day, "10.0000000001") for day in september()], 7)
    tell(store, FILE, [told for day in september() for told in filed(day, "10", "EUINV26-1")])
    (month,) = reconciled(store, "cost_explorer")
    assert (month.month, month.complete, month.ok) == ("2026-09", True, True)
    assert month.ours == month.cost_explorer
    assert month.ours.billed == Decimal("300.000000003")
    assert month.ours.as_of == "2026-10-03T07:00:00.000000Z"
    assert month.files is not None
    assert (month.files.billed, month.files.effective) == (Decimal(300), Decimal("300.30"))
    assert (month.compared_days, month.difference) == (30, Decimal("0.000000003"))
    assert month.invoices is not None
    assert [(one.invoice_id, one.billed) for one in month.invoices.invoices] == [
        ("EUINV26-1", Decimal(300))
    ]
    assert (month.invoices.invoiced, month.invoices.not_issued) == (Decimal(300), None)


def test_only_days_both_have_are_compared_and_a_month_under_way_is_not_complete() -> None:
    store = InMemoryCostStore()
    tell(store, "cost_explorer", [("total", None, day, "10") for day in september(20)])
    tell(store, FILE, [told for day in september(18) for told in filed(day, "10.01", None)])
    (month,) = reconciled(store, FILE, end=date(2026, 9, 21))
    assert (month.complete, month.compared_days) == (False, 18)
    assert (month.difference, month.ok) == (Decimal("-0.18"), False)
    assert month.ours == month.files
    assert month.invoices is not None
    assert (month.invoices.invoiced, month.invoices.not_issued) == (None, Decimal("180.18"))


def test_other_clouds_in_a_file_are_not_held_against_cost_explorer() -> None:
    store = InMemoryCostStore()
    day = SEPTEMBER.first
    tell(store, "cost_explorer", [("total", None, day, "10")])
    tell(store, FILE, filed(day, "10", "A-1", "Amazon Web Services, Inc."))
    tell(store, "file:azure.csv", filed(day, "7", None, "Microsoft"))
    (month,) = reconciled(store, FILE, "file:azure.csv")
    assert (month.difference, month.ok) == (Decimal(0), True)
    assert month.ours.billed == Decimal(17)
    assert month.invoices is not None
    assert (month.invoices.invoiced, month.invoices.not_issued) == (Decimal(10), Decimal(7))


def test_a_single_source_has_nothing_to_be_compared_with() -> None:
    store = InMemoryCostStore()
    tell(store, "cost_explorer", [("total", None, SEPTEMBER.first, "-3")])
    (month,) = reconciled(store, "cost_explorer")
    assert (month.files, month.invoices, month.difference) == (None, None, None)
    assert month.ok is None
    assert month.ours.billed == Decimal(-3)


def test_months_nobody_counts_are_left_out() -> None:
    store = InMemoryCostStore()
    tell(store, "cost_explorer", [("total", None, date(2026, 10, 1), "3")])
    tell(store, FILE, filed(SEPTEMBER.first, "5", "A-1"))
    assert [month.month for month in reconciled(store, "cost_explorer")] == ["2026-10"]


def test_a_month_of_many_invoices_lists_the_largest_and_keeps_the_sum() -> None:
    store = InMemoryCostStore()
    many = INVOICES + 7
    amounts = {f"INV-{number:04d}": f"{number + 1}" for number in range(many)}
    first = SEPTEMBER.first
    told = [one for name, amount in amounts.items() for one in filed(first, amount, name)]
    tell(store, FILE, told)
    (month,) = reconciled(store, FILE)
    assert month.invoices is not None
    assert (len(month.invoices.invoices), month.invoices.others) == (INVOICES, 7)
    assert month.invoices.invoices[0].billed == Decimal(many)
    assert month.invoices.invoiced == month.ours.billed == Decimal(many * (many + 1) // 2)


def test_a_month_is_as_of_when_its_source_was_last_asked_for_it() -> None:
    store = InMemoryCostStore()
    tell(store, "cost_explorer", [("total", None, SEPTEMBER.first, "3")])
    ledger = CurrencyLedger("USD", tuple(store.ledgers()))
    asked = CostMonth(
        source="cost_explorer",
        month="2026-09",
        read_at=datetime(2026, 10, 1, 6, tzinfo=UTC),
        estimated=False,
        closed=False,
    )
    window = Window(SEPTEMBER.first, date(2026, 10, 1))
    (month,) = month_reconciliations(ledger, store, window, [asked])
    assert month.ours.as_of == "2026-10-01T06:00:00.000000Z"


def test_a_source_whose_first_delivery_is_being_written_is_not_compared_yet() -> None:
    class Writing(InMemoryCostStore):
        """Facts are there, the ledger is written last."""

        def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
            return [one for one in super().ledgers(known_at) if one.source != FILE]

    store = Writing()
    tell(store, "cost_explorer", [("total", None, SEPTEMBER.first, "3")])
    tell(store, FILE, filed(SEPTEMBER.first, "2", None))

    (month,) = reconciled(store, "cost_explorer")

    assert (month.files, month.invoices, month.ok) == (None, None, None)
