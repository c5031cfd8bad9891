"""autoscaling_group_spot_candidate: part of what comes and goes anyway may run on Spot."""

from typing import Any

from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "autoscaling_group_spot_candidate"
ON_DEMAND, SPOT = "ec2.instance/c6i.xlarge/Linux", "ec2.spot/c6i.xlarge/Linux"
PRICES = {ON_DEMAND: "0.17", SPOT: "0.0663"}


def member(number: int, size: str = "c6i.xlarge", *, spot: bool = False) -> Resource:
    return resource(
        "AWS::EC2::Instance",
        f"i-{number}",
        size=size,
        state="running",
        lifecycle="spot" if spot else "on-demand",
        tags={"aws:autoscaling:groupName": "web"},
        PlatformDetails="Linux/UNIX",
    )


def judged(
    *members: Resource,
    policy: bool = True,
    prices: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    **more: Any,
) -> Verdict:
    group = resource("AWS::AutoScaling::AutoScalingGroup", "web", HasPolicy=policy, **more)
    known = PRICES if prices is None else prices
    return verdicts(CHECK, [group, *members], prices=known, settings=settings)["web"]


def test_none_without_groups() -> None:
    assert verdicts(CHECK, [member(0)]) == {}


def test_pass_what_does_not_come_and_go() -> None:
    assert judged(member(0), member(1), member(2), policy=False) == PASSED


def test_pass_too_few_or_already_on_spot() -> None:
    assert judged(member(0)) == PASSED
    assert judged(member(0), member(1)) == PASSED
    assert judged(member(0), member(1), member(2, spot=True)) == PASSED
    assert judged(member(0), member(1), member(2), managed_by="eks/shop") == PASSED


def test_pass_where_spot_is_no_cheaper() -> None:
    assert judged(*map(member, range(3)), prices=PRICES | {SPOT: "0.17"}) == PASSED


def test_fail_half_of_what_is_above_the_base() -> None:
    finding = failed(judged(*map(member, range(5))))
    assert finding.now == (Line(ON_DEMAND, 2 * HOURS_A_MONTH),)
    assert finding.then == (Line(SPOT, 2 * HOURS_A_MONTH),)
    assert finding.facts["stays on demand"] == "3 instances"
    assert "no API" in finding.facts["interruptions"]


def test_fail_all_but_the_base_where_it_is_for_trying_out() -> None:
    finding = failed(judged(*map(member, range(5)), policy=False, tags={"Environment": "dev"}))
    assert finding.now[0].quantity == 4 * HOURS_A_MONTH


def test_fail_by_the_users_own_share() -> None:
    finding = failed(judged(*map(member, range(5)), settings={"share": "0.75", "base": "0"}))
    assert finding.now[0].quantity == 3 * HOURS_A_MONTH


def test_unknown_without_a_spot_price() -> None:
    reason = unknown(judged(*map(member, range(3)), prices={ON_DEMAND: "0.17"}))
    assert reason.startswith(f"no price of {SPOT}")


def test_unknown_of_several_types() -> None:
    assert "several types" in unknown(judged(member(0), member(1), member(2, "c5.xlarge")))
