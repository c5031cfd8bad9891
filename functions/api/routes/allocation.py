"""Whose cost is what."""

from costgov.pipeline.queries.allocation import cost_allocation, rule_suggestions
from costgov.pipeline.queries.allocation_views import list_allocations

from functions.api.resource import Resource

router = Resource("allocation")
router.read("/v1/allocation", list_allocations)
# A parameter at a path's end may hold slashes, so the longer path comes first.
router.read("/v1/allocation/{view}/suggestions", rule_suggestions)
router.read("/v1/allocation/{view}", cost_allocation)
