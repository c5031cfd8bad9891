"""The stores every query reads from."""

from typing import NamedTuple

from costgov.gateways.ports import CostReader, DocumentStore


class ReadStores(NamedTuple):
    """Cost facts, what the analysis made of them, and what the pipeline recorded."""

    costs: CostReader
    results: DocumentStore
    control: DocumentStore
