"""Routes declared once, for the router and for the OpenAPI document alike."""

import inspect
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from costgov.pipeline.queries.stores import ReadStores
from pydantic import BaseModel

from functions.api.parameters import parsed
from functions.api.rendering import json_text, response_of

type UseCase[Q: BaseModel] = Callable[[ReadStores, Q], BaseModel]

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")


class Endpoint:
    """One GET route: its path, and what the signature and docstring of its use case say."""

    def __init__(self, path: str, tag: str, use_case: UseCase[Any]) -> None:
        self.path = path
        self.tag = tag
        self.use_case = use_case
        hints = inspect.get_annotations(use_case)
        self.answer: type[BaseModel] = hints.pop("return")
        _, self.question = hints.values()

    @property
    def operation(self) -> str:
        """The operation's id."""
        return str(getattr(self.use_case, "__name__", ""))

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.use_case) or "").partition("\n")[0].rstrip(".")

    @property
    def rule(self) -> str:
        """The path for the router; a parameter at its end may hold slashes, as tag keys do."""
        return _PARAMETER.sub(".+", re.escape(self.path))

    def parameters(self, path: str) -> dict[str, str] | None:
        """What a request's path says, None if it is not this route's.

        Decoded here, because not every gateway has done so already.
        """
        found = re.fullmatch(_PARAMETER.sub(r"(?P<\1>.+)", re.escape(self.path)), path)
        return {name: unquote(text) for name, text in found.groupdict().items()} if found else None


class Resource(Router):
    """A Router that remembers its endpoints."""

    def __init__(self, tag: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def read[Q: BaseModel](self, path: str, use_case: UseCase[Q]) -> None:
        """Answer GET requests of a path by a use case, whose signature names both models."""
        endpoint = Endpoint(path, self.tag, use_case)
        self.endpoints.append(endpoint)

        def respond() -> Response[str]:
            event = self.current_event
            named = endpoint.parameters(event.path) or {}
            question = parsed(endpoint.question, event["rawQueryString"], named)
            answer = use_case(self.context["stores"](), question)
            return response_of(json_text(answer), event.headers.get("if-none-match"))

        self.route(endpoint.rule, "GET")(respond)
