"""Savings Plans: what is kept of a commitment."""

from costgov.collectors.inventory.savings_plans import SOURCE

from tests.fakes.listings import listed


def test_a_plan_is_kept_with_its_commitment_and_end() -> None:
    plan = {
        "savingsPlanId": "sp-1",
        "savingsPlanArn": "arn:aws:savingsplans::111122223333:savingsplan/sp-1",
        "state": "active",
        "start": "2026-01-01T00:00:00.000Z",
        "end": "2026-12-31T23:59:59.000Z",
        "savingsPlanType": "Compute",
        "commitment": "1.5",
        "currency": "USD",
        "tags": {"Team": "platform"},
    }

    [found] = listed(
        SOURCE, {"savingsplans:DescribeSavingsPlans": {"savingsPlans": [plan]}}, region="global"
    )

    assert (found.id, found.region, found.tags) == ("sp-1", "global", {"Team": "platform"})
    assert found.attributes["commitment"] == "1.5"
    assert found.launched_at is not None
    assert found.launched_at.year == 2026
