"""What the first collection will cost, said before it starts."""

from costgov.domain.runs import COST_EXPLORER
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


def announcement(control: DocumentStore, cost: str) -> str | None:
    """A sentence as long as the first collection has not ended; `cost` is the stack's output of
    it, empty where costs do not come from Cost Explorer."""
    if not cost:
        return None
    try:
        begun = records.back_fills(control).get(COST_EXPLORER)
    except NotFound:
        return f"The first collection reads 13 months from Cost Explorer: {cost}."
    if begun.finished_at is not None:
        return None
    return f"The first collection, back to {begun.start}, goes on: {cost}."
