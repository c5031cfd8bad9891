"""What may be spent."""

from costgov.pipeline.queries.budgets import list_budgets

from functions.api.resource import Resource

router = Resource("budgets")
router.read("/v1/budgets", list_budgets)
