"""Every error as RFC 9457 problem details; what went wrong inside stays in the log."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response
from costgov.domain.runs import Frozen
from costgov.errors import CostGovError, InvalidInput
from pydantic import Field, ValidationError

CONTENT_TYPE: Final = "application/problem+json"
_PHRASES = {"extra_forbidden": "is not a parameter of this request", "missing": "is required"}


class ParameterProblem(Frozen):
    """What is wrong with one parameter."""

    parameter: str
    message: str


class Problem(Frozen):
    """Problem details (RFC 9457); `correlation_id` finds the request in the log."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    correlation_id: str
    errors: tuple[ParameterProblem, ...] = Field(default=(), description="Empty unless 400.")


class InvalidParameters(InvalidInput):
    """The parameters cannot be read; `problems` names each."""

    def __init__(self, problems: tuple[ParameterProblem, ...]) -> None:
        super().__init__("; ".join(f"{found.parameter}: {found.message}" for found in problems))
        self.problems = problems

    @classmethod
    def one(cls, parameter: str, message: str) -> "InvalidParameters":
        """A single parameter's problem."""
        return cls((ParameterProblem(parameter=parameter, message=message),))

    @classmethod
    def of(cls, error: ValidationError) -> "InvalidParameters":
        """pydantic's findings in a caller's words, each by the name of its parameter."""
        return cls._found(error, lambda place: str(place[0]) if place else "query")

    @classmethod
    def in_body(cls, error: ValidationError) -> "InvalidParameters":
        """The same of a body, whose fields may have fields."""
        return cls._found(error, lambda place: ".".join(map(str, place)) or "body")

    @classmethod
    def _found(
        cls, error: ValidationError, named: Callable[[tuple[int | str, ...]], str]
    ) -> "InvalidParameters":
        return cls(
            tuple(
                ParameterProblem(
                    parameter=named(found["loc"]),
                    message=_PHRASES.get(found["type"], found["msg"].removeprefix("Value error, ")),
                )
                for found in error.errors(include_url=False, include_context=False)
            )
        )


class UriTooLong(CostGovError):
    """The query string is longer than any request needs."""


class BodyTooLarge(CostGovError):
    """The body is larger than any request needs."""


class NotJson(CostGovError):
    """The body is declared to be something other than JSON."""


def problem_response(
    status: HTTPStatus,
    detail: str,
    correlation_id: str,
    errors: tuple[ParameterProblem, ...] = (),
    headers: dict[str, str | list[str]] | None = None,
) -> Response[str]:
    """A response of this status; never stored by a cache."""
    problem = Problem(
        title=status.phrase,
        status=status.value,
        detail=detail,
        correlation_id=correlation_id,
        errors=errors,
    )
    return Response(
        status_code=status.value,
        content_type=CONTENT_TYPE,
        body=problem.model_dump_json(),
        headers={"Cache-Control": "no-store"} | (headers or {}),
    )
