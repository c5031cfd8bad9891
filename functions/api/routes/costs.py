"""What was spent, exactly."""

from functions.api.resource import Resource

router = Resource("costs")
router.read("/v1/costs/summary", "costgov.pipeline.queries.summary:cost_summary", sight="filtered")
router.read(
    "/v1/costs/history",
    "costgov.pipeline.queries.history:cost_history",
    sight="filtered",
    of_costs=True,
)
router.read(
    "/v1/costs/compare",
    "costgov.pipeline.queries.compare:cost_comparison",
    sight="filtered",
    of_costs=True,
)
router.read(
    "/v1/costs/reconciliation", "costgov.pipeline.queries.reconciliation:cost_reconciliation"
)
router.read("/v1/costs/credits", "costgov.pipeline.queries.credits:cost_credits")
router.read("/v1/costs/corrections", "costgov.pipeline.queries.corrections:cost_corrections")
router.read(
    "/v1/costs/by/{dimension}",
    "costgov.pipeline.queries.breakdown:cost_breakdown",
    sight="filtered",
    of_costs=True,
)
