"""What is running."""

from costgov.pipeline.queries.resources import list_resources

from functions.api.resource import Resource

router = Resource("resources")
router.read("/v1/resources", list_resources)
