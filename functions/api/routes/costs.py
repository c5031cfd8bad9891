"""What was spent, exactly."""

from costgov.pipeline.queries.breakdown import cost_breakdown
from costgov.pipeline.queries.compare import cost_comparison
from costgov.pipeline.queries.corrections import cost_corrections
from costgov.pipeline.queries.credits import cost_credits
from costgov.pipeline.queries.history import cost_history
from costgov.pipeline.queries.reconciliation import cost_reconciliation
from costgov.pipeline.queries.summary import cost_summary

from functions.api.resource import Resource

router = Resource("costs")
router.read("/v1/costs/summary", cost_summary)
router.read("/v1/costs/history", cost_history)
router.read("/v1/costs/compare", cost_comparison)
router.read("/v1/costs/reconciliation", cost_reconciliation)
router.read("/v1/costs/credits", cost_credits)
router.read("/v1/costs/corrections", cost_corrections)
router.read("/v1/costs/by/{dimension}", cost_breakdown)
