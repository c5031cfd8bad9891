"""The stores every query reads from."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from costgov.domain.access import EVERYTHING, Role, Sight

# A cold start of the API does not pay for the ports of sources that it never reads.
if TYPE_CHECKING:
    from costgov.gateways.ports import CostReader, DocumentStore
    from costgov.pipeline.audit import Trail


class ReadStores(NamedTuple):
    """Cost facts, what the analysis made of them, and what the pipeline recorded.

    `sight` is what the caller may see of it; a route that heeds it is declared as `filtered`, and
    every other one is closed to callers who do not see everything.
    """

    costs: "CostReader"
    results: "DocumentStore"
    control: "DocumentStore"
    sight: Sight = EVERYTHING


NOTHING: Final = ""
"""A change that is based on nothing being stored yet."""

WHATEVER: Final = "*"
"""A change of whatever is stored, as long as something is."""


class Caller(NamedTuple):
    """Who asks for a change, when, in which role, and based on what.

    `who` is an ARN, `jwt:<issuer>#<subject>` or `slack:<user>`. `trail` is told of a change right
    before it is made. `based_on` is the revision of what
    the caller has seen, NOTHING or WHATEVER; None where the change takes no condition
    (`commands.editing` compares it with what is stored).
    """

    who: str
    at: datetime
    trail: "Trail"
    role: Role = Role.ADMIN
    based_on: str | None = None
