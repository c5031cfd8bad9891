"""Savings Plans as Cost Explorer tells them: read weekly, counted, and never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.commitments import CommitmentReading
from costgov.errors import SourceDenied, SourceUnavailable
from costgov.pipeline.collect_commitments import (
    CollectCommitments,
    commitment_use,
    last_reading,
)
from costgov.pipeline.findings import Findings
from costgov.pipeline.request_budget import RequestBudget

from tests.fakes.listings import FakeListings
from tests.fakes.stores import InMemoryDocumentStore

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
HOME = "111122223333"
COVERAGE = "ce:GetSavingsPlansCoverage"
UTILISATION = "ce:GetSavingsPlansUtilization"
ADVICE = "ce:GetSavingsPlansPurchaseRecommendation"


def covered(day: str, on_demand: str, spend: str) -> Mapping[str, object]:
    return {
        "TimePeriod": {"Start": day, "End": day},
        "Coverage": {"OnDemandCost": on_demand, "SpendCoveredBySavingsPlans": spend},
    }


DAYS = {
    "SavingsPlansCoverages": [
        covered("2026-10-19", "60", "40"),
        covered("2026-10-18", "30.5", "40"),
    ]
}
USED = {
    "SavingsPlansUtilizationsByTime": [
        {
            "Utilization": {"TotalCommitment": "50", "UsedCommitment": "40"},
            "Savings": {"OnDemandCostEquivalent": "56"},
        }
    ]
}
ADVISED = {
    "SavingsPlansPurchaseRecommendation": {
        "SavingsPlansPurchaseRecommendationDetails": [
            {
                "CurrencyCode": "USD",
                "HourlyCommitmentToPurchase": "1.25",
                "EstimatedSPCost": "700",
                "EstimatedSavingsAmount": "300",
                "EstimatedMonthlySavingsAmount": "150.5",
            }
        ]
    }
}


@dataclass
class World:
    answers: dict[str, object] = field(
        default_factory=lambda: {COVERAGE: DAYS, UTILISATION: USED, ADVICE: ADVISED}
    )
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    cap: int = 100

    def collect(self, as_of: date = TODAY) -> Findings:
        listings = FakeListings(self.answers)  # type: ignore[arg-type]
        return CollectCommitments(listings, self.results, self.budget(), HOME).collect(as_of)

    def budget(self) -> RequestBudget:
        return RequestBudget(self.control, "cost_explorer", self.cap, lambda: NOW)

    def reading(self) -> CommitmentReading:
        found = last_reading(self.results)
        assert found is not None
        return found


def test_days_discount_and_aws_s_own_advice_are_kept() -> None:
    here = World()

    here.collect()

    found = here.reading()
    assert [(one.day.day, one.on_demand) for one in found.days] == [
        (18, Decimal("30.5")),
        (19, Decimal(60)),
    ]
    # 700 for what costs 1,000 on demand.
    assert (found.discount, found.discount_source) == (0.3, "AWS's recommendation")
    assert found.utilisation == Decimal("0.8")
    assert found.aws is not None
    assert found.aws.hourly_commitment == Decimal("1.25")


def test_the_requests_are_counted_and_made_once_a_week() -> None:
    here = World()
    for days in range(7):
        here.collect(TODAY + timedelta(days))
    assert here.budget().used() == 3
    here.collect(TODAY + timedelta(7))
    assert here.budget().used() == 6


def test_without_a_recommendation_the_discount_is_that_of_the_plans_in_force() -> None:
    here = World()
    here.answers[ADVICE] = {}
    here.collect()
    found = here.reading()
    # Plans paid 40 for what costs 56 on demand.
    assert found.discount == pytest.approx(16 / 56)
    assert found.discount_source == "the plans in force"


def test_without_a_plan_nothing_is_used() -> None:
    here = World()
    here.answers[UTILISATION] = SourceUnavailable("DataUnavailableException")
    here.collect()
    assert (here.reading().utilisation, here.reading().discount) == (None, 0.3)


@pytest.mark.parametrize("call", [COVERAGE, UTILISATION])
def test_days_that_are_not_settled_are_not_asked_for(call: str) -> None:
    """Plans are applied to the last days late: they would look uncovered, or without demand."""
    asked: list[Mapping[str, object]] = []
    here = World()
    answer = here.answers[call]

    def told(parameters: Mapping[str, object]) -> object:
        asked.append(parameters)
        return answer

    here.answers[call] = told
    here.collect()
    [parameters] = asked
    assert parameters["TimePeriod"] == {"Start": "2026-07-19", "End": "2026-10-17"}


def test_without_either_the_discount_is_not_known() -> None:
    here = World({COVERAGE: DAYS, UTILISATION: {}, ADVICE: {}})
    here.collect()
    assert (here.reading().discount, here.reading().aws) == (None, None)


def test_a_refusal_is_a_gap_and_keeps_the_last_reading() -> None:
    here = World()
    here.collect()
    here.answers[COVERAGE] = SourceDenied("AccessDeniedException")
    [gap] = here.collect(TODAY + timedelta(8)).gaps
    assert (gap.target, gap.reason) == ("commitments", "access-denied")
    assert here.reading().as_of == TODAY


def test_a_used_up_cap_is_a_gap_and_nothing_is_asked() -> None:
    [gap] = World(cap=2).collect().gaps
    assert gap.reason == "request-cap"


def test_coverage_is_a_share_of_what_was_paid() -> None:
    here = World()
    here.collect()
    use = commitment_use(here.reading())
    assert use.covered == Decimal("0.469208")
    assert use.utilisation == Decimal("0.8")
