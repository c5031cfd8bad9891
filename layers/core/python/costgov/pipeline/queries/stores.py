"""The stores every query reads from."""

from typing import NamedTuple

from costgov.gateways.ports import CostStore, DocumentStore


class ReadStores(NamedTuple):
    """Cost facts, what the analysis made of them, and what the pipeline recorded."""

    costs: CostStore
    results: DocumentStore
    control: DocumentStore
