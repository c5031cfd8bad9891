"""dms_instance_previous_generation: the next generation, where it costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "dms_instance_previous_generation"
OLD, NEW = "dms.instance/r4.large/Single", "dms.instance/r5.large/Single"


def instance(size: str) -> Resource:
    return resource("AWS::DMS::ReplicationInstance", "migrate", size=size, MultiAZ=False)


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_or_no_cheaper() -> None:
    assert verdicts(CHECK, [instance("dms.r5.large")]) == {"migrate": PASSED}
    same = {OLD: "0.2", NEW: "0.2"}
    assert verdicts(CHECK, [instance("dms.r4.large")], prices=same) == {"migrate": PASSED}


def test_fail_cheaper() -> None:
    found = verdicts(CHECK, [instance("dms.r4.large")], prices={OLD: "0.2", NEW: "0.19"})
    finding = failed(found["migrate"])
    assert (finding.now, finding.then) == ((Line(OLD, Decimal(730)),), (Line(NEW, Decimal(730)),))


def test_unknown_without_price() -> None:
    assert "no price" in unknown(verdicts(CHECK, [instance("dms.r4.large")])["migrate"])
