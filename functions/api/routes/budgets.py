"""What may be spent, and what people plan."""

from functions.api.resource import Resource

_QUERIES = "costgov.pipeline.queries.budgets"
_COMMANDS = "costgov.pipeline.commands.budgets"

router = Resource("budgets")
router.read("/v1/budgets", f"{_QUERIES}:list_budgets", sight="filtered")
router.write("/v1/budgets", f"{_COMMANDS}:create_budget")
router.read("/v1/budgets/{id}", f"{_QUERIES}:budget", sight="filtered")
router.replace("/v1/budgets/{id}", f"{_COMMANDS}:replace_budget")
router.remove("/v1/budgets/{id}", f"{_COMMANDS}:remove_budget")
router.read("/v1/budgets/{id}/burn-up", f"{_QUERIES}:burn_up", sight="filtered")
