"""Advice on Savings Plans: what to buy, what it may cost, and why there is none."""

from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.commitments import AwsPurchase, CommitmentDay, CommitmentReading
from costgov.domain.findings import Action, Finding
from costgov.pipeline.collect_commitments import commitment_readings
from costgov.pipeline.optimise_commitments import CHECK, commitment_findings

from tests.fakes.stores import InMemoryDocumentStore

TODAY, PAYER = date(2026, 10, 20), "111122223333"


def stored(
    days: int = 90, amount: str = "240", discount: float | None = 0.28, used: str = "0.95"
) -> InMemoryDocumentStore:
    results = InMemoryDocumentStore()
    reading = CommitmentReading(
        as_of=TODAY,
        currency="USD",
        days=tuple(
            CommitmentDay(
                day=TODAY - timedelta(days - number), on_demand=Decimal(amount), covered=Decimal(40)
            )
            for number in range(days)
        ),
        utilisation=Decimal(used),
        discount=discount,
        discount_source="the plans in force",
        aws=AwsPurchase(
            hourly_commitment=Decimal(7), monthly_saving=Decimal(1900), text="one year"
        ),
    )
    commitment_readings(results).put(reading, "savings-plans")
    return results


def advised(results: InMemoryDocumentStore) -> Finding:
    [found], reasons = commitment_findings(results, PAYER)
    assert reasons == []
    return found


def reason(results: InMemoryDocumentStore) -> str:
    found, [why] = commitment_findings(results, PAYER)
    assert (found, why.check) == ([], CHECK)
    return why.reason


def test_steady_usage_is_advised_to_be_committed_with_its_regret() -> None:
    found = advised(stored())
    assert (found.action, found.reversible) == (Action.RATE, False)
    assert found.saving is not None
    assert found.saving.low < found.saving.amount < found.saving.high
    assert "less the commitment of" in found.saving.arithmetic
    assert found.facts["AWS recommends"].startswith("7 an hour, saving 1900 a month")
    assert found.monthly_cost == Decimal("7300.00")


def test_a_saving_is_at_most_what_runs_on_demand() -> None:
    found = advised(stored())
    assert found.saving is not None
    assert found.monthly_cost is not None
    assert found.saving.high < found.monthly_cost


def test_nothing_to_cover_is_no_advice_and_no_riddle() -> None:
    assert commitment_findings(stored(amount="0"), PAYER) == ([], [])


def test_why_nothing_can_be_told() -> None:
    assert "has not been read" in reason(InMemoryDocumentStore())
    assert "told by no plan" in reason(stored(discount=None))
    assert reason(stored(days=29)) == "29 of 30 days of coverage are known"


def test_another_plan_is_used_no_better_than_those_in_force() -> None:
    """Where they stand idle for some hours nothing is left in these: the day alone hides that."""
    full, idle = advised(stored(used="1")).saving, advised(stored(used="0.8")).saving
    assert full is not None
    assert idle is not None
    assert 0 < idle.amount < full.amount / 2
    assert idle.low <= idle.amount <= idle.high < full.high
    assert "used for 80% in expectation" in advised(stored(used="0.8")).options[0].why


def test_where_plans_in_force_do_not_pay_none_is_added() -> None:
    assert "used for 72%: another one would stand idle" in reason(stored(used="0.72"))
