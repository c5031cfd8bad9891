"""All routes of the API, in the document's order; a test fails when one is forgotten."""

from functions.api.resource import Endpoint, Resource
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


def route_of(method: str, path: str) -> Endpoint | None:
    """The route that a request is for: one of just that path, or the first whose parameters fit."""
    taking = [one for router in ROUTERS for one in router.endpoints if one.method == method]
    for endpoint in taking:
        if endpoint.path == path:
            return endpoint
    return next((one for one in taking if one.parameters(path) is not None), None)
