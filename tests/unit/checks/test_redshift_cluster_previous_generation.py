"""redshift_cluster_previous_generation: nodes that are no longer sold."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import warehouse

CHECK = "redshift_cluster_previous_generation"


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_ra3() -> None:
    assert verdicts(CHECK, [warehouse()]) == {"dwh": PASSED}


def test_fail_on_dc2() -> None:
    finding = failed(verdicts(CHECK, [warehouse(size="dc2.large")])["dwh"])
    assert "4 nodes of dc2.large" in finding.why
    assert finding.unpriced


def test_unknown_without_type() -> None:
    assert "type of its nodes" in unknown(verdicts(CHECK, [warehouse(size=None)])["dwh"])
