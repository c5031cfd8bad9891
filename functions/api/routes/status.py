"""Whether the product is up, what it knows and how to ask."""

from functions.api.resource import Resource

router = Resource("status")
router.read("/v1/health", "functions.api.about:health", sight="open")
router.read("/v1/status", "costgov.pipeline.queries.status:status")
router.read("/v1/metrics", "costgov.pipeline.queries.exposition:metrics")
router.read("/v1/docs", "functions.api.docs_page:docs", sight="open")
router.read("/v1/openapi.json", "functions.api.about:openapi", sight="open")
