"""One handler for every operation that is answered from told data."""

from collections.abc import Mapping, Sequence
from typing import Any

from moto.core.model import OperationModel

from cli.local.standin.calls import Caller, Params, Reply
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.estate.known import Known, here
from cli.local.standin.estate.layout import (
    LIMITS,
    Layout,
    Path,
    allows_empty,
    chosen_result,
    filled,
    item_shape,
    layout,
    output,
)
from cli.local.standin.estate.matching import is_name, is_own_account, selected
from cli.local.standin.estate.refusals import invalid_token, not_found, refusal
from cli.local.standin.models import Service
from cli.local.standin.tokens import Tokens
from cli.local.synthetic.estate import Answer, Estate, Listed

type Place = tuple[str, str]
"""A service and an operation."""

_READING = ("BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Search")
"""How the names of operations begin that change nothing."""


class EstateServices:
    """Lists, describes and refuses from an estate, for every service and account alike."""

    def __init__(self, estate: Estate, *, items_per_page: int) -> None:
        self._page_size = items_per_page
        self._listed: dict[Place, list[Listed]] = {}
        self._answers: dict[Place, list[Answer]] = {}
        for listed in estate.listed:
            self._listed.setdefault((listed.service, listed.operation), []).append(listed)
        for answer in estate.answers:
            self._answers.setdefault((answer.service, answer.operation), []).append(answer)
        self._known = Known(estate)
        self._tokens: dict[Place, Tokens] = {}

    def expire_tokens(self) -> None:
        """Make every page token given out so far a stale one."""
        for tokens in self._tokens.values():
            tokens.expire()

    def items(self, service: str, operation: str, caller: Caller) -> list[Any]:
        """Everything told of an operation in the caller's account and region."""
        told = self._listed.get((service, operation), ())
        return [item for one in told if here(one, caller) for item in one.items]

    def tells(self, service: str, operation: str) -> bool:
        """Whether anything is told of an operation, wherever."""
        return (service, operation) in self._listed or (service, operation) in self._answers

    def answer(
        self, service: Service, operation: OperationModel, params: Params, caller: Caller
    ) -> Reply:
        """The reply to a request.

        Raises:
            AwsError: there is no such thing, a parameter is not understood, or it is no reading.
        """
        if not str(operation.name).startswith(_READING):
            raise unsupported(f"{service.name} {operation.name}, which is no reading")
        return _Request(self, service, operation, params, caller).reply()

    def told(self, place: Place, params: Params, caller: Caller) -> list[Listed]:
        """What was told for these parameters; what was told most particularly counts alone."""
        fitting = [
            one
            for one in self._listed.get(place, ())
            if here(one, caller) and one.where.items() <= params.items()
        ]
        most = max((len(one.where) for one in fitting), default=0)
        return [one for one in fitting if len(one.where) == most]

    def whole(self, place: Place, params: Params, caller: Caller) -> Answer | None:
        """The reply told for exactly these parameters."""
        for one in self._answers.get(place, ()):
            if here(one, caller) and dict(one.where) == params:
                return one
        return None

    def knows(self, service: str, caller: Caller, value: object) -> bool:
        """Whether something of this name is told of in the caller's account and region."""
        return self._known.has(service, caller, value)

    def tokens(self, service: Service, operation: OperationModel) -> Tokens:
        """The page tokens of an operation."""
        place = service.name, str(operation.name)
        code = invalid_token(service, operation)
        return self._tokens.setdefault(place, Tokens(code, code))

    @property
    def page_size(self) -> int:
        """Items on a page unless told otherwise."""
        return self._page_size


class _Request:
    """One request, while it is answered."""

    def __init__(
        self,
        estate: EstateServices,
        service: Service,
        operation: OperationModel,
        params: Params,
        caller: Caller,
    ) -> None:
        self._estate = estate
        self._service = service
        self._operation = operation
        self._params = params
        self._caller = caller
        self._layout: Layout = layout(service.name, operation)
        self._failures: list[Reply] = []

    def reply(self) -> Reply:
        asked = {name: value for name, value in self._params.items() if self._counts(name, value)}
        place = self._service.name, str(self._operation.name)
        whole = self._estate.whole(place, asked, self._caller)
        if whole is not None:
            if whole.error:
                message = f"{self._operation.name} {asked}"
                raise refusal(self._service, self._operation, whole.error, message)
            return dict(whole.reply)
        told = self._estate.told(place, asked, self._caller)
        if not told:
            return self._nothing(asked)
        key = next((one.key for one in told if one.key), "")
        items = [item for one in told for item in one.items]
        path = chosen_result(self._operation, self._layout, items, key)
        shape = item_shape(self._operation, path)
        rest = {name: value for name, value in asked.items() if name not in told[0].where}
        chosen = selected(items, rest, shape, self._caller, self._missing)
        if self._layout.is_listing:
            return self._page(path, chosen, told[0].page)
        return self._single(path, chosen, asked)

    def _nothing(self, asked: Params) -> Reply:
        """Nothing is told: an empty list, unless it was asked of a thing nobody knows."""
        identifiers = {name: value for name, value in asked.items() if self._names(name, value)}
        for name, value in identifiers.items():
            for one in value if isinstance(value, list) else [value]:
                if not self._estate.knows(self._service.name, self._caller, one):
                    raise not_found(self._service, self._operation, name, one)
        if self._layout.is_listing:
            return self._page(self._layout.results[0], [], None)
        name, value = next(iter(identifiers.items()), (str(self._operation.name), ""))
        raise not_found(self._service, self._operation, name, value, within=True)

    def _single(self, path: Path, chosen: Sequence[Any], asked: Params) -> Reply:
        if not chosen:
            name, value = next(iter(asked.items()), (str(self._operation.name), ""))
            raise not_found(self._service, self._operation, name, value)
        if len(chosen) > 1:
            raise unsupported(f"{self._operation.name} {asked}, which means several things")
        return self._reply(path, chosen[0], {})

    def _page(self, path: Path, chosen: Sequence[Any], page: int | None) -> Reply:
        paging, size = self._layout.paging, len(chosen)
        offset = 0
        if paging is not None:
            size = page or self._estate.page_size
            if paging.limit in self._params:
                size = min(size, int(self._params[paging.limit]))
            tokens = self._estate.tokens(self._service, self._operation)
            offset = tokens.offset(self._params, field_name=paging.token)
        items = list(chosen[offset : offset + size])
        more = offset + size < len(chosen)
        marker = self._params.get(paging.token, "") if paging else ""
        known = {"Quantity": len(items), "MaxItems": size, "IsTruncated": more, "Marker": marker}
        reply = self._reply(path, items, known)
        if paging is not None and more:
            token = tokens.issue(self._params, offset + size, ignoring=paging.token)
            _put(reply, paging.next_token, token)
        if paging is not None and paging.more:
            _put(reply, paging.more, more)
        if self._failures:
            reply["failures"] = self._failures
        return reply

    def _reply(self, path: Path, value: object, known: Mapping[str, Any]) -> Reply:
        reply: Reply = {}
        if value or allows_empty(self._operation, path):
            _put(reply, path, value)
        return filled(output(self._operation), known, reply)

    def _names(self, name: str, value: object) -> bool:
        """Whether a parameter names a thing, and is not one of a few words."""
        shape = self._operation.input_shape
        return is_name(name, value) and not (shape and "enum" in shape.members[name].metadata)

    def _counts(self, name: str, value: object) -> bool:
        """Whether a parameter tells what is meant, not how much of it on a page."""
        paging = self._layout.paging
        if name in LIMITS or is_own_account(name, value, self._caller):
            return False
        return paging is None or name not in {paging.token, paging.limit}

    def _missing(self, name: str, value: object) -> AwsError | None:
        """The refusal of an identifier that no item has, where it is one."""
        if "failures" in output(self._operation).members:
            self._failures.append({"arn": str(value), "reason": "MISSING"})
            return None
        if self._estate.knows(self._service.name, self._caller, value):
            return None
        return not_found(self._service, self._operation, name, value)


def _put(reply: Reply, path: Path, value: object) -> None:
    for name in path[:-1]:
        reply = reply.setdefault(name, {})
    reply[path[-1]] = value
