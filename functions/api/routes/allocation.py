"""Whose cost is what."""

from functions.api.resource import Resource

router = Resource("allocation")
router.read("/v1/allocation", "costgov.pipeline.queries.allocation_views:list_allocations")
# A parameter at a path's end may hold slashes, so the longer path comes first.
router.read(
    "/v1/allocation/{view}/suggestions", "costgov.pipeline.queries.allocation:rule_suggestions"
)
router.read("/v1/allocation/{view}", "costgov.pipeline.queries.allocation:cost_allocation")
