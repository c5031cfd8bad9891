"""The stores every query reads from."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from costgov.domain.access import EVERYTHING, Role, Sight

# A cold start of the API does not pay for the ports of sources that it never reads.
if TYPE_CHECKING:
    from costgov.gateways.ports import CostReader, DocumentStore


class ReadStores(NamedTuple):
    """Cost facts, what the analysis made of them, and what the pipeline recorded.

    `sight` is what the caller may see of it; a route that heeds it is declared as `filtered`, and
    every other one is closed to callers who do not see everything.
    """

    costs: "CostReader"
    results: "DocumentStore"
    control: "DocumentStore"
    sight: Sight = EVERYTHING


class Caller(NamedTuple):
    """Who asks for a change, when, and in which role.

    `who` is an ARN, `jwt:<issuer>#<subject>` or `slack:<user>`.
    """

    who: str
    at: datetime
    role: Role = Role.ADMIN
