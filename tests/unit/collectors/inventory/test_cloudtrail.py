"""CloudTrail trails in their home region."""

from typing import Any

from costgov.collectors.inventory.cloudtrail import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed


def trail(name: str, region: str) -> dict[str, Any]:
    arn = f"arn:aws:cloudtrail:{region}:222233334444:trail/{name}"
    return {"Name": name, "TrailARN": arn, "HomeRegion": region, "IsMultiRegionTrail": True}


ANSWERS: Answers = {
    "cloudtrail:DescribeTrails": {
        "trailList": [trail("here", "us-east-1"), trail("shadow", "eu-west-1")]
    },
    "cloudtrail:GetTrailStatus": {"IsLogging": True},
    "cloudtrail:GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": True}]},
}


def test_a_trail_of_all_regions_is_told_once() -> None:
    [found] = listed(SOURCE, ANSWERS)
    assert found.attributes["Name"] == "here"
    assert found.attributes["IsLogging"] is True
    assert found.attributes["Selectors"] == {"EventSelectors": [{"IncludeManagementEvents": True}]}


def test_selectors_of_the_organisations_trail_may_be_refused() -> None:
    refused = {**ANSWERS, "cloudtrail:GetEventSelectors": SourceDenied("no")}
    [found] = listed(SOURCE, refused)
    assert found.attributes["SelectorsDenied"] == "no"
    assert found.attributes["IsLogging"] is True
