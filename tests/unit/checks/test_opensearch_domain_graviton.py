"""opensearch_domain_graviton: the same nodes on AWS's processor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_graviton"
X86, ARM = "opensearch.instance/m5.large.search", "opensearch.instance/m6g.large.search"
PRICES = {X86: "0.142", ARM: "0.128"}


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_graviton_or_no_cheaper() -> None:
    assert verdicts(CHECK, [domain(size="m6g.large.search")]) == {"logs": PASSED}
    assert verdicts(CHECK, [domain()], prices=PRICES | {ARM: "0.142"}) == {"logs": PASSED}


def test_fail_on_x86() -> None:
    finding = failed(verdicts(CHECK, [domain()], prices=PRICES)["logs"])
    assert (finding.now, finding.then) == (
        (Line(X86, Decimal(2190)),),
        (Line(ARM, Decimal(2190)),),
    )


def test_unknown_without_number_of_nodes() -> None:
    bare = domain(InstanceCount=None)
    assert "InstanceCount" in unknown(verdicts(CHECK, [bare], prices=PRICES)["logs"])
