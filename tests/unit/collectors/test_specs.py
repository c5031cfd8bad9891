"""What the collectors declare is enough to build least-privilege roles from."""

import pytest
from costgov.collectors import cost_explorer, ec2
from costgov.collectors.spec import CollectorSpec, IamStatement

SPECS = [cost_explorer.SPEC, ec2.SPEC]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_permission_is_a_named_read_with_a_reason(spec: CollectorSpec) -> None:
    reading = ("Describe", "Get", "List", "AssumeRole")
    for statement in spec.iam_actions:
        assert statement.reason.endswith(".")
        for action in statement.actions:
            assert action.partition(":")[2].startswith(reading)
            assert "*" not in action


def test_placeholders_are_filled_in() -> None:
    [statement] = [one for one in ec2.SPEC.iam_actions if "sts:AssumeRole" in one.actions]

    filled = statement.resolved(partition="aws-cn", member_role_name="cost-reader")

    assert filled == ("arn:aws-cn:iam::*:role/cost-reader",)


def test_an_account_may_be_named() -> None:
    statement = IamStatement(("a:Get",), ("arn:{partition}:a::{account}:x",), "Reads x.")

    assert statement.resolved(partition="aws", account="111122223333") == (
        "arn:aws:a::111122223333:x",
    )
