"""opensearch_domain_storage_mostly_free: volumes that were never nearly full."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_storage_mostly_free"


def free(least_gib: int) -> MetricDigest:
    found = gauge("FreeStorageSpace", str(least_gib * 1024), unit="Megabytes")
    return found.model_copy(update={"min": found.avg})


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_smallest_or_local() -> None:
    found = [domain(free(59)), domain(free(9), VolumeSize=10), domain(EBSEnabled=False)]
    assert [verdicts(CHECK, [one])["logs"] for one in found] == [PASSED] * 3


def test_fail_on_every_node() -> None:
    finding = failed(verdicts(CHECK, [domain(free(60))])["logs"])
    assert finding.now == (Line("opensearch.storage/GP3", Decimal(300)),)
    # 40 GB with two fifths free are 67, three times.
    assert finding.then == (Line("opensearch.storage/GP3", Decimal(201)),)


def test_unknown_without_metric() -> None:
    assert "FreeStorageSpace" in unknown(verdicts(CHECK, [domain()])["logs"])
