"""Who changed a budget plan otherwise than by pushing the configuration file."""

from datetime import datetime
from typing import Literal

from costgov.domain.runs import Frozen

type ChangeKind = Literal["created", "changed", "removed"]


class BudgetChange(Frozen):
    """The last change of a plan by API or command line.

    `pulled` says whether the configuration file has been written from what is deployed since: a
    push of the file takes back what it has never seen, and says so first.
    """

    id: str
    what: ChangeKind
    by: str
    at: datetime
    reason: str = ""
    pulled: bool = False
