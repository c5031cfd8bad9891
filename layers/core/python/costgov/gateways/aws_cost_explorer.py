"""Cost Explorer of the payer account, page by page; it has no paginator in boto3."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from costgov.domain.period import ONE_DAY, Window
from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.ports import CostPage, CostQuery

if TYPE_CHECKING:
    from mypy_boto3_ce import CostExplorerClient

_MOST_TAGS: Final = 1000
_MOST_ANOMALIES: Final = 100


class AwsCostExplorer:
    """CostExplorer on a client; botocore finds the partition's endpoint from the region."""

    def __init__(self, client: "CostExplorerClient") -> None:
        self._client = client

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        """See CostExplorer.page."""
        request: dict[str, Any] = {
            "TimePeriod": _period(query.window),
            "Granularity": "DAILY",
            "Metrics": list(query.metrics),
            "GroupBy": [{"Type": kind, "Key": key} for kind, key in query.group_by],
        }
        if token is not None:
            request["NextPageToken"] = token
        with source_errors(f"Cost Explorer query {query.name}"):
            answer = self._client.get_cost_and_usage(**request)
        return _page(answer, "NextPageToken")

    def cost_allocation_tags(self, token: str | None) -> CostPage:
        """See CostExplorer.cost_allocation_tags; the users' own and those that AWS generates."""
        request: dict[str, Any] = {"Status": "Active", "MaxResults": _MOST_TAGS}
        if token is not None:
            request["NextToken"] = token
        with source_errors("list cost-allocation tags"):
            answer = self._client.list_cost_allocation_tags(**request)
        return _page(answer, "NextToken")

    def anomalies(self, window: Window, token: str | None) -> CostPage:
        """See CostExplorer.anomalies; here AWS counts the last day in."""
        last = window.end - ONE_DAY
        interval = {"StartDate": window.start.isoformat(), "EndDate": last.isoformat()}
        request: dict[str, Any] = {"DateInterval": interval, "MaxResults": _MOST_ANOMALIES}
        if token is not None:
            request["NextPageToken"] = token
        with source_errors("list anomalies"):
            answer = self._client.get_anomalies(**request)
        return _page(answer, "NextPageToken")

    def cost_categories(self, window: Window, token: str | None) -> CostPage:
        """See CostExplorer.cost_categories."""
        request: dict[str, Any] = {"TimePeriod": _period(window)}
        if token is not None:
            request["NextPageToken"] = token
        with source_errors("list cost categories"):
            answer = self._client.get_cost_categories(**request)
        return _page(answer, "NextPageToken")


def _period(window: Window) -> dict[str, str]:
    return {"Start": window.start.isoformat(), "End": window.end.isoformat()}


def _page(answer: Mapping[str, Any], token: str) -> CostPage:
    body = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    return CostPage(body, body.get(token))
