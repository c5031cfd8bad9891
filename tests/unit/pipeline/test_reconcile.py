"""Every grouping adds up to the bill to the cent, or is named with day, group and amount."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.cost_queries import QueryReadings, Reading
from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, Scope, SeriesKey
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.reconciliation import (
    GroupingCheck,
    Reconciliation,
    Side,
    checked,
    difference_words,
)
from costgov.pipeline import reconcile
from costgov.pipeline.ledger import CutReader, currency_ledgers
from costgov.pipeline.reconcile import Reconciler
from costgov.pipeline.reconcile_readings import LastRead, Readings, instants

from tests.fakes.stores import InMemoryCostStore
from tests.unit.pipeline.ledgers import Bill

FIRST = date(2026, 9, 1)
AS_OF = date(2026, 10, 20)
DAYS = (AS_OF - FIRST).days + 1
TAG = {"team": "search"}


@dataclass
class CountingStore(InMemoryCostStore):
    """Counts how often each cut is read."""

    reads: list[tuple[SeriesKey, datetime | None]] = field(default_factory=list)

    def months(
        self,
        key: SeriesKey,
        window: Window,
        *rest: Any,
        **options: Any,
    ) -> list[MonthCost]:
        self.reads.append((key, options.get("known_at")))
        return super().months(key, window, *rest, **options)


def quiet() -> Bill:
    """Two services in two accounts, a little each day."""
    bill = Bill()
    for service, account, usage_type in (
        ("AmazonEC2", "111122223333", "BoxUsage"),
        ("AmazonS3", "444455556666", "Requests"),
    ):
        bill.every_day(
            DAYS,
            lambda n: f"{n}.1234567891",
            FIRST,
            service=service,
            account=account,
            usage_type=usage_type,
            tags=TAG,
        )
    return bill


def reconciled(
    store: InMemoryCostStore, currency: str = "USD", readings: Readings | None = None
) -> Reconciliation:
    ledger = next(one for one in currency_ledgers(store) if one.currency == currency)
    reader = CutReader(store, currency, ledger.window(AS_OF))
    shared = frozenset(("total", "service", "account"))
    window = Window(FIRST, AS_OF + ONE_DAY)
    return Reconciler(ledger, reader, shared, window, AS_OF, readings or Readings()).run()


def check(found: Reconciliation, dimension: str, within: str = "org") -> GroupingCheck:
    return next(one for one in found.checks if (one.dimension, one.within) == (dimension, within))


def fact(
    store: InMemoryCostStore, dimension: str, value: str | None, scope: Scope = ORG
) -> MonthCost:
    """October's stored fact of a value, to be damaged."""
    key = SeriesKey("USD", scope, dimension)
    return store.items[key, value, Month(2026, 10), "cost_explorer"]


def test_a_whole_bill_adds_up_in_every_grouping_and_metric() -> None:
    found = reconciled(quiet().deliver(InMemoryCostStore(), AS_OF))
    assert [(one.dimension, one.within) for one in found.checks] == [
        ("account", "org"),
        ("region", "org"),
        ("service", "org"),
        ("tag:team", "org"),
        ("usage_type", "org"),
        ("service", "account"),
        ("account", "service"),
        ("usage_type", "service"),
        ("region", "service"),
    ]
    for one in found.checks:
        assert one.ok, one
        assert [sums.metric for sums in one.sums] == [Metric.BILLED, Metric.EFFECTIVE]
        assert {sums.groups - sums.whole for sums in one.sums} == {Decimal(0)}
        assert (one.first_day, one.last_day) == (FIRST, AS_OF)
        assert one.as_of == "2026-10-21T06:00:00.000000Z"
    assert {sums.whole for one in found.checks for sums in one.sums} == {Decimal("2462.34567891")}


def test_a_lost_group_is_named_with_its_day_and_amount() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    place = ChargeCategory.USAGE, Metric.BILLED
    amounts = fact(store, "region", "eu-west-1").amounts
    amounts[place] = {number: one for number, one in amounts[place].items() if number != 7}
    found = check(reconciled(store), "region")
    assert not found.ok
    (lost,) = found.differences
    assert (lost.day, lost.metric, lost.scope) == (date(2026, 10, 7), Metric.BILLED, "org")
    assert (lost.groups, lost.whole) == (Decimal(0), Decimal("72.2469135782"))
    assert lost.difference == Decimal("-72.2469135782")
    assert difference_words(found, "USD") == (
        "2026-10-07: the groups of org (cost_explorer) sum to 0 BilledCost, not 72.2469135782: "
        "-72.2469135782 USD"
    )


def test_an_amount_in_no_group_of_a_service_names_the_service() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    scope = Scope.service("AmazonS3")
    requests = fact(store, "usage_type", "Requests", scope)
    requests.add(ChargeCategory.USAGE, Metric.EFFECTIVE, AS_OF, Decimal("0.01"))
    found = reconciled(store)
    nested = check(found, "usage_type", "service")
    assert [(one.scope, one.day, one.difference) for one in nested.differences] == [
        ("service=AmazonS3", AS_OF, Decimal("0.01"))
    ]
    assert check(found, "usage_type").ok, "the groups of the whole bill are as they were"


def test_a_whole_cut_that_is_gone_is_not_passed_over() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    for place in [place for place in store.items if place[0].dimension == "tag:team"]:
        del store.items[place]
    found = check(reconciled(store), "tag:team")
    assert (found.ok, found.differing) == (False, 2 * DAYS)


@pytest.mark.parametrize("source", ["cost_explorer", "file:a.csv"])
def test_a_nested_cut_that_is_gone_whole_is_not_passed_over(source: str) -> None:
    store = InMemoryCostStore()
    bill = quiet()
    bill.facts = {place: replace(one, source=source) for place, one in bill.facts.items()}
    bill.source = source
    bill.deliver(store, AS_OF)
    for place in [place for place in store.items if place[0].scope.kind == "service"]:
        if place[0].dimension == "region":
            del store.items[place]
    asked = Readings.of([read("service-region", m2026_10=AS_OF)])
    found = check(reconciled(store, readings=asked), "region", "service")
    assert (found.ok, found.differing) == (False, 4 * DAYS)


def test_of_what_cost_explorer_was_never_asked_nothing_is_lost() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    for place in [place for place in store.items if place[0].scope.kind == "service"]:
        del store.items[place]
    assert {one.within for one in reconciled(store).checks} == {"org", "account"}


def test_a_grouping_of_which_nothing_was_compared_is_neither_right_nor_wrong() -> None:
    days, at = Window(date(2026, 9, 1), date(2026, 10, 1)), "2026-10-21T06:00:00.000000Z"
    side = Side("cost_explorer", "org", at, days, {}, {}, not_compared=("2026-09",))
    part = replace(side, window=Window(date(2026, 9, 30), date(2026, 10, 2)))
    for sides, ok in (([side], None), ([], None), ([side, part], True)):
        assert checked("tag:team", "org", sides, "USD", looked_at=1, of=1).ok is ok


@pytest.mark.parametrize(
    ("off", "ok"), [("0.0049999999", True), ("0.005", False), ("-0.005", False)]
)
def test_to_the_cent_means_below_half_a_cent(off: str, ok: bool) -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    account = fact(store, "account", "111122223333")
    account.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 3), Decimal(off))
    assert check(reconciled(store), "account").ok is ok


def test_yen_have_no_cents() -> None:
    bill = Bill(currency="JPY").every_day(DAYS, lambda _: 300, FIRST)
    store = bill.deliver(InMemoryCostStore(), AS_OF)
    place = SeriesKey("JPY", ORG, "service"), "Amazon EC2", Month(2026, 10), "cost_explorer"
    usage, day = ChargeCategory.USAGE, date(2026, 10, 3)
    store.items[place].add(usage, Metric.BILLED, day, Decimal("0.4"))
    assert check(reconciled(store, "JPY"), "service").ok


def test_a_tag_read_before_a_restatement_is_compared_with_the_total_of_then() -> None:
    store = InMemoryCostStore()
    bill = quiet()
    bill.deliver(store, AS_OF - ONE_DAY)
    # The day after, the total is restated; the tag's turn to be read has not come.
    bill.charge(date(2026, 10, 5), "-40.25", service="AmazonEC2", tags=TAG)
    months = [Month(2026, 9), Month(2026, 10)]
    facts = [one for one in bill.facts.values() if one.key.dimension != "tag:team"]
    families = {(one.key.scope.kind, one.key.dimension) for one in facts}
    at = datetime(2026, 10, 21, 6, tzinfo=UTC)
    store.replace("cost_explorer", months, facts, at, only=families)

    found = reconciled(store)
    tag = check(found, "tag:team")
    assert tag.ok
    assert tag.as_of == "2026-10-20T06:00:00.000000Z"
    assert tag.last_day == date(2026, 10, 19)
    assert check(found, "service").ok
    total = {sums.metric: sums.whole for sums in check(found, "service").sums}
    assert tag.sums[0].whole != total[Metric.BILLED], "the total has moved on"


def test_a_grouping_read_after_the_total_failed_is_compared_as_it_was_before() -> None:
    store, bill = InMemoryCostStore(), quiet()
    bill.deliver(store, AS_OF - ONE_DAY)
    bill.charge(date(2026, 10, 5), "12.5", service="AmazonEC2", tags=TAG)
    facts = [one for one in bill.facts.values() if one.key == SeriesKey("USD", ORG, "region")]
    at = datetime(2026, 10, 21, 6, tzinfo=UTC)
    months = [Month(2026, 9), Month(2026, 10)]
    store.replace("cost_explorer", months, facts, at, only={("org", "region")})
    assert check(reconciled(store), "region").ok


def read(query: str, **days: date) -> QueryReadings:
    """A query that has read these months on these days."""
    months = {
        month.replace("_", "-").removeprefix("m"): Reading(read_on=on, estimated=False)
        for month, on in days.items()
    }
    return QueryReadings(query=query, months=months)


def test_an_older_month_whose_total_was_read_again_waits_for_the_groupings_turn() -> None:
    store, bill = InMemoryCostStore(), quiet()
    bill.deliver(store, AS_OF - ONE_DAY)
    # Today the total of both months is read, and it restates September; the tag reads October.
    bill.charge(date(2026, 9, 5), "-40.25", service="AmazonEC2", tags=TAG)
    at = datetime(2026, 10, 21, 6, tzinfo=UTC)
    months = [Month(2026, 9), Month(2026, 10)]
    other = [one for one in bill.facts.values() if one.key.dimension != "tag:team"]
    families = {(one.key.scope.kind, one.key.dimension) for one in other}
    store.replace("cost_explorer", months, other, at, only=families)
    tag = [
        one
        for one in bill.facts.values()
        if one.key.dimension == "tag:team" and one.month == months[1]
    ]
    store.replace("cost_explorer", months[1:], tag, at, only={("org", "tag:team")})
    before, now = date(2026, 10, 19), date(2026, 10, 20)
    readings = Readings.of(
        [
            read("record-type-service", m2026_09=now, m2026_10=now),
            read("tag-team", m2026_09=before, m2026_10=now),
        ]
    )
    found = check(reconciled(store, readings=readings), "tag:team")
    assert (found.ok, found.not_compared) == (True, ("2026-09",))
    assert not check(reconciled(store), "tag:team").ok, "without readings it looks like a loss"


def test_a_tag_that_was_read_before_an_older_month_was_is_compared_as_of_its_own_reading() -> None:
    one = LastRead("2026-10-19T06:00:00.000000Z", {"2026-10": date(2026, 10, 19)})
    total = LastRead(
        "2026-10-20T06:00:00.000000Z",
        {"2026-09": date(2026, 10, 18), "2026-10": date(2026, 10, 20)},
    )
    assert instants(one, total, "2026-10") == (None, one.as_of)
    assert instants(total, one, "2026-10") == (one.as_of, None)
    older = LastRead(one.as_of, {"2026-09": date(2026, 10, 18), "2026-10": date(2026, 10, 19)})
    assert instants(older, total, "2026-09") == (None, None), "both were read by the same run"
    late = LastRead(one.as_of, {"2026-09": date(2026, 10, 17), "2026-10": date(2026, 10, 19)})
    assert instants(late, total, "2026-09") is None
    newest = LastRead(one.as_of, {"2026-09": date(2026, 10, 19), "2026-10": date(2026, 10, 17)})
    assert instants(newest, total, "2026-09") is None, "what it was on the 18th nobody remembers"


def test_a_tag_that_later_deliveries_leave_out_is_compared_as_it_was() -> None:
    store = InMemoryCostStore()
    bill = quiet()
    bill.source = "export:cur"
    bill.facts = {place: replace(one, source="export:cur") for place, one in bill.facts.items()}
    bill.deliver(store, AS_OF - ONE_DAY)
    bill.facts = {
        place: one for place, one in bill.facts.items() if place[0].dimension != "tag:team"
    }
    bill.deliver(store, AS_OF)
    found = check(reconciled(store), "tag:team")
    assert (found.ok, found.last_day) == (True, AS_OF - ONE_DAY)


def test_a_source_without_a_grouping_is_named_and_the_others_are_still_checked() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    azure = Bill(source="file:azure.csv").every_day(DAYS, lambda _: 5, FIRST, service="VM")
    azure.facts = {
        place: one for place, one in azure.facts.items() if place[0].dimension != "region"
    }
    azure.deliver(store, AS_OF)
    found = check(reconciled(store), "region")
    assert (found.ok, found.lacking) == (True, ("file:azure.csv",))
    assert check(reconciled(store), "service").lacking == ()


def test_net_cost_is_compared_where_both_sides_deliver_it() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    net = {(ChargeCategory.USAGE, Metric.NET): {3: Decimal("41.5")}}
    fact(store, "total", None).amounts.update(net)
    assert all(one.ok for one in reconciled(store).checks), "a source may have no such column"
    fact(store, "account", "111122223333").amounts.update(net)
    fact(store, "service", "AmazonEC2").amounts[ChargeCategory.USAGE, Metric.NET] = {3: Decimal(41)}
    found = reconciled(store)
    assert check(found, "account").ok
    assert [one.metric for one in check(found, "service").differences] == [Metric.NET]


def test_credits_above_the_cost_and_costs_of_no_account_add_up_too() -> None:
    store = InMemoryCostStore()
    credit = ChargeCategory.CREDIT
    bill = quiet().charge(AS_OF, "-9000", service="AmazonEC2", tags=TAG, category=credit)
    bill.charge(AS_OF, "3.5", service="", account="", tags=TAG)
    bill.deliver(store, AS_OF)
    found = reconciled(store)
    assert all(one.ok for one in found.checks)
    assert check(found, "service", "account").of == 3


def test_each_currency_is_reconciled_for_itself() -> None:
    store = quiet().deliver(InMemoryCostStore(), AS_OF)
    Bill(currency="EUR", source="file:eur.csv").every_day(DAYS, lambda _: 2, FIRST).deliver(
        store, AS_OF
    )
    place = SeriesKey("EUR", ORG, "service"), "Amazon EC2", Month(2026, 9), "file:eur.csv"
    del store.items[place]
    assert all(one.ok for one in reconciled(store).checks)
    assert not check(reconciled(store, "EUR"), "service").ok


def test_nothing_is_read_twice_and_what_the_analysis_has_read_not_at_all() -> None:
    store = CountingStore()
    quiet().deliver(store, AS_OF)
    (ledger,) = currency_ledgers(store)
    reader = CutReader(store, "USD", ledger.window(AS_OF))
    for name in ("total", "service", "account"):
        reader.cut(name)
    store.reads.clear()
    shared = frozenset(("total", "service", "account"))
    Reconciler(ledger, reader, shared, Window(FIRST, AS_OF + ONE_DAY), AS_OF).run()
    assert len(store.reads) == len(set(store.reads))
    assert not [key for key, _ in store.reads if key.scope == ORG and key.dimension in shared]


def test_many_accounts_take_turns_so_that_a_run_stays_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bill = Bill()
    for number in range(30):
        bill.charge(AS_OF, "1.25", account=f"{number:012d}")
    store = bill.deliver(InMemoryCostStore(), AS_OF)
    monkeypatch.setattr(reconcile, "NESTED_CUTS", 10)
    (ledger,) = currency_ledgers(store)
    looked_at = 0
    # 30 accounts' services, and one service's accounts, usage types and regions: 33 cuts.
    for day in range(4):
        reader = CutReader(store, "USD", ledger.window(AS_OF))
        window = Window(AS_OF, AS_OF + ONE_DAY)
        found = Reconciler(ledger, reader, frozenset(), window, AS_OF + day * ONE_DAY).run()
        nested = [one for one in found.checks if one.within != "org"]
        assert sum(one.checked for one in nested) <= 10
        looked_at += sum(one.checked for one in nested)
    assert looked_at == 33
