"""Routes declared once, to be answered and for the OpenAPI document alike."""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent
from costgov.domain.access import Role
from costgov.pipeline.queries.stores import NOTHING, ReadStores
from pydantic import BaseModel

from functions.api.bodies import command_in
from functions.api.formats import asked, is_list, written
from functions.api.gate import Gate, Visit
from functions.api.memory import AnswerMemory
from functions.api.parameters import parsed
from functions.api.preconditions import basis_of
from functions.api.rendering import Body, body_of, created, gone, response_of
from functions.api.sealing import opened, sealed

if TYPE_CHECKING:
    from costgov.gateways.ports import CostReader

type UseCase = Callable[..., BaseModel | None]
type Method = Literal["GET", "POST", "PUT", "DELETE"]
type Openness = Literal["open", "filtered", "whole"]

_PARAMETER: Final = re.compile(r"\\\{(\w+)\\\}")
_WITHOUT_SLASH: Final = frozenset({"id", "name"})
"""Parameters that are ids or short names; others, as tag keys, may hold slashes."""


class Endpoint:
    """One route: its path, and what the signature and docstring of its use case say.

    A use case that reads is called with `(stores, question)`, one that writes with `(stores,
    command, caller)`; both return their answer, one that removes returns None. One that reads may
    take the caller too. It is named as
    `package.module:function` and imported when it is first asked for: a cold start pays for the
    route it answers, not for all.

    `role` is the lowest that may call it. `sight` says what a caller gets who does not see every
    account: the same as all (`open`), what the use case leaves of it by `stores.sight`
    (`filtered`), or nothing (`whole`). `wakes`: what it writes is news, to be delivered now.
    `of_costs`: it answers from cost facts alone, so a container may give an answer again while no
    ledger has changed.
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
        wakes: bool = False,
        of_costs: bool = False,
    ) -> None:
        self.path = path
        self.tag = tag
        self.named = use_case
        self.method: Method = method
        self.role = role
        self.sight: Openness = sight
        self.wakes = wakes
        self.of_costs = of_costs

    @cached_property
    def use_case(self) -> UseCase:
        """The function that answers."""
        found: UseCase = resolve_name(self.named)
        return found

    @property
    def answer(self) -> type[BaseModel] | None:
        """The model of its answers; None where it removes."""
        answer: type[BaseModel] | None = inspect.get_annotations(self.use_case)["return"]
        return answer

    @cached_property
    def question(self) -> type[BaseModel]:
        """The model of its questions, or of its commands."""
        _stores, question, *_others = inspect.get_annotations(self.use_case).values()
        asked: type[BaseModel] = question
        return asked

    @property
    def asks_who(self) -> bool:
        """Whether a use case that reads wants to know the caller too."""
        return "caller" in inspect.get_annotations(self.use_case)

    @property
    def action(self) -> str:
        """The operation's id, without importing its use case."""
        return self.named.rpartition(":")[2]

    @property
    def operation(self) -> str:
        """The operation's id."""
        return str(getattr(self.use_case, "__name__", ""))

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.use_case) or "").partition("\n")[0].rstrip(".")

    def parameters(self, path: str) -> dict[str, str] | None:
        """What a request's path says, None if it is not this route's.

        Decoded here, because not every gateway has done so already.
        """
        if "{" not in self.path:
            return {} if path == self.path else None
        found = self._pattern.fullmatch(path)
        return {name: unquote(text) for name, text in found.groupdict().items()} if found else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Compiled when it is first asked: a cold start does not pay for every route there is.
        return re.compile(
            _PARAMETER.sub(
                lambda named: f"(?P<{named[1]}>{_text_of(named[1])})", re.escape(self.path)
            )
        )


def _text_of(parameter: str) -> str:
    return "[^/]+" if parameter in _WITHOUT_SLASH else ".+"


def answered(
    endpoint: Endpoint, event: BaseProxyEvent, context: Mapping[str, Any]
) -> Response[str]:
    """What a route answers to a request: its own, or an alias's that was translated for it.

    Raises:
        CostGovError: what the caller is told of as a problem; see `app`.
    """
    gate: Gate = context["gate"]()
    with gate.visit(endpoint, event) as visit:
        stores: ReadStores = context["stores"]()._replace(sight=visit.sight(endpoint.role))
        if endpoint.method == "GET":
            return _read(endpoint, event, stores, visit, context)
        response = _written(endpoint, event, stores, visit)
        if endpoint.wakes:
            context["wake"]().wake()
        return response


def _read(
    endpoint: Endpoint,
    event: BaseProxyEvent,
    stores: ReadStores,
    visit: Visit,
    context: Mapping[str, Any],
) -> Response[str]:
    named = endpoint.parameters(event.path) or {}
    form, query = asked(
        event["rawQueryString"],
        event.headers.get("accept") or "",
        of_list=is_list(endpoint.answer),
    )
    filtered = endpoint.sight == "filtered"
    shown = opened(query, stores.sight) if filtered else query
    question = parsed(endpoint.question, shown, named)
    caller = (visit.caller(),) if endpoint.asks_who else ()

    def make(costs: "CostReader") -> Body:
        answer = endpoint.use_case(stores._replace(costs=costs), question, *caller)
        return written(sealed(answer, stores.sight) if filtered else answer, form)

    if not endpoint.of_costs:
        return response_of(make(stores.costs), event.headers)
    memory: AnswerMemory = context["memory"]()
    what = (endpoint.path, question, form, stores.sight)
    return response_of(memory.answer(what, stores.costs, make), event.headers)


def _written(
    endpoint: Endpoint, event: BaseProxyEvent, stores: ReadStores, visit: Visit
) -> Response[str]:
    named = endpoint.parameters(event.path) or {}
    based_on = basis_of(endpoint.method, event.headers)
    caller = visit.caller(based_on)
    if endpoint.method == "DELETE":
        removal = parsed(endpoint.question, event["rawQueryString"], named)
        endpoint.use_case(stores, removal, caller)
        return gone()
    command = command_in(endpoint.question, event, named)
    answer = endpoint.use_case(stores, command, caller)
    makes = endpoint.method == "POST" or based_on == NOTHING
    return created(answer) if makes else response_of(body_of(answer), {})


class Resource:
    """The routes to one kind of thing, declared one by one."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def read(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.VIEWER,
        sight: Openness = "whole",
        of_costs: bool = False,
    ) -> None:
        """Answer GET requests of a path by a use case, whose signature names both models."""
        self.endpoints.append(
            Endpoint(path, self.tag, use_case, role=role, sight=sight, of_costs=of_costs)
        )

    def write(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.OPERATOR,
        sight: Openness = "whole",
        wakes: bool = False,
    ) -> None:
        """Answer POST requests of a path: 201 with what the use case has stored.

        The fields of its command are the JSON body's and the path's parameters together. The
        function's role must be allowed the partitions it writes (`pipeline.commands`).
        """
        self.endpoints.append(
            Endpoint(path, self.tag, use_case, "POST", role=role, sight=sight, wakes=wakes)
        )

    def replace(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.OPERATOR,
        sight: Openness = "whole",
    ) -> None:
        """Answer PUT requests of a path: 201 with what was made, 200 with what was changed.

        The command is read as `write` reads it. The caller says by If-Match which revision it has
        seen, or by `If-None-Match: *` that there is none; without either it is refused (428), and
        where that is mistaken too (412). The use case gets it as `caller.based_on`.
        """
        self.endpoints.append(Endpoint(path, self.tag, use_case, "PUT", role=role, sight=sight))

    def remove(
        self,
        path: str,
        use_case: str,
        *,
        role: Role = Role.OPERATOR,
        sight: Openness = "whole",
    ) -> None:
        """Answer DELETE requests of a path: 204 once it is gone.

        The command's fields are the parameters of the path and of the query; If-Match as of
        `replace`. The function's role must be allowed to remove it (`commands.REMOVED_KINDS`).
        """
        self.endpoints.append(Endpoint(path, self.tag, use_case, "DELETE", role=role, sight=sight))
