"""How much of everything is in use, when it runs out, and what a unit of business costs."""

from functions.api.resource import Resource

router = Resource("use")
router.read("/v1/measures", "costgov.pipeline.queries.measures:list_measures")
router.write("/v1/measures/{name}/values", "costgov.pipeline.commands.measures:push_values")
router.read("/v1/measures/{name}", "costgov.pipeline.queries.measures:measure_values")
router.read("/v1/utilization", "costgov.pipeline.queries.utilization:utilization", sight="filtered")
router.read("/v1/capacity", "costgov.pipeline.queries.capacity:capacity", sight="filtered")
router.read("/v1/efficiency", "costgov.pipeline.queries.capacity:efficiency", sight="filtered")
router.read("/v1/unit-costs", "costgov.pipeline.queries.unit_costs:list_unit_costs")
router.read("/v1/unit-costs/{name}", "costgov.pipeline.queries.unit_costs:unit_cost")
