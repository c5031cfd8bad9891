"""opensearch_domain_previous_generation: the next generation, where it costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import domain

CHECK = "opensearch_domain_previous_generation"
OLD, NEW = "opensearch.instance/m4.large.search", "opensearch.instance/m6g.large.search"
PRICES = {OLD: "0.151", NEW: "0.128"}


def test_none_without_domains() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_or_no_cheaper() -> None:
    assert verdicts(CHECK, [domain()], prices=PRICES) == {"logs": PASSED}
    old = domain(size="m4.large.search")
    assert verdicts(CHECK, [old], prices=PRICES | {NEW: "0.151"}) == {"logs": PASSED}


def test_fail_by_either_name_of_the_type() -> None:
    finding = failed(
        verdicts(CHECK, [domain(size="m4.large.elasticsearch")], prices=PRICES)["logs"]
    )
    assert (finding.now, finding.then) == (
        (Line(OLD, Decimal(2190)),),
        (Line(NEW, Decimal(2190)),),
    )


def test_unknown_without_price() -> None:
    assert "no price" in unknown(verdicts(CHECK, [domain(size="m4.large.search")])["logs"])
