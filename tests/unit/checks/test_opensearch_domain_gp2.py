"""opensearch_domain_gp2: the same volumes as gp3."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_gp2"
PRICES = {"opensearch.storage/GP2": "0.135", "opensearch.storage/GP3": "0.122"}


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_gp3_or_local_or_no_cheaper() -> None:
    assert verdicts(CHECK, [domain()], prices=PRICES) == {"logs": PASSED}
    assert verdicts(CHECK, [domain(EBSEnabled=False)], prices=PRICES) == {"logs": PASSED}
    same = PRICES | {"opensearch.storage/GP3": "0.135"}
    assert verdicts(CHECK, [domain(VolumeType="gp2")], prices=same) == {"logs": PASSED}


def test_fail_gp2() -> None:
    finding = failed(verdicts(CHECK, [domain(VolumeType="gp2")], prices=PRICES)["logs"])
    assert finding.now == (Line("opensearch.storage/GP2", Decimal(300)),)
    assert finding.then == (Line("opensearch.storage/GP3", Decimal(300)),)


def test_unknown_without_volumes_or_price() -> None:
    assert "EBSEnabled" in unknown(verdicts(CHECK, [domain(EBSEnabled=None)])["logs"])
    assert "no price" in unknown(verdicts(CHECK, [domain(VolumeType="gp2")])["logs"])
