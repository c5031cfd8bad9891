"""What an edit is based on: the headers If-Match and If-None-Match (RFC 9110)."""

import re
from collections.abc import Mapping
from typing import Final

from costgov.errors import CostGovError
from costgov.pipeline.queries.stores import NOTHING, WHATEVER

from functions.api.problems import InvalidParameters

CONDITIONAL: Final = frozenset({"PUT", "DELETE"})
# What a GET answered as its ETag, or the revision alone.
_TAG: Final = r'(?:W/)?"?([0-9A-Za-z-]{1,64})(?:\.[0-9a-z]{1,64})?"?'


class PreconditionRequired(CostGovError):
    """An edit does not say what it is based on, and could undo what it does not know of."""


def basis_of(method: str, headers: Mapping[str, str | None]) -> str | None:
    """The revision a PUT or DELETE is based on, WHATEVER or, of a PUT, NOTHING; else None.

    Raises:
        PreconditionRequired: neither header is there, or not the one that this change takes.
        InvalidParameters: a header cannot be read, or both are there.
    """
    if method not in CONDITIONAL:
        return None
    match, none_match = headers.get("if-match"), headers.get("if-none-match")
    if match is not None and none_match is not None:
        raise InvalidParameters.one("If-None-Match", "and If-Match exclude each other")
    if match is not None:
        return _revision_in(match.strip())
    if none_match is None or method == "DELETE":
        creates = "" if method == "DELETE" else "; If-None-Match: * creates"
        raise PreconditionRequired(f"send the ETag you have seen as If-Match{creates}")
    if none_match.strip() != "*":
        raise InvalidParameters.one("If-None-Match", "takes only * here")
    return NOTHING


def _revision_in(header: str) -> str:
    if header == "*":
        return WHATEVER
    found = re.fullmatch(_TAG, header)
    if found is None:
        raise InvalidParameters.one("If-Match", "is not the one ETag of an answer")
    return found[1]
