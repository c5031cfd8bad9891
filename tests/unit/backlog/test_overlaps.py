"""No money is saved twice: what beats what, and what is left for the others."""

from dataclasses import replace
from decimal import Decimal

import pytest
from costgov.domain.backlog.commitment_order import after_usage
from costgov.domain.backlog.limits import (
    EVERYWHERE,
    ORGANISATION_WIDE,
    account_of,
    clipped,
    everywhere,
)
from costgov.domain.backlog.overlaps import Counted, Found, counted
from costgov.domain.findings import Action
from costgov.domain.host_sizing import HostPrices, HostUse, size_host
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.backlog.made import ACCOUNT, found


def amounts(every: list[Counted]) -> dict[str, Decimal | None]:
    return {one.found.finding.check: one.amount for one in every if one.covered_by is None}


def covered(every: list[Counted]) -> dict[str, str]:
    names = {one.id: one.found.finding.check for one in every}
    return {one.found.finding.check: names[one.covered_by] for one in every if one.covered_by}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Action.DELETE, Action.SCHEDULE),
        (Action.SCHEDULE, Action.RESIZE),
        (Action.RESIZE, Action.MODERNISE),
        (Action.MODERNISE, Action.RATE),
        (Action.DELETE, Action.RATE),
    ],
)
def test_the_first_makes_the_second_superfluous(first: Action, second: Action) -> None:
    every = counted([found("b", second, "90", left="0.1"), found("a", first, "10", left="0.9")])

    assert amounts(every) == {"a": Decimal(10)}
    assert covered(every) == {"b": "a"}
    [kept] = [one for one in every if one.covers]
    assert kept.covers == (found("b", second, "90").finding.id,)


def test_a_deletion_makes_everything_on_the_resource_superfluous() -> None:
    every = counted(
        [
            found("idle", Action.DELETE, "100"),
            found("logs", Action.CONFIGURE, "5", "logs.ingest"),
            found("open", Action.REVIEW, None, ""),
            found("elsewhere", Action.CONFIGURE, "5", resource="i-2"),
        ]
    )

    assert covered(every) == {"logs": "idle", "open": "idle"}
    assert amounts(every) == {"idle": Decimal(100), "elsewhere": Decimal(5)}


def test_other_parts_of_the_same_resource_are_added() -> None:
    every = counted(
        [
            found("smaller", Action.RESIZE, "40", "rds.instance", left="0.5"),
            found("gp3", Action.MODERNISE, "7", "rds.storage", left="0.8"),
        ]
    )

    assert amounts(every) == {"smaller": Decimal(40), "gp3": Decimal(7)}


def test_what_comes_after_is_counted_on_what_is_left() -> None:
    every = counted(
        [
            found("smaller", Action.RESIZE, "60", "rds.instance rds.storage", left="0.4"),
            found("single_az", Action.CONFIGURE, "50", "rds.instance"),
        ]
    )

    assert amounts(every) == {"smaller": Decimal(60), "single_az": Decimal(20)}
    [reduced] = [one for one in every if one.why]
    assert reduced.why == "Counted on the 40.0% that smaller would leave."


def test_a_better_fit_that_costs_more_leaves_no_more_than_there_is() -> None:
    every = counted(
        [
            found("larger", Action.RESIZE, "-60", left="2"),
            found("configure", Action.CONFIGURE, "50"),
        ]
    )

    assert amounts(every)["configure"] == Decimal(50)


def test_what_is_dismissed_neither_counts_nor_hides_others() -> None:
    delete = found("idle", Action.DELETE, "100")
    resize = found("smaller", Action.RESIZE, "60", left="0.4")

    every = counted([delete, resize], dismissed=[delete.finding.id])

    assert amounts(every) == {"idle": None, "smaller": Decimal(60)}
    assert not covered(every)


def test_our_own_advice_goes_before_that_of_aws() -> None:
    every = counted(
        [
            found("aws_resize", Action.RESIZE, "90", "", ours=False),
            found("graviton", Action.MODERNISE, "20", left="0.8"),
        ]
    )

    assert covered(every) == {"aws_resize": "graviton"}


def test_nothing_saves_more_than_it_costs() -> None:
    [one] = counted([found("idle", Action.DELETE, "100", cost="80")])

    assert one.amount == Decimal(80)
    assert one.why == "Clipped to the 80 USD that it costs a month."


def test_an_account_saves_no_more_than_it_spends_and_says_so() -> None:
    every = counted(
        [
            found("a", Action.DELETE, "60.00", resource="i-1"),
            found("b", Action.DELETE, "40.00", resource="i-2"),
            found("c", Action.DELETE, "40.00", account="999999999999"),
        ]
    )

    found_now = clipped(every, {ACCOUNT: Decimal(50)}, "USD", account_of)

    assert amounts(found_now) == {"a": Decimal("30.00"), "b": Decimal("20.00"), "c": Decimal(40)}
    assert "50.00 USD that it spends a month" in found_now[0].why
    assert clipped(every, {ACCOUNT: Decimal(50)}, "EUR", account_of) == every


def commitment(amount: str, on_demand: str) -> Found:
    made = found("plan", Action.RATE, amount, "", cost=on_demand, resource="org")
    subject = made.finding.subject.model_copy(update={"kind": ORGANISATION_WIDE})
    return replace(made, finding=made.finding.model_copy(update={"subject": subject}))


def test_a_commitment_is_bought_for_what_is_left_of_usage() -> None:
    usage = found("smaller", Action.RESIZE, "400")
    instance = usage.finding.subject.model_copy(update={"kind": "AWS::EC2::Instance"})
    usage = replace(usage, finding=usage.finding.model_copy(update={"subject": instance}))
    volume = found("idle", Action.DELETE, "500", resource="vol-1")

    plan, *_ = (
        one
        for one in after_usage(counted([commitment("270", "1000"), usage, volume]))
        if one.found.finding.check == "plan"
    )

    assert plan.amount == Decimal("162.00")
    assert plan.after == (usage.finding.id,)
    assert "Counted on the 60.0%" in plan.why
    [alone] = after_usage(counted([commitment("270", "1000")]))
    assert (alone.amount, alone.after) == (Decimal(270), ())


def test_what_is_the_organisations_is_held_against_its_spend_alone() -> None:
    every = counted([commitment("270", "1000"), found("a", Action.DELETE, "20")])

    assert amounts(clipped(every, {ACCOUNT: Decimal(10)}, "USD", account_of)) == {
        "plan": Decimal(270),
        "a": Decimal("10.00"),
    }
    together = clipped(every, {EVERYWHERE: Decimal(150)}, "USD", everywhere)
    assert amounts(together) == {"plan": Decimal("139.65"), "a": Decimal("10.34")}
    assert "savings of the organisation" in together[0].why


usd = st.decimals(min_value="0.01", max_value=1000, places=2)
shares = st.decimals(min_value=0, max_value=1, places=2)


@st.composite
def resources(draw: st.DrawFn) -> list[Found]:
    """Findings on one resource whose parts cost 1000 each, all saving what they do not leave."""
    every = []
    for i in range(draw(st.integers(0, 6))):
        action = draw(st.sampled_from([one for one in Action if one is not Action.DELETE]))
        left = draw(shares)
        amount = (1 - left) * 1000
        every.append(found(f"c{i}", action, str(amount), "one.part", left=str(left)))
    return every


@given(resources())
def test_on_one_part_of_the_cost_nobody_saves_more_than_it(every: list[Found]) -> None:
    total = sum(one.amount or Decimal(0) for one in counted(every) if not one.covered_by)
    assert total <= 1000


@given(st.lists(usd, max_size=8), usd)
def test_no_account_saves_more_than_its_spend(savings: list[Decimal], spend: Decimal) -> None:
    every = counted(
        [found("c", Action.DELETE, str(one), resource=f"i-{i}") for i, one in enumerate(savings)]
    )
    total = sum(
        one.amount or Decimal(0) for one in clipped(every, {ACCOUNT: spend}, "USD", account_of)
    )
    assert total <= spend
    if sum(savings) <= spend:
        assert total == sum(savings)


def test_the_worked_examples_later_phases_fit_into_what_the_first_leaves() -> None:
    """$466.90 a month are claimed on a bill of $285.95; right-sizing alone saves $206.90."""
    use = HostUse(
        vcpus=16,
        memory_gb=Decimal("15.3"),
        cpu_average=Decimal("7.4"),
        cpu_peak=Decimal("8.6"),
        memory_used=Decimal("85.4"),
    )
    advice = size_host(use, HostPrices(per_vcpu=Decimal("15.00"), per_gb=Decimal("3.003")))
    left = str(advice.new_monthly_cost / advice.monthly_cost)
    bill = str(advice.monthly_cost)
    sized = found(
        "host_oversized", Action.RESIZE, str(advice.monthly_saving), "host", left=left, cost=bill
    )
    claimed = Decimal("466.90") - advice.monthly_saving
    later = found("later_phases", Action.CONFIGURE, str(claimed), "host", cost=bill)

    every = counted([sized, later])
    total = sum(one.amount or Decimal(0) for one in every)

    found_amounts = amounts(every)
    assert round(found_amounts["host_oversized"] or 0, 2) == Decimal("206.90")
    assert found_amounts["later_phases"] == Decimal("71.87")
    assert total < advice.monthly_cost < Decimal("466.90")
