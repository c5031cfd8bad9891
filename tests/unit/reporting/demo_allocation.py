"""Whose the demo company's cost is: teams by tag, and a shared bill."""

from costgov.domain.allocation.plan import Allocation
from costgov.pipeline import records
from costgov.pipeline.allocate import Allocator
from costgov.pipeline.ledger import CutReader, currency_ledgers

from tests.unit.reporting.demo import AS_OF, Demo

VIEWS = {
    "team": {
        "rules": [
            {"account": "777788889999", "service": "AWS Lambda", "unit": "observability"},
            {"tag": "Team"},
        ],
        "shared": [{"unit": "observability", "split": "proportional"}],
    },
    "cost_center": {"rules": [{"account": "111122223333", "unit": "4711"}]},
}


def allocate(demo: Demo) -> None:
    """Leave what the analysis would."""
    allocation = Allocation.model_validate({"views": VIEWS})
    records.allocation_views(demo.control).make_equal(
        (view.name, view) for view in allocation.named()
    )
    for ledger in currency_ledgers(demo.costs):
        reader = CutReader(demo.costs, ledger.currency, ledger.window(AS_OF))
        assert not list(Allocator(ledger, reader, demo.results, demo.control, AS_OF).run())
