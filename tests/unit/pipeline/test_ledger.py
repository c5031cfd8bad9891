"""Ledgers of one currency: whose days count, and how often the store is asked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.costs import ChargeCategory, Ledger, MonthCost, SeriesKey
from costgov.domain.period import Window
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers

from tests.builders import ledger
from tests.fakes.stores import InMemoryCostStore
from tests.unit.pipeline.ledgers import Bill


def explorer(last: date = date(2026, 10, 20)) -> Ledger:
    """Cost Explorer's ledger up to a day."""
    return ledger("total", first=date(2026, 1, 1), last=last, as_of="b")


def file(last: date = date(2026, 10, 20)) -> Ledger:
    """A billing file's ledger up to a day."""
    first = date(2026, 1, 1)
    return ledger("service", first=first, last=last, as_of="a", source="billing_files")


EXPLORER, FILES = explorer(), file()


def test_cost_explorers_latest_days_are_unsettled_and_a_files_are_not() -> None:
    as_of = date(2026, 10, 20)
    assert CurrencyLedger("USD", (EXPLORER,)).settled_end(as_of, 1) == date(2026, 10, 19)
    assert CurrencyLedger("USD", (FILES,)).settled_end(as_of, 1) == as_of
    late = explorer(date(2026, 10, 17))
    assert CurrencyLedger("USD", (late,)).settled_end(as_of, 1) == date(2026, 10, 17)


def test_the_slowest_source_settles_the_days_unless_it_has_ended() -> None:
    as_of = date(2026, 10, 20)
    monthly = file(date(2026, 9, 30))
    ended = file(date(2026, 6, 30))
    assert CurrencyLedger("USD", (EXPLORER, monthly)).settled_end(as_of, 1) == date(2026, 9, 30)
    assert CurrencyLedger("USD", (EXPLORER, ended)).settled_end(as_of, 1) == date(2026, 10, 19)


def files(*months: tuple[str, date, date], read: str = "c") -> list[Ledger]:
    """One billing file per entry: key, first and last day."""
    return [
        ledger("total", first=first, last=last, as_of=read, source=f"file:billing/{key}")
        for key, first, last in months
    ]


AUGUST = (date(2026, 8, 1), date(2026, 8, 31))
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 20))


def test_a_months_file_is_no_late_source_once_the_next_month_has_its_own() -> None:
    folders = files(
        ("billing_period=2026-09/x-1.csv", *SEPTEMBER), ("billing_period=2026-10/x-1.csv", *OCTOBER)
    )
    any_names = files(("autumn.csv", *SEPTEMBER), ("latest.csv", *OCTOBER))
    for ledgers in (folders, any_names):
        together = CurrencyLedger("USD", tuple(ledgers))
        assert together.settled_end(date(2026, 10, 20), 1) == date(2026, 10, 20)


def test_another_providers_late_month_is_waited_for() -> None:
    ledgers = files(
        ("aws/20260901/x.csv", *SEPTEMBER),
        ("aws/20261001/x.csv", *OCTOBER),
        ("azure/20260801/y.csv", *AUGUST),
        ("azure/20260901/y.csv", *SEPTEMBER),
    )
    assert CurrencyLedger("USD", tuple(ledgers)).settled_end(date(2026, 10, 20), 1) == SEPTEMBER[1]


def test_two_accounts_files_are_two_deliveries() -> None:
    ledgers = files(
        ("111122223333-2026-09.csv", *SEPTEMBER),
        ("111122223333-2026-10.csv", *OCTOBER),
        ("444455556666-2026-09.csv", *SEPTEMBER),
    )
    assert names_of(ledgers) == ["111122223333-#.csv", "444455556666-#.csv"]


@pytest.mark.parametrize(
    ("august", "september"),
    [
        ("2026-08.csv", "2026-09.csv"),
        ("2026/08/bill.csv", "2026/09/bill.csv"),
        ("bill_20260801-20260901.csv", "bill_20260901-20261001.csv"),
        ("bill-20260831T2359.csv", "bill-20260930T2359.csv"),
    ],
)
def test_files_that_differ_in_their_dates_continue_each_other(august: str, september: str) -> None:
    assert len(names_of(files((august, *AUGUST), (september, *SEPTEMBER)))) == 1


def test_an_export_is_one_source_whatever_numbers_it_is_named_by() -> None:
    exports = [
        ledger("total", first=AUGUST[0], last=AUGUST[1], source=f"export:billing/{name}")
        for name in ("focus-2026-01", "focus-2026-02")
    ]
    assert len(names_of(exports)) == 2


def test_a_part_that_came_before_its_manifest_holds_nothing_back() -> None:
    (alone,) = files(("focus/data/BILLING_PERIOD=2026-10/a.csv", OCTOBER[0], date(2026, 10, 3)))
    beside, export = (
        ledger("total", first=OCTOBER[0], last=last, source=source)
        for last, source in (
            (date(2026, 10, 5), "file:billing/focus-of-others/a.csv"),
            (date(2026, 10, 20), "export:billing/focus/2026-10"),
        )
    )

    assert CurrencyLedger("USD", (alone, export)).settled_end(date(2026, 10, 20), 1) == OCTOBER[1]
    assert names_of([alone, beside, export]) == ["export:billing/focus", "focus-of-others/a.csv"]


def names_of(ledgers: list[Ledger]) -> list[str]:
    """What still delivers, without the folder."""
    current = CurrencyLedger("USD", tuple(ledgers)).current
    return [name.removeprefix("file:billing/") for name, _ in current]


def test_a_later_file_does_not_end_cost_explorer() -> None:
    late = explorer(date(2026, 10, 19))
    (today,) = files(("marketplace.csv", date(2026, 10, 20), date(2026, 10, 20)))
    together = CurrencyLedger("USD", (late, today))
    assert together.settled_end(date(2026, 10, 20), 2) == date(2026, 10, 18)


def test_finished_months_do_not_make_the_ledger_look_old() -> None:
    ledgers = [
        *files(("2026-09.csv", *SEPTEMBER), read="2026-10-01"),
        *files(("2026-10.csv", *OCTOBER), read="2026-10-21"),
    ]
    together = CurrencyLedger("USD", tuple(ledgers))
    assert together.basis("m").as_of == "2026-10-21"
    assert len(together.basis("m").sources) == 2


def test_a_ledger_is_the_union_of_its_sources_and_as_old_as_the_oldest() -> None:
    together = CurrencyLedger("USD", (EXPLORER, FILES))
    assert together.dimensions == {"total", "service"}
    assert together.basis("m").as_of == "a"
    assert together.basis("m").sources == ("billing_files", "cost_explorer")


def test_a_ledger_that_begins_later_has_no_days() -> None:
    window = CurrencyLedger("USD", (EXPLORER,)).window(date(2025, 12, 1))
    assert len(window) == 0


@dataclass
class Counting(InMemoryCostStore):
    """Counts the reads."""

    reads: list[SeriesKey] = field(default_factory=list)

    def months(
        self,
        key: SeriesKey,
        *rest: Any,
        **options: Any,
    ) -> list[MonthCost]:
        self.reads.append(key)
        return super().months(key, *rest, **options)


def test_each_cut_is_read_once_and_currencies_never_mix() -> None:
    store = Counting()
    Bill().charge(date(2026, 10, 1), 1).deliver(store, date(2026, 10, 1))
    Bill(source="billing_files", currency="EUR").charge(date(2026, 10, 1), 5).deliver(
        store, date(2026, 10, 1)
    )
    assert [ledger.currency for ledger in currency_ledgers(store)] == ["EUR", "USD"]
    reader = CutReader(store, "USD", Window(date(2026, 10, 1), date(2026, 10, 2)))
    for _ in range(3):
        assert reader.total() == {date(2026, 10, 1): Decimal(1)}
    assert len(store.reads) == 1


def test_a_cut_knows_whether_its_categories_are_told_apart() -> None:
    store = InMemoryCostStore()
    bill = Bill().charge(date(2026, 10, 1), 1)
    bill.charge(date(2026, 10, 1), 2, category=ChargeCategory.UNSPLIT, service="S3")
    bill.deliver(store, date(2026, 10, 1))
    reader = CutReader(store, "USD", Window(date(2026, 10, 1), date(2026, 11, 1)))
    assert reader.cut("service").unsplit
    assert not reader.cut("nothing").unsplit
    september = Window(date(2026, 9, 1), date(2026, 10, 1))
    assert reader.cut("service").within(september).daily("S3") == {}
