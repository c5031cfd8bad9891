"""Every Router of the API, in the document's order; a test fails when one is forgotten."""

from functions.api.resource import Resource
from functions.api.routes import (
    access,
    alerts,
    allocation,
    budgets,
    costs,
    insights,
    recommendations,
    resources,
    runs,
    scenarios,
    status,
    use,
)

ROUTERS: tuple[Resource, ...] = (
    status.router,
    runs.router,
    costs.router,
    allocation.router,
    insights.router,
    scenarios.router,
    budgets.router,
    alerts.router,
    recommendations.router,
    resources.router,
    use.router,
    access.router,
)
