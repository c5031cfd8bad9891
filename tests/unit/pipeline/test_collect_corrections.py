"""Months that are over: read again until they are closed, and what is corrected afterwards."""

from datetime import date, timedelta

import pytest
from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.costs import Metric
from costgov.domain.restatements import Correction, CostMonth
from costgov.errors import StoreError
from costgov.pipeline import records

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.unit.pipeline.payer import Payer

AUGUST = Charge(date(2026, 8, 12), "100.00", amortized="90.00")
SEPTEMBER = Charge(date(2026, 9, 20), "50.00")


def payer_since_october() -> Payer:
    """Collects every day from 1 October to 14 November; August was closed by then."""
    payer = Payer(FakeCostExplorer([AUGUST, SEPTEMBER]), months_back=3)
    for offset in range(45):
        payer.collect(date(2026, 10, 1) + timedelta(days=offset))
    return payer


def month(payer: Payer, name: str) -> CostMonth:
    return records.cost_months(payer.control).get(name, SOURCE)


def corrections(payer: Payer) -> list[Correction]:
    return records.corrections(payer.control).all("USD")


def test_a_month_is_open_until_the_15th_of_the_next_one() -> None:
    payer = Payer(FakeCostExplorer([SEPTEMBER]))

    payer.collect(date(2026, 10, 14))
    assert not month(payer, "2026-09").closed
    payer.collect(date(2026, 10, 15))

    assert month(payer, "2026-09").closed
    assert not month(payer, "2026-10").closed


def test_a_month_with_an_estimated_day_stays_open() -> None:
    payer = Payer(FakeCostExplorer([SEPTEMBER], estimated_from=date(2026, 9, 30)))

    payer.collect(date(2026, 10, 20))

    state = month(payer, "2026-09")
    assert (state.estimated, state.closed) == (True, False)


@pytest.mark.fault_case(8)
def test_a_correction_two_months_back_is_found_on_the_closing_day_and_recorded() -> None:
    payer = payer_since_october()
    assert month(payer, "2026-08").closed
    payer.source.bill = [
        AUGUST,
        Charge(AUGUST.day, "-3.10", record_type="Refund"),
        SEPTEMBER,
    ]
    before = len(payer.source.asked)

    record = payer.collect(date(2026, 11, 15))

    [found] = corrections(payer)
    assert (found.month, found.after_close, found.noted_at.date()) == (
        "2026-08",
        True,
        date(2026, 11, 15),
    )
    assert {change.metric: str(change.difference) for change in found.changes} == {
        Metric.BILLED: "-3.10",
        Metric.EFFECTIVE: "-3.10",
        Metric.NET: "-3.10",
    }
    assert any("2026-08 was corrected after its close" in note for note in record.notes)
    assert len(payer.source.asked) - before == 5


@pytest.mark.fault_case(8)
def test_looking_back_takes_no_further_request_and_happens_once_a_month() -> None:
    payer = payer_since_october()

    requests = [
        len(payer.asked_by(lambda day=day: payer.collect(day)))  # type: ignore[misc]
        for day in (date(2026, 11, number) for number in range(15, 19))
    ]

    assert requests == [5, 5, 5, 5]


@pytest.mark.fault_case(7)
def test_a_month_that_is_restated_before_its_close_is_noted_as_such() -> None:
    payer = Payer(FakeCostExplorer([SEPTEMBER]))
    payer.collect(date(2026, 10, 1))
    payer.source.bill = [Charge(SEPTEMBER.day, "51.00")]

    record = payer.collect(date(2026, 10, 3))

    [found] = corrections(payer)
    assert (found.month, found.after_close) == ("2026-09", False)
    assert not any("corrected" in note for note in record.notes)


def test_a_month_that_only_went_on_is_no_correction() -> None:
    payer = Payer(FakeCostExplorer([SEPTEMBER]))
    payer.collect(date(2026, 9, 30))
    payer.source.bill = [SEPTEMBER, Charge(date(2026, 9, 30), "7")]

    payer.collect(date(2026, 10, 1))

    assert corrections(payer) == []


@pytest.mark.fault_case(28)
def test_a_correction_whose_facts_could_not_be_stored_is_recorded_once() -> None:
    payer = Payer(FakeCostExplorer([SEPTEMBER]))
    payer.collect(date(2026, 10, 16))
    payer.source.bill = [Charge(SEPTEMBER.day, "51.00")]
    payer.costs.refusals = 1
    with pytest.raises(StoreError):
        payer.collect(date(2026, 10, 17))

    payer.collect(date(2026, 10, 17))

    [found] = corrections(payer)
    assert found.after_close
    assert payer.billed("total") == {None: 51}
