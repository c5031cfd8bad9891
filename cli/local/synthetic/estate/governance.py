"""What the organisation's accounts have switched on to watch their costs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cli.local.synthetic.estate.model import Answer, Listed, Told, Truth
from cli.local.synthetic.names import ACCOUNTS, PAYER_ID

_OFF = "development"


def estate(now: datetime) -> Iterator[Told]:
    """Everything is on where the bill is paid; one member has left AWS's advice off."""
    budget = {
        "BudgetName": "organisation",
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "BudgetLimit": {"Amount": "60000", "Unit": "USD"},
    }
    yield Listed("budgets", "DescribeBudgets", "management", "", items=[budget])
    export = {
        "ExportArn": f"arn:aws:bcm-data-exports:us-east-1:{PAYER_ID}:export/focus",
        "ExportName": "focus",
        "ExportStatus": {
            "StatusCode": "HEALTHY",
            "CreatedAt": now - timedelta(days=400),
            "LastUpdatedAt": now - timedelta(days=400),
        },
    }
    yield Listed("bcm-data-exports", "ListExports", "management", "", items=[export])
    for name, account in ACCOUNTS.items():
        on = "Inactive" if name == _OFF else "Active"
        yield Answer("compute-optimizer", "GetEnrollmentStatus", name, "", reply={"status": on})
        item = {"accountId": account.id, "status": on}
        yield Listed("cost-optimization-hub", "ListEnrollmentStatuses", name, "", items=[item])
    # Much of what is told of it bears no tags, or only some.
    yield Truth("account_tags_missing", ACCOUNTS["production"].id, None)
    for check in ("account_compute_optimizer_off", "account_cost_optimization_hub_off"):
        yield Truth(check, ACCOUNTS[_OFF].id, None)
