"""Who may do what, as it is stored."""

from typing import TYPE_CHECKING, Final

from costgov.domain.access import Access

# Read at the API's every cold start, which does not pay for the records of everything else.
if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore

KIND: Final = "access"
ONLY: Final = "only"


def stored_access(control: "DocumentStore") -> Access:
    """What was pushed last (`alerting.records.accesses`); the defaults before that."""
    document = control.get(KIND, ONLY)
    return Access.model_validate_json(document.body) if document else Access()
