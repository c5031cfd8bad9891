"""Baselines of burstable types: every type that lives on credits has one, no other has."""

from costgov.domain.burstable import baseline_percent

from cli.local.synthetic.prices.instance_types import instance_types

# Credits an hour that a size earns, of which one is a vCPU for a minute:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
CREDITS_AN_HOUR = {
    "t2.micro": 6,
    "t2.large": 36,
    "t2.xlarge": 54,
    "t3.nano": 6,
    "t3a.medium": 24,
    "t3.xlarge": 96,
    "t4g.2xlarge": 192,
}


def test_every_burstable_type_has_a_baseline_and_no_other_has_one() -> None:
    types = instance_types()
    assert {one.name for one in types if one.burstable} == {
        one.name for one in types if baseline_percent(one.name) is not None
    }


def test_a_baseline_is_what_the_credits_of_an_hour_come_to() -> None:
    vcpus = {one.name: one.vcpus for one in instance_types()}
    for name, credits_earned in CREDITS_AN_HOUR.items():
        assert baseline_percent(name) == 100 * credits_earned / 60 / vcpus[name]
