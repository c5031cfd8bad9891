"""Every source and what reading it needs: the permissions page and the member role follow."""

from typing import Final

from costgov.collectors import (
    aws_advice,
    cost_explorer,
    ec2,
    organization,
    rates,
    savings_plans_use,
)
from costgov.collectors.inventory.registry import sources
from costgov.collectors.spec import CollectorSpec, IamStatement

INVENTORY: Final = tuple(source.spec for source in sources())
"""What the inventory of each service needs, in the accounts it is taken of."""

RATE_SPECS: Final[tuple[CollectorSpec, ...]] = (rates.SPEC, aws_advice.SPEC)
"""What `collect_rates` reads of the home account for all of them."""

PAYER_SPECS: Final[tuple[CollectorSpec, ...]] = (savings_plans_use.SPEC,)
"""What it reads of Cost Explorer, where costs come from there."""

SPECS: Final[tuple[CollectorSpec, ...]] = (
    cost_explorer.SPEC,
    ec2.SPEC,
    organization.SPEC,
    *INVENTORY,
    *RATE_SPECS,
    *PAYER_SPECS,
)


def declared_calls() -> frozenset[str]:
    """Every call that is made as it is declared: `<boto3 service>:<operation>`."""
    inventory = {call for source in sources() for call in source.calls}
    advice = {aws_advice.HUB_CALL, *aws_advice.OPTIMIZER_CALLS, *savings_plans_use.CALLS}
    return frozenset(inventory | advice)


def member_statements() -> tuple[IamStatement, ...]:
    """What the role in every other account is needed for."""
    return tuple(
        statement for spec in SPECS for statement in spec.iam_actions if statement.in_members
    )
