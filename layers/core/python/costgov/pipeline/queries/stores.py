"""The stores every query reads from."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

# A cold start of the API does not pay for the ports of sources that it never reads.
if TYPE_CHECKING:
    from costgov.gateways.ports import CostReader, DocumentStore


class ReadStores(NamedTuple):
    """Cost facts, what the analysis made of them, and what the pipeline recorded."""

    costs: "CostReader"
    results: "DocumentStore"
    control: "DocumentStore"


class Caller(NamedTuple):
    """Who asks for a change, by the ARN that signed the request, and when."""

    arn: str
    at: datetime
