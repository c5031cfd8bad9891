"""What the organisation has committed to: the plan and the reserved databases of its bill."""

from collections.abc import Iterator
from datetime import UTC, datetime

from cli.local.synthetic.commitments import SP_BOUGHT, SP_HOURLY_COMMITMENT
from cli.local.synthetic.estate.model import Listed, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

PLAN = "5a1c0000-0000-4000-8000-c05790000001"
_PAYER, _PRODUCTION = ACCOUNTS["management"].id, ACCOUNTS["production"].id
_THREE_YEARS = 94_608_000


def estate(_now: datetime) -> Iterator[Told]:
    """A Savings Plan of a year that ends within weeks, and two reserved databases."""
    yield Listed("savingsplans", "DescribeSavingsPlans", "management", "", items=[_plan()])
    yield Listed(
        "rds", "DescribeReservedDBInstances", "production", "us-east-1", items=[_databases()]
    )
    # What it will cost to do without is known only when it is decided what follows.
    yield Truth("savingsplans_plan_expiring", PLAN, None)


def _plan() -> dict[str, object]:
    end = SP_BOUGHT.replace(year=SP_BOUGHT.year + 1)
    return {
        "savingsPlanId": PLAN,
        "savingsPlanArn": f"arn:aws:savingsplans::{_PAYER}:savingsplan/{PLAN}",
        "description": "1 year No Upfront Compute Savings Plan",
        "start": f"{SP_BOUGHT}T00:00:00.000Z",
        "end": f"{end}T00:00:00.000Z",
        "state": "active",
        "savingsPlanType": "Compute",
        "paymentOption": "No Upfront",
        "productTypes": ["EC2", "Fargate", "Lambda"],
        "currency": "USD",
        "commitment": f"{SP_HOURLY_COMMITMENT}0",
        "upfrontPaymentAmount": "0.0",
        "recurringPaymentAmount": SP_HOURLY_COMMITMENT,
        "termDurationInSeconds": 31_536_000,
        "tags": {},
    }


def _databases() -> dict[str, object]:
    name = "shop-databases"
    return {
        "ReservedDBInstanceId": name,
        "ReservedDBInstanceArn": f"arn:aws:rds:us-east-1:{_PRODUCTION}:ri:{name}",
        "DBInstanceClass": "db.r6g.xlarge",
        "StartTime": datetime(2025, 3, 1, tzinfo=UTC),
        "Duration": _THREE_YEARS,
        "FixedPrice": 0.0,
        "UsagePrice": 0.0,
        "CurrencyCode": "USD",
        "DBInstanceCount": 2,
        "ProductDescription": "postgresql",
        "OfferingType": "No Upfront",
        "MultiAZ": False,
        "State": "active",
        "RecurringCharges": [
            {"RecurringChargeAmount": 0.3126, "RecurringChargeFrequency": "Hourly"}
        ],
    }
