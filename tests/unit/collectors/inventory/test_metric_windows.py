"""Every metric a source declares can be had: kept for so long at its period, within a request."""

import pytest
from costgov.collectors.inventory.contract import ONE_DAY, ONE_HOUR, MetricSpec
from costgov.collectors.inventory.registry import sources

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
KEPT_DAYS = {ONE_HOUR: 455, ONE_DAY: 455}
POINTS_OF_A_REQUEST = 100_800
STATISTICS = {"gauge": 3, "stock": 3, "count": 1}
SPECS = [(source.name, spec) for source in sources() for spec in source.metrics]


@pytest.mark.fault_case(23)
@pytest.mark.parametrize(("source", "spec"), SPECS, ids=lambda one: getattr(one, "name", one))
def test_points_of_this_period_are_kept_for_as_many_days(source: str, spec: MetricSpec) -> None:
    assert 0 < spec.days <= KEPT_DAYS[spec.period_seconds], source


@pytest.mark.fault_case(24)
@pytest.mark.parametrize(("source", "spec"), SPECS, ids=lambda one: getattr(one, "name", one))
def test_a_request_holds_many_of_it(source: str, spec: MetricSpec) -> None:
    points = spec.days * ONE_DAY // spec.period_seconds * STATISTICS[spec.reading]
    assert POINTS_OF_A_REQUEST // points >= 15, source
