"""The stores every query reads from."""

from dataclasses import dataclass

from costgov.gateways.ports import CostStore, DocumentStore


@dataclass(frozen=True, slots=True)
class ReadStores:
    """Cost facts, what the analysis made of them, and what the pipeline recorded."""

    costs: CostStore
    results: DocumentStore
    control: DocumentStore
