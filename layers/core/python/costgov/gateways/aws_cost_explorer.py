"""Cost Explorer of the payer account, page by page; it has no paginator in boto3."""

from typing import TYPE_CHECKING, Any, Final

from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.ports import CostPage, CostQuery

if TYPE_CHECKING:
    from mypy_boto3_ce import CostExplorerClient

# All in one request: further metrics cost nothing, further requests do.
METRICS: Final = ("UnblendedCost", "AmortizedCost", "NetAmortizedCost")


class AwsCostExplorer:
    """CostExplorer on a client; botocore finds the partition's endpoint from the region."""

    def __init__(self, client: "CostExplorerClient") -> None:
        self._client = client

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        """See CostExplorer.page."""
        request: dict[str, Any] = {
            "TimePeriod": {
                "Start": query.window.start.isoformat(),
                "End": query.window.end.isoformat(),
            },
            "Granularity": "DAILY",
            "Metrics": list(METRICS),
            "GroupBy": [{"Type": kind, "Key": key} for kind, key in query.group_by],
        }
        if token is not None:
            request["NextPageToken"] = token
        with source_errors(f"Cost Explorer query {query.name}"):
            answer: dict[str, Any] = dict(self._client.get_cost_and_usage(**request))
        answer.pop("ResponseMetadata", None)
        return CostPage(answer, answer.get("NextPageToken"))
