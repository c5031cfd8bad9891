"""Other paths that the API answers, each by one of its own routes, and what is not built yet.

Role, sight, limits and answers are the route's. `docs/api.md` shows both tables.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, unquote, urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from costgov.clock import utc_now
from costgov.errors import NotBuilt

from functions.api import alias_words as words
from functions.api.alias_words import Translation
from functions.api.bodies import fields_in
from functions.api.parameters import values_in
from functions.api.rendering import JSON, json_text
from functions.api.resource import Endpoint, answered

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

_MANAGED: Final = "/api/v1/cost-management"
_ANALYTICS: Final = "/api/v1/analytics"
_DASHBOARDS: Final = "/api/v1/dashboards"
_REPORTS: Final = "/api/v1/reports"
_PARAMETER: Final = re.compile(r"\{(\w+)\}")


class Alias(NamedTuple):
    """A path, and the route that answers it with the fields as `translate` gives them.

    With `when`, the route only answers requests that have that field.
    """

    method: str
    path: str
    route: str
    translate: Translation = words.as_it_is
    when: str = ""


class Unbuilt(NamedTuple):
    """A path whose capability is not part of the product yet, and what is instead."""

    method: str
    path: str
    instead: str


ALIASES: Final = (
    Alias("GET", f"{_MANAGED}/cost/metrics", "GET /v1/costs/history", words.cost),
    Alias("GET", f"{_MANAGED}/cost/usage", "GET /v1/costs/by/{dimension}", words.breakdown),
    Alias("GET", f"{_MANAGED}/cost/alerts", "GET /v1/alerts"),
    Alias("GET", f"{_MANAGED}/cost/optimization", "GET /v1/recommendations"),
    Alias("GET", f"{_MANAGED}/autoscaling/metrics", "GET /v1/resources", words.groups),
    Alias("GET", f"{_MANAGED}/autoscaling/prediction", "GET /v1/load"),
    Alias(
        "GET", f"{_MANAGED}/autoscaling/rightsizing", "GET /v1/recommendations", words.rightsizing
    ),
    Alias("GET", f"{_MANAGED}/dashboard/overview", "GET /v1/costs/summary"),
    Alias("GET", f"{_MANAGED}/dashboard/forecast", "GET /v1/forecast", words.forecast),
    Alias("POST", f"{_MANAGED}/dashboard/budget", "POST /v1/budgets", words.budget),
    Alias(
        "GET",
        f"{_MANAGED}/dashboard/budget/{{plan_name}}",
        "GET /v1/budgets/{id}",
        words.renamed(plan_name="id"),
    ),
    Alias("GET", f"{_MANAGED}/dashboard/optimization", "GET /v1/recommendations/roadmap"),
    Alias("GET", f"{_MANAGED}/dashboard/export", "GET /v1/costs/by/{dimension}", words.exported),
    Alias("GET", f"{_MANAGED}/health", "GET /v1/health"),
    Alias("GET", f"{_MANAGED}/status", "GET /v1/status"),
    Alias("GET", f"{_ANALYTICS}/cost/current", "GET /v1/costs/summary"),
    Alias("GET", f"{_ANALYTICS}/cost/history", "GET /v1/costs/history", words.cost),
    Alias("GET", f"{_ANALYTICS}/cost/forecast", "GET /v1/forecast", words.forecast),
    Alias("GET", f"{_ANALYTICS}/performance/current", "GET /v1/efficiency"),
    Alias("GET", f"{_ANALYTICS}/performance/trends", "GET /v1/capacity"),
    Alias(
        "GET",
        f"{_ANALYTICS}/optimization/recommendations",
        "GET /v1/recommendations",
        words.recommendations,
    ),
    Alias("GET", f"{_DASHBOARDS}/cost", "GET /v1/costs/summary"),
    Alias("GET", f"{_DASHBOARDS}/performance", "GET /v1/efficiency"),
    Alias("GET", f"{_DASHBOARDS}/ml", "GET /v1/accuracy"),
    Alias("GET", "/api/utilization", "GET /v1/utilization", words.utilization),
    Alias("POST", "/api/forecast", "GET /v1/forecast", words.forecast),
    Alias(
        "GET",
        "/api/recommendations",
        "GET /v1/recommendations/roadmap",
        words.recommendations,
        when="savings_target",
    ),
    Alias("GET", "/api/recommendations", "GET /v1/recommendations", words.recommendations),
)

NOT_BUILT: Final = (
    Unbuilt(
        "POST",
        f"{_MANAGED}/cost/alerts",
        "alert rules are part of the configuration, and budgets with thresholds are made by "
        "POST /v1/budgets",
    ),
    Unbuilt(
        "POST",
        f"{_MANAGED}/autoscaling/config",
        "nothing is changed in any account; GET /v1/recommendations advises on groups",
    ),
    Unbuilt(
        "GET",
        f"{_MANAGED}/autoscaling/decision",
        "GET /v1/load predicts the load of groups, and nothing decides on it yet",
    ),
    Unbuilt(
        "POST",
        f"{_MANAGED}/autoscaling/execute",
        "nothing is changed in any account; GET /v1/load predicts the load of groups",
    ),
    Unbuilt(
        "GET",
        f"{_DASHBOARDS}/executive",
        "its figures are GET /v1/costs/summary, /v1/budgets and /v1/recommendations/roadmap",
    ),
    Unbuilt("GET", f"{_DASHBOARDS}/security", "GET /v1/checks tells which checks there are"),
    Unbuilt(
        "POST",
        f"{_REPORTS}/generate",
        "a report is written every day, and `costgov report` lists and saves them",
    ),
    Unbuilt("GET", f"{_REPORTS}/scheduled", "a report is written every day"),
    Unbuilt("POST", f"{_REPORTS}/schedule", "a report is written every day"),
    Unbuilt("GET", f"{_REPORTS}/templates", "the daily report has one form"),
)


def methods(path: str) -> set[str]:
    """The methods that a path is an alias for."""
    return {one.method for one in (*ALIASES, *NOT_BUILT) if _matched(one.path, path) is not None}


def answer(event: "BaseProxyEvent", context: Mapping[str, Any]) -> Response[str]:
    """Answer a request of an alias as its route does.

    Raises:
        NotBuilt: what the path is for is not part of the product yet.
        NotFoundError: it is no alias, or takes another method.
        CostGovError: see `resource.answered`.
    """
    method = event["requestContext"]["http"]["method"]
    for unbuilt in NOT_BUILT:
        if unbuilt.method == method and unbuilt.path == event.path:
            raise NotBuilt(f"this is not built yet: {unbuilt.instead}")
    for alias in ALIASES:
        if alias.method != method or (named := _matched(alias.path, event.path)) is None:
            continue
        said = _said(event, named)
        if not alias.when or alias.when in said:
            endpoint = _endpoints()[alias.route]
            return answered(endpoint, _translated(event, alias, endpoint, said), context)
    raise NotFoundError


def _said(event: "BaseProxyEvent", named: Mapping[str, str]) -> dict[str, object]:
    if event["requestContext"]["http"]["method"] == "POST":
        return fields_in(event, named)
    return {**values_in(event["rawQueryString"], named)}


def _translated(
    event: "BaseProxyEvent", alias: Alias, endpoint: Endpoint, said: dict[str, object]
) -> APIGatewayProxyEventV2:
    """The request as the route would have got it."""
    fields = dict(alias.translate(said, utc_now().date()))
    path = _PARAMETER.sub(
        lambda found: quote(str(fields.pop(found[1], "")), safe=""), endpoint.path
    )
    stage = event["rawPath"].removesuffix(event.path)
    reads = endpoint.method == "GET"
    http = {**event["requestContext"]["http"], "method": endpoint.method, "path": stage + path}
    return APIGatewayProxyEventV2(
        {
            **event.raw_event,
            "rawPath": stage + path,
            "rawQueryString": urlencode(fields, quote_via=quote) if reads else "",
            "requestContext": {**event["requestContext"], "http": http},
            "headers": {**event["headers"], "content-type": JSON},
            "body": None if reads else b64encode(json_text(fields).encode()).decode(),
            "isBase64Encoded": not reads,
        }
    )


def _matched(template: str, path: str) -> dict[str, str] | None:
    if "{" not in template:
        return {} if template == path else None
    found = re.fullmatch(_PARAMETER.sub(r"(?P<\1>[^/]+)", template), path)
    return {name: unquote(text) for name, text in found.groupdict().items()} if found else None


@cache
def _endpoints() -> Mapping[str, Endpoint]:
    from functions.api.routes import ROUTERS  # noqa: PLC0415 - they import what this imports

    return {f"{one.method} {one.path}": one for router in ROUTERS for one in router.endpoints}
