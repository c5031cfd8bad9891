"""What AWS itself advises on a resource, as Compute Optimizer and Cost Optimization Hub tell it."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final, Literal

from costgov.domain.findings import Action
from costgov.domain.runs import Frozen

COMPUTE_OPTIMIZER: Final = "Compute Optimizer"
COST_OPTIMIZATION_HUB: Final = "Cost Optimization Hub"

type AwsService = Literal["Compute Optimizer", "Cost Optimization Hub"]


class AwsAdvice(Frozen):
    """One piece of advice.

    `resource_type` is AWS's word for what it is about, `kind` the CloudFormation type where that
    is known. `saving` is AWS's own estimate a month, before discounts; None where it gives none.
    `performance_risk` is Compute Optimizer's, from 0 (very low) to 4 (very high).
    """

    service: AwsService
    account_id: str
    region: str
    resource_arn: str
    resource_type: str
    kind: str | None
    action: Action
    text: str
    saving: Decimal | None
    currency: str
    performance_risk: float | None = None
    lookback_days: int | None = None
    as_of: date

    @property
    def sort(self) -> str:
        """What tells it from every other advice of its account."""
        told = (
            f"{self.service}#{self.region}#{self.resource_arn}#{self.resource_type}#{self.action}"
            f"#{self.text}"
        )
        return sha256(told.encode()).hexdigest()[:20]
