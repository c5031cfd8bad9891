"""The operations of Cost Explorer that are answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.ce.anomalies import anomalies
from cli.local.standin.ce.bill import Bill
from cli.local.standin.ce.cost_and_usage import Answers, page
from cli.local.standin.ce.forecast import forecast
from cli.local.standin.ce.lookups import (
    cost_allocation_tags,
    cost_category_values,
    dimension_values,
    sliced,
    tag_values,
)
from cli.local.standin.ce.savings_plans import coverage, purchase, utilisation
from cli.local.standin.errors import AwsError
from cli.local.standin.sources import CostSource
from cli.local.standin.tokens import Tokens
from cli.local.synthetic.findings import Finding

_TOKEN = "NextPageToken"  # noqa: S105 - the name of a field


class CostExplorer:
    """Cost Explorer of the payer account, over any cost source."""

    def __init__(
        self, source: CostSource, *, groups_per_page: int, findings: Sequence[Finding] = ()
    ) -> None:
        self._source = source
        self._findings = findings
        self._bill = Bill(source)
        self._answers = Answers(self._bill)
        self._names = {account.id: account.name for account in source.accounts}
        self._page_size = groups_per_page
        self.tokens = Tokens("InvalidNextTokenException", "RequestChangedException")
        self.operations: Mapping[str, Handler] = {
            "GetCostAndUsage": self._cost_and_usage,
            "GetTags": self._tags,
            "GetCostCategories": self._cost_categories,
            "ListCostAllocationTags": self._cost_allocation_tags,
            "GetDimensionValues": self._dimension_values,
            "GetCostForecast": self._forecast,
            "GetAnomalies": self._anomalies,
            "GetSavingsPlansCoverage": self._plan_coverage,
            "GetSavingsPlansUtilization": self._plan_utilisation,
            "GetSavingsPlansPurchaseRecommendation": self._plan_purchase,
        }

    def _cost_and_usage(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        offset = self.tokens.offset(params, field_name=_TOKEN)
        found = self._answers.results(params, now.date())
        results, following = page(found, offset, self._page_size)
        reply: Reply = {"ResultsByTime": results, "DimensionValueAttributes": []}
        if params.get("GroupBy"):
            reply["GroupDefinitions"] = params["GroupBy"]
        if _groups_by_account(params):
            reply["DimensionValueAttributes"] = self._account_attributes(results)
        if following:
            reply[_TOKEN] = self.tokens.issue(params, following, ignoring=_TOKEN)
        return reply

    def _tags(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        keys = self._source.cost_allocation_tags
        found = tag_values(self._bill, keys, params, now.date())
        values, common = sliced(found, params, self.tokens, self._page_size)
        return {"Tags": values, **common}

    def _cost_categories(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        found = cost_category_values(self._bill, params, now.date())
        values, common = sliced(found, params, self.tokens, self._page_size)
        kind = "CostCategoryValues" if "CostCategoryName" in params else "CostCategoryNames"
        return {kind: values, **common}

    def _cost_allocation_tags(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return cost_allocation_tags(self._source.cost_allocation_tags, params, self.tokens, now)

    def _dimension_values(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        found = dimension_values(self._bill, params, now.date())
        values, common = sliced(found, params, self.tokens, self._page_size)
        is_account = params["Dimension"] == "LINKED_ACCOUNT"
        described = [
            {"Value": value, "Attributes": self._description(value) if is_account else {}}
            for value in values
        ]
        return {"DimensionValues": described, **common}

    def _forecast(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return forecast(self._bill, params, now.date())

    def _anomalies(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return anomalies(self._findings, params, self.tokens, now.date())

    def _plan_coverage(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return coverage(self._bill, params, now.date(), self.tokens)

    def _plan_utilisation(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return utilisation(self._bill, params, now.date())

    def _plan_purchase(self, params: Params, caller: Caller, now: datetime) -> Reply:
        self._only_payer(caller)
        return purchase(self._bill, params, now.date())

    def _only_payer(self, caller: Caller) -> None:
        if caller.account_id != self._source.payer_id:
            raise AwsError(
                "AccessDeniedException",
                f"{caller.arn} has no access: linked accounts may not read Cost Explorer",
            )

    def _account_attributes(self, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The accounts that a page's groups name."""
        keys = {key for result in results for group in result["Groups"] for key in group["Keys"]}
        return [
            {"Value": account, "Attributes": self._description(account)}
            for account in sorted(keys & self._names.keys())
        ]

    def _description(self, account: str) -> dict[str, str]:
        return {"description": self._names[account]} if account in self._names else {}


def _groups_by_account(params: Params) -> bool:
    return any(group.get("Key") == "LINKED_ACCOUNT" for group in params.get("GroupBy", ()))
