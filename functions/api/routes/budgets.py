"""What may be spent."""

from functions.api.resource import Resource

router = Resource("budgets")
router.read("/v1/budgets", "costgov.pipeline.queries.budgets:list_budgets")
