"""The shared billing samples, reconciled in every grouping and followed down to the resource."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.collectors.billing.statement import read_statement
from costgov.domain.costs import TOTAL
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.pipeline.analyse_anomalies import Watch
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.ledger import CutReader, currency_ledgers
from costgov.pipeline.queries.breakdown import BreakdownQuestion, cost_breakdown
from costgov.pipeline.queries.compare import CompareQuestion, cost_comparison
from costgov.pipeline.reconcile import Reconciler
from costgov.pipeline.reconcile_months import month_reconciliations

from tests.unit.pipeline.watched import assert_adds_up
from tests.unit.queries.known import FakeStores

SAMPLES = Path(os.environ.get("COSTGOV_DATA", "")) / "billing_exports"
pytestmark = pytest.mark.skipif(
    not (SAMPLES / "focus_sample_1.0.csv").is_file(),
    reason="COSTGOV_DATA does not name a folder with billing_exports/focus_sample_1.0.csv",
)
FILES = ("focus_sample_1.0.csv", "aws_cur_sample_anonymous.csv", "azure_ea_sample_anonymous.csv")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> FakeStores:
    """All samples imported side by side."""
    found = FakeStores.empty()
    for name in FILES:
        source, scratch = f"file:{name}", tmp_path_factory.mktemp("scratch")
        with read_statement(
            [SAMPLES / name], tag_keys=("application",), memory_limit_mb=512, scratch=scratch
        ) as statement:
            facts = list(statement.facts(source))
            at = datetime(2026, 10, 20, 6, tzinfo=UTC)
            found.costs.replace(source, statement.months, facts, at)
    return found


def test_every_grouping_of_every_sample_is_its_total_to_the_cent(stores: FakeStores) -> None:
    ledgers = currency_ledgers(stores.costs)
    assert {ledger.currency for ledger in ledgers} == {"USD", "CAD"}
    for ledger in ledgers:
        window = ledger.window(date(2026, 10, 20))
        reader = CutReader(stores.costs, ledger.currency, window)
        found = Reconciler(ledger, reader, frozenset(), window, date(2026, 10, 20)).run()
        assert {check.within for check in found.checks} == {"org", "account", "service"}
        for check in found.checks:
            assert check.ok, check
            assert all(sums.groups == sums.whole for sums in check.sums), "in every digit"


def test_months_name_what_is_not_invoiced_yet(stores: FakeStores) -> None:
    ledger = next(one for one in currency_ledgers(stores.costs) if one.currency == "USD")
    months = month_reconciliations(ledger, stores.costs, ledger.window(date(2026, 10, 20)))
    told = [(month, month.invoices) for month in months if month.invoices is not None]
    assert told, "the CUR sample has a column for it; FOCUS 1.0 has none"
    assert len(told) < len(months)
    for month, invoices in told:
        parts = (invoices.invoiced, invoices.not_issued)
        assert exact_sum(part for part in parts if part is not None) == month.ours.billed


def test_a_cause_of_the_focus_sample_is_told_once(stores: FakeStores) -> None:
    """On 24 September a service, its account and the total rise by the same money."""
    ledger = next(one for one in currency_ledgers(stores.costs) if one.currency == "USD")
    own = replace(
        ledger, ledgers=tuple(one for one in ledger.ledgers if "focus_sample" in one.source)
    )
    reader = CutReader(stores.costs, "USD", own.window(own.last_day))
    whole = Days.of(reader.cut(TOTAL), None)
    calendar = Calendar.of(whole, own.last_day)
    events = Watch(own, reader, calendar, whole, own.last_day).events()
    for event in events:
        assert_adds_up(event)
    told = [event for event in events if event.start == date(2024, 9, 24)]
    assert [event.dimension for event in told] == ["service"]


def test_each_level_of_the_focus_sample_is_the_level_above(stores: FakeStores) -> None:
    def by(dimension: str | None, scope: str) -> dict[str | None, Decimal]:
        question = BreakdownQuestion(
            dimension=dimension or "total",
            scope=scope,
            currency="USD",
            start=date(2024, 9, 1),
            end=date(2024, 10, 1),
        )
        return {one.value: one.amount for one in cost_breakdown(stores.read, question).values}

    scope, seen = "org", 0
    for dimension in ("service", "account", "usage_type", "resource"):
        values = by(dimension, scope)
        assert exact_sum(values.values()) == exact_sum(by(None, scope).values()), scope
        named = [value for value in values if value]
        if dimension == "resource" or not named:
            break
        part = f"{dimension}={named[0]}"
        scope, seen = part if scope == "org" else f"{scope}&{part}", seen + 1
    assert seen >= 2


def test_two_weeks_of_the_sample_compared_add_up_to_the_change(stores: FakeStores) -> None:
    first = date(2024, 9, 1)
    found = cost_comparison(
        stores.read,
        CompareQuestion(currency="USD", start=first + 14 * ONE_DAY, end=first + 28 * ONE_DAY),
    )
    others = [found.other_drivers.amount] if found.other_drivers else []
    assert found.total.change is not None
    assert exact_sum([one.amount for one in found.drivers] + others) == found.total.change
    assert found.not_grouped == 0
    assert Window(found.base_start, found.base_end) == Window(first, first + 14 * ONE_DAY)
    assert {part.kind for part in found.parts} & {"usage", "new", "gone"}
