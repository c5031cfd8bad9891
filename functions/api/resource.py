"""Routes declared once, for the router and for the OpenAPI document alike."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from costgov.pipeline.queries.stores import ReadStores
from pydantic import BaseModel

from functions.api.parameters import parsed
from functions.api.rendering import json_text, response_of

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One GET route: its path, and what the signature and docstring of its use case say."""

    path: str
    tag: str
    operation: str
    summary: str
    question: type[BaseModel]
    answer: type[BaseModel]

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

    def read[Q: BaseModel](self, path: str, use_case: Callable[[ReadStores, Q], BaseModel]) -> None:
        """Answer GET requests of a path by a use case.

        The models of question and answer are taken from its signature, the operation's id from
        its name, the summary from the first line of its docstring.
        """
        endpoint = _endpoint(path, self.tag, use_case)
        self.endpoints.append(endpoint)

        def respond() -> Response[str]:
            event = self.current_event
            named = endpoint.parameters(event.path) or {}
            question: Any = parsed(endpoint.question, event["rawQueryString"], named)
            answer = use_case(self.context["stores"](), question)
            return response_of(json_text(answer), event.headers.get("if-none-match"))

        self.route(endpoint.rule, "GET")(respond)


def _endpoint(path: str, tag: str, use_case: Callable[..., BaseModel]) -> Endpoint:
    hints = inspect.get_annotations(use_case)
    answer = hints.pop("return")
    _, question = hints.values()
    operation = getattr(use_case, "__name__", "")
    summary = (inspect.getdoc(use_case) or "").partition("\n")[0].rstrip(".")
    return Endpoint(path, tag, operation, summary, question, answer)
