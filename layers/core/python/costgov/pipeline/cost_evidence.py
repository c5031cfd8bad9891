"""Evidence of what Cost Explorer answered: every page, with what was asked and what became of it.

What a replay needs is here: the pages of a query and attempt are complete when the last one of
them says so, and a complete query was stored at the instant `version`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from costgov.clock import instant_text
from costgov.collectors.cost_explorer_pages import ReadPage
from costgov.collectors.cost_explorer_plan import PlannedQuery
from costgov.gateways.ports import ObjectStore
from costgov.pipeline.evidence import keep_json

PREFIX = "cost-explorer/"


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """Writes every page as it came, before anything is made of it.

    `version` is the instant under which the run's facts are stored. An object is named
    `cost-explorer/<run>/<version>/<query>/<start>_<end>/<page>-<attempt>.json.gz`.
    """

    evidence: ObjectStore
    run_id: str
    version: datetime

    def __call__(self, read: ReadPage) -> None:
        """Keep a page; raises StoreError."""
        asked, window = read.asked, read.window
        version = instant_text(self.version)
        name = asked.shape.name if isinstance(asked, PlannedQuery) else str(asked)
        kept = {
            "run_id": self.run_id,
            "version": version,
            "requested_at": instant_text(read.requested_at),
            "query": name,
            "start": window.start.isoformat(),
            "end": window.end.isoformat(),
            **_request(asked),
            "page": read.number,
            "attempt": read.attempt,
            "last": read.page.next_token is None,
            "body": read.page.body,
        }
        folder = f"{PREFIX}{self.run_id}/{version}/{name}/{window.start}_{window.end}"
        keep_json(self.evidence, f"{folder}/{read.number}-{read.attempt}.json.gz", kept)


def _request(asked: object) -> Mapping[str, Any]:
    """What told this query apart; a list of names has neither groups nor metrics."""
    if not isinstance(asked, PlannedQuery):
        return {}
    return {"group_by": asked.shape.group_by, "metrics": asked.shape.metrics}
