"""What the API says of reconciliation, credits and corrections: what the runs have stored."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from costgov.domain.costs import Metric
from costgov.domain.credits import CreditReport
from costgov.domain.reconciliation import (
    GroupingCheck,
    MonthReconciliation,
    Reconciliation,
    SourceMonth,
)
from costgov.domain.restatements import Correction, MetricChange
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.corrections import CorrectionsQuestion, cost_corrections
from costgov.pipeline.queries.credits import CreditsQuestion, cost_credits
from costgov.pipeline.queries.reconciliation import ReconciliationQuestion, cost_reconciliation

from tests.unit.queries.known import LAST_DAY, READ_AT_TEXT, FakeStores, days_of


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1"] * 19, date(2026, 10, 1)))
    return known


def month(number: int, *, ok: bool | None = True) -> MonthReconciliation:
    told = SourceMonth(
        billed=Decimal(number),
        effective=None,
        days=28,
        last_day=date(2026, number, 28),
        as_of=READ_AT_TEXT,
    )
    return MonthReconciliation.model_validate(
        {
            "currency": "USD",
            "month": f"2026-{number:02d}",
            "complete": True,
            "ours": told,
            "cost_explorer": told,
            "files": None,
            "invoices": None,
            "compared_days": 0,
            "difference": None,
            "ok": ok,
        }
    )


def store_months(stores: FakeStores, *months: MonthReconciliation, ok: bool = True) -> None:
    check = GroupingCheck(
        dimension="service",
        within="org",
        first_day=date(2026, 10, 1),
        last_day=LAST_DAY,
        as_of=READ_AT_TEXT,
        checked=1,
        of=1,
        sums=(),
        lacking=(),
        differing=0 if ok else 1,
        differences=(),
        ok=ok,
    )
    found = Reconciliation(currency="USD", as_of=LAST_DAY, checks=(check,))
    records.reconciliations(stores.results).put(found, records.day_sort(LAST_DAY), "USD")
    for one in months:
        records.month_reconciliations(stores.results).put(one, one.month, "USD")


def test_months_come_newest_first_page_by_page(stores: FakeStores) -> None:
    store_months(stores, *(month(number) for number in range(1, 6)))
    first = cost_reconciliation(stores.read, ReconciliationQuestion(limit=3))
    assert [one.month for one in first.months] == ["2026-05", "2026-04", "2026-03"]
    assert (first.ok, first.as_of, first.data_as_of) == (True, LAST_DAY, READ_AT_TEXT)
    following = ReconciliationQuestion(limit=3, page_token=first.next_page)
    second = cost_reconciliation(stores.read, following)
    assert [one.month for one in second.months] == ["2026-02", "2026-01"]
    assert second.next_page is None


def test_a_difference_anywhere_is_not_ok(stores: FakeStores) -> None:
    store_months(stores, month(1, ok=False), month(2), month(3))
    assert not cost_reconciliation(stores.read, ReconciliationQuestion(limit=1)).ok
    store_months(stores, month(1), ok=False)
    assert not cost_reconciliation(stores.read, ReconciliationQuestion()).ok


def test_before_the_first_analysis_there_is_nothing_to_say(stores: FakeStores) -> None:
    with pytest.raises(NotFound, match="the analysis has not run"):
        cost_reconciliation(stores.read, ReconciliationQuestion())
    with pytest.raises(NotFound, match="the analysis has not run"):
        cost_credits(stores.read, CreditsQuestion())


def test_the_newest_credits_are_answered(stores: FakeStores) -> None:
    for day, total in ((date(2026, 10, 18), 4), (LAST_DAY, 5)):
        amount = Decimal(total)
        report = CreditReport(
            currency="USD",
            as_of=day,
            grants=(),
            total=amount,
            not_granted=amount,
            month_to_date=amount,
        )
        records.credit_reports(stores.results).put(report, records.day_sort(day), "USD")
    found = cost_credits(stores.read, CreditsQuestion())
    assert (found.report.as_of, found.report.not_granted) == (LAST_DAY, Decimal(5))
    assert (found.currency, found.sources) == ("USD", ("cost_explorer",))


def test_corrections_are_told_with_before_and_after_the_newest_month_first(
    stores: FakeStores,
) -> None:
    change = MetricChange(metric=Metric.BILLED, before=Decimal(10), after=Decimal("9.5"))
    for name in ("2026-08", "2026-09"):
        correction = Correction(
            source="cost_explorer",
            currency="USD",
            month=name,
            changes=(change,),
            noted_at=datetime(2026, 10, 19, 6, tzinfo=UTC),
            after_close=name == "2026-08",
        )
        sort = records.correction_sort(correction)
        records.corrections(stores.control).put(correction, sort, "USD")
    first = cost_corrections(stores.read, CorrectionsQuestion(limit=1))
    assert [(one.month, one.after_close) for one in first.corrections] == [("2026-09", False)]
    second = cost_corrections(stores.read, CorrectionsQuestion(limit=1, page_token=first.next_page))
    assert [(one.month, one.after_close) for one in second.corrections] == [("2026-08", True)]
    assert second.next_page is None
    assert second.corrections[0].changes[0].difference == Decimal("-0.5")
