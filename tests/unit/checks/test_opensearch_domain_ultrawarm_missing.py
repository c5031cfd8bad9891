"""opensearch_domain_ultrawarm_missing: terabytes on data nodes alone."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_ultrawarm_missing"


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_small_or_warm() -> None:
    assert verdicts(CHECK, [domain(VolumeSize=833)]) == {"logs": PASSED}
    assert verdicts(CHECK, [domain(VolumeSize=2000, WarmEnabled=True)]) == {"logs": PASSED}


def test_fail_big() -> None:
    finding = failed(verdicts(CHECK, [domain(VolumeSize=834)])["logs"])
    assert "2502 GB" in finding.why
    assert finding.unpriced


def test_unknown_without_size() -> None:
    assert "VolumeSize" in unknown(verdicts(CHECK, [domain(VolumeSize=None)])["logs"])
