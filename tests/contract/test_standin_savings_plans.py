"""Savings Plans in Cost Explorer of the stand-in: as they are on the bill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cli.local.standin import StandIn
from cli.local.standin.ce.savings_plans import DISCOUNT
from cli.local.synthetic import Organisation, RecordType, build_organisation
from cli.local.synthetic.commitments import SP_BOUGHT, SP_HOURLY_COMMITMENT
from tests.contract.standin_support import PRODUCTION, Clients, refused

pytestmark = pytest.mark.loopback

PERIOD: Any = {"Start": "2026-10-01", "End": "2026-10-11"}
BEFORE: Any = {"Start": "2025-11-01", "End": "2025-11-11"}
ADVICE: Any = {
    "SavingsPlansType": "COMPUTE_SP",
    "TermInYears": "ONE_YEAR",
    "PaymentOption": "NO_UPFRONT",
    "AccountScope": "PAYER",
    "LookbackPeriodInDays": "SEVEN_DAYS",
}


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2025, 10, 1))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation) as running:
        yield running


def test_coverage_adds_up_to_the_covered_lines_of_the_bill(
    standin: StandIn, organisation: Organisation
) -> None:
    ce = Clients.of(standin).ce
    request: Any = {"TimePeriod": PERIOD, "Granularity": "DAILY", "MaxResults": 4}
    first = ce.get_savings_plans_coverage(**request)
    second = ce.get_savings_plans_coverage(**request, NextToken=first["NextToken"])
    assert [len(page["SavingsPlansCoverages"]) for page in (first, second)] == [4, 4]
    whole = ce.get_savings_plans_coverage(TimePeriod=PERIOD, Granularity="DAILY", MaxResults=100)
    told = sum(
        (Decimal(one["Coverage"]["SpendCoveredBySavingsPlans"])
         for one in whole["SavingsPlansCoverages"]),
        Decimal(0),
    )  # fmt: skip
    billed = sum(
        line.amortized
        for line in organisation.lines(as_known_on=organisation.end)
        if line.record_type == RecordType.SP_COVERED and date(2026, 10, 1) <= line.day
        if line.day < date(2026, 10, 11)
    )
    assert told == billed > 0


def test_what_is_used_and_what_is_left_make_the_commitment(standin: StandIn) -> None:
    used = Clients.of(standin).ce.get_savings_plans_utilization(TimePeriod=PERIOD)["Total"]
    figures = used["Utilization"]
    committed = Decimal(SP_HOURLY_COMMITMENT) * 240
    assert Decimal(figures["TotalCommitment"]) == committed
    assert Decimal(figures["UsedCommitment"]) + Decimal(figures["UnusedCommitment"]) == committed
    equivalent = Decimal(used["Savings"]["OnDemandCostEquivalent"])
    assert Decimal(figures["UsedCommitment"]) == equivalent * (1 - DISCOUNT)


def test_before_the_first_plan_there_is_nothing_to_tell(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    assert date.fromisoformat(BEFORE["End"]) < SP_BOUGHT
    code, _ = refused(ce.get_savings_plans_utilization, TimePeriod=BEFORE)
    assert code == "DataUnavailableException"
    [month] = ce.get_savings_plans_coverage(TimePeriod=BEFORE)["SavingsPlansCoverages"]
    assert month["Coverage"]["SpendCoveredBySavingsPlans"] == "0"


def test_advice_covers_what_every_day_has_used(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    told: Any = ce.get_savings_plans_purchase_recommendation(**ADVICE)
    [one] = told["SavingsPlansPurchaseRecommendation"]["SavingsPlansPurchaseRecommendationDetails"]
    least = Decimal(one["CurrentMinimumHourlyOnDemandSpend"])
    assert Decimal(one["HourlyCommitmentToPurchase"]) == (least * (1 - DISCOUNT)).quantize(
        Decimal("0.001")
    )
    standin.now = datetime(2025, 10, 1, 12, tzinfo=UTC)
    assert "Details" not in str(ce.get_savings_plans_purchase_recommendation(**ADVICE))


def test_members_and_other_questions_are_refused(standin: StandIn) -> None:
    clients = Clients.of(standin)
    ce, member = clients.ce, clients.member(PRODUCTION).ce
    assert refused(member.get_savings_plans_coverage, TimePeriod=PERIOD)[0] == (
        "AccessDeniedException"
    )
    group = [{"Type": "DIMENSION", "Key": "REGION"}]
    for call, more in (
        (ce.get_savings_plans_coverage, {"TimePeriod": PERIOD, "GroupBy": group}),
        (
            ce.get_savings_plans_purchase_recommendation,
            ADVICE | {"SavingsPlansType": "EC2_INSTANCE_SP"},
        ),
    ):
        assert refused(call, **more)[0] == "NotImplementedByStandIn"
    hourly = {"TimePeriod": PERIOD, "Granularity": "HOURLY"}
    assert refused(ce.get_savings_plans_coverage, **hourly)[0] == "ValidationException"
