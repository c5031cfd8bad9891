"""GetTags, GetDimensionValues and their sisters: which names and values the bill holds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cli.local.standin.ce.bill import Bill
from cli.local.standin.ce.dimensions import cost_category, dimension
from cli.local.standin.ce.filters import predicate
from cli.local.standin.ce.periods import invalid, past_period
from cli.local.standin.errors import unsupported
from cli.local.standin.tokens import Tokens

_MOST_TAGS = 100


def tag_values(
    bill: Bill, keys: Sequence[str], params: Mapping[str, Any], today: date
) -> list[str]:
    """Activated tag keys that are in use, or the values of one; "" stands for untagged.

    Raises:
        AwsError: Cost Explorer refuses the request.
    """
    window = past_period(params["TimePeriod"], today)
    wanted = predicate(params.get("Filter"))
    lines = [line for line in bill.between(window.start, window.end, today) if wanted(line)]
    key = params.get("TagKey")
    if key is None:
        found = {name for line in lines for name in line.tags if name in keys}
    else:
        found = {line.tags.get(key, "") for line in lines}
    return _searched(found, params)


def dimension_values(bill: Bill, params: Mapping[str, Any], today: date) -> list[str]:
    """The values of one dimension.

    Raises:
        AwsError: Cost Explorer refuses the request.
    """
    if params.get("Context", "COST_AND_USAGE") != "COST_AND_USAGE":
        raise unsupported(f"the context {params['Context']}")
    window = past_period(params["TimePeriod"], today)
    wanted = predicate(params.get("Filter"))
    read = dimension(params["Dimension"])
    lines = bill.between(window.start, window.end, today)
    return _searched({read(line) for line in lines if wanted(line)}, params)


def cost_category_values(bill: Bill, params: Mapping[str, Any], today: date) -> list[str]:
    """Cost categories with cost in the window, or the values of one, which are never empty.

    Raises:
        AwsError: Cost Explorer refuses the request.
    """
    window = past_period(params["TimePeriod"], today)
    wanted = predicate(params.get("Filter"))
    lines = [line for line in bill.between(window.start, window.end, today) if wanted(line)]
    categories = bill.source.cost_categories
    name = params.get("CostCategoryName")
    if name is None:
        found = {name for name, read in categories.items() if any(read(line) for line in lines)}
    else:
        read = cost_category(name, categories)
        found = {read(line) for line in lines} - {""}
    return _searched(found, params)


def cost_allocation_tags(
    keys: Sequence[str], params: Mapping[str, Any], tokens: Tokens, now: datetime
) -> dict[str, Any]:
    """The reply to ListCostAllocationTags: every key is a user's and active.

    The reply's shape holds a hundred keys, whatever greater number is asked for.

    Raises:
        AwsError: the token does not belong to this request.
    """
    named = params.get("TagKeys", keys)
    others = params.get("Status") == "Inactive" or params.get("Type") == "AWSGenerated"
    found = [] if others else [key for key in sorted(keys) if key in named]
    begin = tokens.offset(params, field_name="NextToken")
    end = begin + min(params.get("MaxResults", _MOST_TAGS), _MOST_TAGS)
    reply: dict[str, Any] = {
        "CostAllocationTags": [
            {
                "TagKey": key,
                "Type": "UserDefined",
                "Status": "Active",
                "LastUsedDate": f"{now:%Y-%m}-01T00:00:00Z",
            }
            for key in found[begin:end]
        ]
    }
    if end < len(found):
        reply["NextToken"] = tokens.issue(params, end, ignoring="NextToken")
    return reply


def sliced(
    values: Sequence[str], params: Mapping[str, Any], tokens: Tokens, page_size: int
) -> tuple[list[str], dict[str, Any]]:
    """One page of values, and the members every such reply has.

    Raises:
        AwsError: the token does not belong to this request.
    """
    begin = tokens.offset(params, field_name="NextPageToken")
    size = params.get("MaxResults", page_size)
    found = list(values[begin : begin + size])
    common: dict[str, Any] = {"ReturnSize": len(found), "TotalSize": len(values)}
    if begin + size < len(values):
        common["NextPageToken"] = tokens.issue(params, begin + size, ignoring="NextPageToken")
    return found, common


def _searched(values: set[str], params: Mapping[str, Any]) -> list[str]:
    if "SortBy" in params:
        for other in ("NextPageToken", "SearchString"):
            if other in params:
                raise invalid(f"{other} is not supported together with SortBy")
        raise unsupported("SortBy")
    text = params.get("SearchString", "")
    return sorted(value for value in values if text in value)
