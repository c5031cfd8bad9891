"""What if."""

from functions.api.resource import Resource

router = Resource("scenarios")
router.read("/v1/scenarios", "costgov.pipeline.queries.scenarios:list_scenarios")
router.read("/v1/scenarios/{name}", "costgov.pipeline.queries.scenarios:cost_scenario")
