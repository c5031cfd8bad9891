"""autoscaling_group_previous_generation: the template names an old type."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.machines import CATALOGUE, PRICES, group, members

CHECK = "autoscaling_group_previous_generation"


def test_none_without_groups() -> None:
    assert verdicts(CHECK, members("m4.large", ())) == {}


def test_pass_current_empty_or_managed() -> None:
    current = [group(), *members("m6i.large", ())]
    assert verdicts(CHECK, current, prices=PRICES, catalogue=CATALOGUE) == {"web": PASSED}
    assert verdicts(CHECK, [group()], prices=PRICES, catalogue=CATALOGUE) == {"web": PASSED}
    of_eks = group().model_copy(update={"managed_by": "eks/pool"})
    old = [of_eks, *members("m4.large", ())]
    assert verdicts(CHECK, old, prices=PRICES, catalogue=CATALOGUE) == {"web": PASSED}


def test_fail_old_members() -> None:
    here = [group(), *members("m4.large", (), ())]
    finding = failed(verdicts(CHECK, here, prices=PRICES, catalogue=CATALOGUE)["web"])
    assert finding.now == (Line("ec2.instance/m4.large/Linux", Decimal(730)),) * 2
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),) * 2
    assert "m4.large → m6i.large" in finding.why


def test_unknown_type() -> None:
    here = [group(), *members("z9.large", ())]
    found = verdicts(CHECK, here, prices=PRICES, catalogue=CATALOGUE)
    assert "not described" in unknown(found["web"])
