"""Who the caller is, to the API."""

from typing import Annotated

from pydantic import Field

from costgov.domain.access import RoleName
from costgov.domain.runs import Frozen
from costgov.pipeline.queries.exchange import Question
from costgov.pipeline.queries.stores import Caller, ReadStores


class MeQuestion(Question):
    """No parameters."""


class Me(Frozen):
    """The caller: `who` as grants name it and the audit trail notes it."""

    who: str
    role: Annotated[RoleName, Field(description="The highest of all grants.")]
    accounts: Annotated[
        tuple[str, ...] | None, Field(description="Those that are shown; null is all of them.")
    ]


def me(stores: ReadStores, _question: MeQuestion, caller: Caller) -> Me:
    """Who you are here, and what you may do and see."""
    accounts = None if stores.sight.is_whole else stores.sight.own
    return Me(who=caller.who, role=str(caller.role), accounts=accounts)
