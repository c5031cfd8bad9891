"""The OpenAPI document is the routes': published, packaged and generated are one."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pkgutil import iter_modules
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.openapi.models import OpenAPI

import functions.api.routes as routes_package
from functions.api.app import app
from functions.api.document import PACKAGED
from functions.api.openapi import PUBLISHED, generate, text
from functions.api.resource import Endpoint, Resource
from functions.api.routes import ROUTERS, route_of

# What holds figures that were measured or reckoned, and are no amounts.
MEASURED = {"CapacityUse", "Finding", "ListedRecommendation", "PricedOption"}
# Other words of the same, and what Slack calls.
METHODS = {"GET", "POST", "PUT", "DELETE"}
OUTSIDE = {("GET", "/api/.+"), ("POST", "/api/.+"), ("POST", "/slack/actions")}
ENDPOINTS = [endpoint for router in ROUTERS for endpoint in router.endpoints]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return generate(version("costgov"))


def test_the_committed_documents_are_a_fresh_generation(document: dict[str, Any]) -> None:
    fresh = text(document)
    for path in (PUBLISHED, PACKAGED):
        assert path.read_text("utf-8") == fresh, "run: python -m functions.api.openapi"


def test_no_router_is_forgotten() -> None:
    modules = [
        import_module(f"{routes_package.__name__}.{found.name}")
        for found in iter_modules(routes_package.__path__)
    ]
    assert modules
    routers = [value for module in modules for value in vars(module).values()]
    assert {id(found) for found in routers if isinstance(found, Resource)} == {
        id(router) for router in ROUTERS
    }


def test_the_router_and_the_document_hold_the_same_routes(document: dict[str, Any]) -> None:
    registered = {
        (route.method, route.path) for route in [*app._static_routes, *app._dynamic_routes]
    }
    assert registered == OUTSIDE | {(method, "/v1/.+") for method in METHODS}
    assert {endpoint.method for endpoint in ENDPOINTS} == METHODS
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert described == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_every_route_is_found_by_its_path(endpoint: Endpoint) -> None:
    path = endpoint.path.replace("{", "").replace("}", "")

    assert route_of(endpoint.method, path) is endpoint


def test_it_is_openapi(document: dict[str, Any]) -> None:
    assert OpenAPI.model_validate(document).openapi == "3.1.0"
    operations = [one for of_path in document["paths"].values() for one in of_path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in operations)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert isinstance(found, dict)


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(target := value.get("$ref"), str):
            yield target
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_parameters_are_the_questions_fields(
    document: dict[str, Any], endpoint: Endpoint
) -> None:
    operation = document["paths"][endpoint.path][endpoint.method.lower()]
    named = {entry["name"]: entry["in"] for entry in operation["parameters"] if "name" in entry}
    in_path = {name for name, place in named.items() if place == "path"}
    body = operation.get("requestBody")
    in_body = body and body["content"]["application/json"]["schema"]["properties"]
    assert {*named, *(in_body or ())} == set(endpoint.question.model_fields)
    assert (body is not None) == (endpoint.method in {"POST", "PUT"})
    assert all(f"{{{name}}}" in endpoint.path for name in in_path)
    assert endpoint.path.count("{") == len(in_path)


def test_every_operation_says_who_may_ask_and_how_it_refuses(document: dict[str, Any]) -> None:
    assert document["security"] == [{"iam": []}, {"jwt": []}]
    for endpoint in ENDPOINTS:
        operation = document["paths"][endpoint.path][endpoint.method.lower()]
        assert operation["x-required-role"] == str(endpoint.role)
        assert operation["x-sight"] == endpoint.sight
        assert {"401", "403", "429"} <= set(operation["responses"])
        edits = endpoint.method in {"PUT", "DELETE"}
        assert edits == ({"412", "428"} <= set(operation["responses"]))


def test_amounts_are_text_and_questions_are_not_components(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    amount = schemas["CostPoint"]["properties"]["amount"]
    assert amount == {"type": "string", "format": "decimal"}
    assert not [name for name in schemas if name.endswith("Question")]
    assert {name for name, one in schemas.items() if has_number(one)} == MEASURED
    priced = [schemas[name]["properties"] for name in ("Finding", "ListedRecommendation")]
    assert [{name for name, one in of.items() if has_number(one)} for of in priced] == [
        {"confidence"}, {"confidence"},
    ]  # fmt: skip


def has_number(value: object) -> bool:
    if isinstance(value, dict):
        return value.get("type") == "number" or any(map(has_number, value.values()))
    return isinstance(value, list) and any(map(has_number, value))
