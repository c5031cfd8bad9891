"""ec2_address_unassociated: an Elastic IP address of nothing."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ec2_address_unassociated"


def address(state: str = "available", **told: Any) -> Resource:
    return resource("AWS::EC2::EIP", "eipalloc-1", state=state, PublicIp="203.0.113.9", **told)


def test_none_without_addresses() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_associated() -> None:
    used = address("in-use", AssociationId="eipassoc-1")
    assert verdicts(CHECK, [used]) == {"eipalloc-1": PASSED}


def test_pass_of_a_pool_brought_along_or_kept_by_a_service() -> None:
    own = address(PublicIpv4Pool="ipv4pool-ec2-012345")
    assert verdicts(CHECK, [own]) == {"eipalloc-1": PASSED}
    kept = address(ServiceManaged="nat")
    assert verdicts(CHECK, [kept]) == {"eipalloc-1": PASSED}


def test_fail_unassociated() -> None:
    finding = failed(verdicts(CHECK, [address(PublicIpv4Pool="amazon")])["eipalloc-1"])
    assert finding.now == (Line("ec2.address/idle", Decimal(730)),)
    assert finding.why == "203.0.113.9 is associated with nothing."


def test_unknown_in_another_state() -> None:
    reason = unknown(verdicts(CHECK, [address("moving")])["eipalloc-1"])
    assert reason == "whether it is associated was not told"
