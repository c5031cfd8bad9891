"""What is advised, in which order to do it, and what people decide."""

from functions.api.resource import Resource

_QUERIES = "costgov.pipeline.queries"

router = Resource("recommendations")
router.read(
    "/v1/recommendations", f"{_QUERIES}.recommendations:list_recommendations", sight="filtered"
)
router.read("/v1/recommendations/roadmap", f"{_QUERIES}.roadmap:roadmap")
router.read("/v1/recommendations/coverage", f"{_QUERIES}.coverage:advice_coverage")
router.read(
    "/v1/recommendations/{id}", f"{_QUERIES}.recommendations:recommendation", sight="filtered"
)
router.write(
    "/v1/recommendations/{id}/state",
    "costgov.pipeline.commands.recommendations:decide",
    sight="filtered",
)
router.read("/v1/checks", f"{_QUERIES}.coverage:list_checks", sight="open")
