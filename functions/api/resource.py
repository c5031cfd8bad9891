"""Routes declared once, for the router and for the OpenAPI document alike."""

import inspect
import re
from collections.abc import Callable
from functools import cached_property
from pkgutil import resolve_name
from typing import Final, Literal
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from costgov.clock import utc_now
from costgov.domain.access import Role
from costgov.pipeline.queries.stores import Caller
from pydantic import BaseModel

from functions.api.bodies import command_in
from functions.api.parameters import parsed
from functions.api.rendering import created, json_text, response_of

type UseCase = Callable[..., BaseModel]
type Method = Literal["GET", "POST", "PUT", "DELETE"]
type Openness = Literal["open", "filtered", "whole"]

_PARAMETER: Final = re.compile(r"\\\{(\w+)\\\}")
_WITHOUT_SLASH: Final = frozenset({"id", "name"})
"""Parameters that are ids or short names; others, as tag keys, may hold slashes."""


class Endpoint:
    """One route: its path, and what the signature and docstring of its use case say.

    A use case that reads is called with `(stores, question)`, one that writes with `(stores,
    command, caller)`; both return their answer. It is named as `package.module:function` and
    imported when it is first asked for: a cold start pays for the route it answers, not for all.

    `role` is the lowest that may call it. `sight` says what a caller gets who does not see every
    account: the same as all (`open`), what the use case leaves of it by `stores.sight`
    (`filtered`), or nothing (`whole`).
    """

    def __init__(
        self,
        path: str,
        tag: str,
        use_case: str,
        method: Method = "GET",
        *,
        role: Role = Role.VIEWER,
        sight: Openness = "whole",
    ) -> None:
        self.path = path
        self.tag = tag
        self.named = use_case
        self.method: Method = method
        self.role = role
        self.sight: Openness = sight

    @cached_property
    def use_case(self) -> UseCase:
        """The function that answers."""
        found: UseCase = resolve_name(self.named)
        return found

    @property
    def answer(self) -> type[BaseModel]:
        """The model of its answers."""
        answer: type[BaseModel] = inspect.get_annotations(self.use_case)["return"]
        return answer

    @cached_property
    def question(self) -> type[BaseModel]:
        """The model of its questions, or of its commands."""
        _stores, question, *_others = inspect.get_annotations(self.use_case).values()
        asked: type[BaseModel] = question
        return asked

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
        """The path for the router."""
        return _PARAMETER.sub(lambda named: _text_of(named[1]), re.escape(self.path))

    def parameters(self, path: str) -> dict[str, str] | None:
        """What a request's path says, None if it is not this route's.

        Decoded here, because not every gateway has done so already.
        """
        groups = _PARAMETER.sub(
            lambda named: f"(?P<{named[1]}>{_text_of(named[1])})", re.escape(self.path)
        )
        found = re.fullmatch(groups, path)
        return {name: unquote(text) for name, text in found.groupdict().items()} if found else None


def _text_of(parameter: str) -> str:
    return "[^/]+" if parameter in _WITHOUT_SLASH else ".+"


class Resource(Router):
    """A Router that remembers its endpoints."""

    def __init__(self, tag: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def read(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.VIEWER,
        sight: Openness = "whole",
    ) -> None:
        """Answer GET requests of a path by a use case, whose signature names both models."""
        endpoint = self._added(Endpoint(path, self.tag, use_case, role=role, sight=sight))

        def respond() -> Response[str]:
            event = self.current_event
            named = endpoint.parameters(event.path) or {}
            question = parsed(endpoint.question, event["rawQueryString"], named)
            answer = endpoint.use_case(self.context["stores"](), question)
            return response_of(json_text(answer), event.headers.get("if-none-match"))

        self.route(endpoint.rule, endpoint.method)(respond)

    def write(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.OPERATOR,
        sight: Openness = "whole",
    ) -> None:
        """Answer POST requests of a path: 201 with what the use case has stored.

        The fields of its command are the JSON body's and the path's parameters together. The
        function's role must be allowed the partitions it writes (`pipeline.commands`).
        """
        endpoint = self._added(Endpoint(path, self.tag, use_case, "POST", role=role, sight=sight))

        def respond() -> Response[str]:
            event = self.current_event
            named = endpoint.parameters(event.path) or {}
            command = command_in(endpoint.question, event, named)
            caller = Caller(event["requestContext"]["authorizer"]["iam"]["userArn"], utc_now())
            answer = endpoint.use_case(self.context["stores"](), command, caller)
            return created(json_text(answer))

        self.route(endpoint.rule, endpoint.method)(respond)

    def _added(self, endpoint: Endpoint) -> Endpoint:
        self.endpoints.append(endpoint)
        return endpoint
