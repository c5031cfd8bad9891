"""Savings Plans: what was committed to, for how long, and for what."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

PLAN: Final = "AWS::SavingsPlans::SavingsPlan"
_DESCRIBE: Final = "savingsplans:DescribeSavingsPlans"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    # Plans that ended long ago stay listed for ever.
    for plan in reader.each(_DESCRIBE, "savingsPlans", states=["active", "queued"]):
        start = plan.get("start")
        yield place.resource(
            PLAN,
            plan["savingsPlanId"],
            plan["savingsPlanArn"],
            state=plan["state"],
            created=datetime.fromisoformat(start) if start else None,
            tags=tags_of(plan, "tags"),
            attributes=kept(
                plan,
                "savingsPlanType",
                "paymentOption",
                "commitment",
                "currency",
                "end",
                "ec2InstanceFamily",
                "region",
            ),
        )


SOURCE: Final = Source(
    name="savings_plans", kinds=(PLAN,), calls=(_DESCRIBE,), fetch=_fetch, is_global=True
)
