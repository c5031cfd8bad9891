"""A finding is as sure as its price and what was measured of its resource."""

from costgov.domain.backlog.confidence import confidence

from tests.unit.checks.judging import gauge, nothing, resource

KIND = "AWS::ElasticLoadBalancingV2::LoadBalancer"
FLOWS = gauge("NewFlowCount", "0")


def test_metrics_of_other_types_of_the_resource_take_nothing_away() -> None:
    network = resource(KIND, digests=[FLOWS])
    assert confidence(network, ("RequestCount", "NewFlowCount"), None) == (0.6, "it has no price")


def test_what_was_measured_in_part_or_not_at_all_counts_less() -> None:
    half = resource(KIND, digests=[gauge("NewFlowCount", "0", coverage=0.5)])
    sure, why = confidence(half, ("NewFlowCount",), None)
    assert (sure, "168 of 336 periods" in why) == (0.45, True)
    for digests in ((), (nothing("NewFlowCount"),)):
        sure, why = confidence(resource(KIND, digests=digests), ("NewFlowCount",), None)
        assert (sure, "is not measured" in why) == (0.42, True)
