"""Cost Explorer of the stand-in, through boto3: what it refuses, as AWS does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.standin import PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from tests.contract.standin_support import PRODUCTION, Clients, refused

pytestmark = pytest.mark.loopback

SERVICE = {"Type": "DIMENSION", "Key": "SERVICE"}
ACCOUNT = {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}
REGION = {"Type": "DIMENSION", "Key": "REGION"}
REQUEST: dict[str, Any] = {
    "TimePeriod": {"Start": "2026-10-01", "End": "2026-10-11"},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost"],
    "GroupBy": [SERVICE, ACCOUNT],
}


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2026, 9, 1))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(groups=100)) as running:
        yield running


def window(start: str, end: str) -> dict[str, Any]:
    return {"TimePeriod": {"Start": start, "End": end}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"GroupBy": [SERVICE, ACCOUNT, REGION]}, "at most 2"),
        ({"GroupBy": [{"Type": "DIMENSION", "Key": "RESOURCE_ID"}]}, "dimension is invalid"),
        ({"GroupBy": [{"Type": "LINKED_ACCOUNT", "Key": ""}]}, "enum value set"),
        (window("2026-10-05", "2026-10-05"), "should be before end date"),
        (window("2026-10-06", "2026-10-05"), "should be before end date"),
        (window("2026-10-01", "2026-11-02"), "past the beginning of next month"),
        (window("2025-08-01", "2025-10-01"), "beyond 14 months"),
        (window("2025-08-31", "2025-10-01"), "first day of the month"),
        (window("2026-10-01", "2026-10-32"), "not a date"),
        (window("yesterday", "2026-10-02"), "regular expression pattern"),
        ({"Granularity": "WEEKLY"}, "enum value set"),
        ({"Granularity": "HOURLY"}, "opt-in"),
        ({"Metrics": ["Cost"]}, "Invalid metric Cost"),
        ({"Metrics": []}, "must not be empty"),
        ({"NextPageToken": "x" * 9000}, "length less than or equal to 8192"),
        ({"Filter": {}}, "exactly one root"),
        (
            {"Filter": {"Tags": {"Key": "Team", "Values": ["a"]}, "Not": {}}},
            "exactly one root",
        ),
        ({"Filter": {"And": [{"Tags": {"Key": "Team", "Values": ["a"]}}]}}, "at least two"),
        ({"Filter": {"Tags": {"Key": "Team", "Values": []}}}, "must not be empty"),
        (
            {
                "Filter": {
                    "Dimensions": {
                        "Key": "SERVICE",
                        "Values": ["EC2"],
                        "MatchOptions": ["STARTS_WITH"],
                    }
                }
            },
            "MatchOptions STARTS_WITH",
        ),
    ],
)
def test_what_cost_explorer_refuses_is_refused(
    standin: StandIn, change: dict[str, Any], message: str
) -> None:
    code, text = refused(Clients.of(standin).ce.get_cost_and_usage, **(REQUEST | change))
    assert code == "ValidationException"
    assert message in text


def test_what_it_allows_at_the_edges_is_answered(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    for edge in (window("2025-09-01", "2025-09-02"), window("2026-10-31", "2026-11-01")):
        assert ce.get_cost_and_usage(**(REQUEST | edge))["ResultsByTime"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.dates(date(2025, 5, 1), date(2026, 12, 31)), days=st.integers(-3, 40))
def test_a_window_is_answered_exactly_when_it_lies_in_the_fourteen_months(
    standin: StandIn, start: date, days: int
) -> None:
    end = date.fromordinal(start.toordinal() + days)
    request = REQUEST | window(start.isoformat(), end.isoformat()) | {"GroupBy": []}
    allowed = date(2025, 9, 1) <= start < end <= date(2026, 11, 1)
    ce = Clients.of(standin).ce
    if allowed:
        assert len(ce.get_cost_and_usage(**request)["ResultsByTime"]) == days
    else:
        assert refused(ce.get_cost_and_usage, **request)[0] == "ValidationException"


def test_on_the_first_of_a_month_the_limits_move(standin: StandIn) -> None:
    standin.now = datetime(2026, 10, 1, 0, 5, tzinfo=UTC)
    ce = Clients.of(standin).ce
    month_to_date = REQUEST | window("2026-10-01", "2026-10-01")
    assert refused(ce.get_cost_and_usage, **month_to_date)[0] == "ValidationException"
    standin.now = datetime(2026, 9, 30, 23, 55, tzinfo=UTC)
    ahead = REQUEST | window("2026-09-01", "2026-10-02")
    assert "next month" in refused(ce.get_cost_and_usage, **ahead)[1]


def test_a_page_of_another_request_is_refused(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    token = ce.get_cost_and_usage(**REQUEST)["NextPageToken"]
    changed = REQUEST | {"Metrics": ["AmortizedCost"], "NextPageToken": token}
    assert refused(ce.get_cost_and_usage, **changed)[0] == "RequestChangedException"
    assert ce.get_cost_and_usage(**REQUEST, NextPageToken=token)["ResultsByTime"]


@pytest.mark.parametrize("how", ["made up", "expired", "data moved on"])
def test_a_stale_token_is_refused(standin: StandIn, how: str) -> None:
    ce = Clients.of(standin).ce
    token = ce.get_cost_and_usage(**REQUEST)["NextPageToken"]
    if how == "made up":
        token = "not-a-token"
    elif how == "expired":
        standin.expire_tokens()
    else:
        standin.now = datetime(2026, 10, 20, 19, tzinfo=UTC)
    code, _ = refused(ce.get_cost_and_usage, **REQUEST, NextPageToken=token)
    assert code == "InvalidNextTokenException"


def test_members_may_not_read_the_organisations_bill(standin: StandIn) -> None:
    member = Clients.of(standin).member(PRODUCTION)
    assert refused(member.ce.get_cost_and_usage, **REQUEST)[0] == "AccessDeniedException"


def test_what_the_stand_in_cannot_answer_it_says_so_once(standin: StandIn) -> None:
    retrying = Config(retries={"mode": "standard", "total_max_attempts": 4})
    ce = boto3.client("ce", endpoint_url=standin.url, config=retrying)
    az = {"Type": "DIMENSION", "Key": "AZ"}
    assert refused(ce.get_cost_and_usage, **(REQUEST | {"GroupBy": [az]})) == (
        "NotImplementedByStandIn",
        "the stand-in does not answer the dimension AZ",
    )
    attribute = {"Type": "PRODUCT_ATTRIBUTE", "Key": "model"}
    categories = {"CostCategories": {"Key": "Product", "Values": ["shop"]}}
    for change in ({"GroupBy": [attribute]}, {"Filter": categories}):
        code, _ = refused(ce.get_cost_and_usage, **(REQUEST | change))
        assert code == "NotImplementedByStandIn"
    code, _ = refused(ce.list_cost_category_definitions)
    assert code == "NotImplementedByStandIn"
    assert standin.usage().refused == {
        "ce:GetCostAndUsage": 3,
        "ce:ListCostCategoryDefinitions": 1,
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Context": "RESERVATIONS"}, "NotImplementedByStandIn"),
        ({"SortBy": [{"Key": "UnblendedCost"}]}, "NotImplementedByStandIn"),
        ({"SortBy": [{"Key": "UnblendedCost"}], "SearchString": "a"}, "ValidationException"),
        ({"SortBy": [{"Key": "UnblendedCost"}], "NextPageToken": "a"}, "ValidationException"),
        ({"NextPageToken": "a"}, "InvalidNextTokenException"),
        (window("2026-10-02", "2026-10-01"), "ValidationException"),
    ],
)
def test_lookups_have_limits_too(standin: StandIn, change: dict[str, Any], code: str) -> None:
    request = window("2026-10-01", "2026-10-02") | {"Dimension": "SERVICE"}
    found, _ = refused(Clients.of(standin).ce.get_dimension_values, **(request | change))
    assert found == code


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (window("2026-10-21", "2026-11-01"), "no later than the current date"),
        (window("2026-10-20", "2026-10-20"), "should be before end date"),
        (window("2026-10-20", "2027-02-01"), "at most 3 months"),
        ({"Metric": "USAGE_QUANTITY"}, "not a cost metric"),
        ({"Granularity": "HOURLY"}, "not supported"),
        ({"PredictionIntervalLevel": 100}, "less than or equal to 99"),
    ],
)
def test_forecasts_are_refused_beyond_their_limits(
    standin: StandIn, change: dict[str, Any], message: str
) -> None:
    request = window("2026-10-20", "2026-11-01") | {
        "Metric": "UNBLENDED_COST",
        "Granularity": "DAILY",
    }
    code, text = refused(Clients.of(standin).ce.get_cost_forecast, **(request | change))
    assert code == "ValidationException"
    assert message in text


def test_a_young_organisation_gets_no_forecast() -> None:
    with StandIn(build_organisation(start=date(2026, 10, 10))) as standin:
        code, _ = refused(
            Clients.of(standin).ce.get_cost_forecast,
            TimePeriod={"Start": "2026-10-20", "End": "2026-11-01"},
            Metric="UNBLENDED_COST",
            Granularity="DAILY",
        )
    assert code == "DataUnavailableException"


def test_anomalies_are_kept_for_ninety_days(standin: StandIn) -> None:
    code, _ = refused(
        Clients.of(standin).ce.get_anomalies, DateInterval={"StartDate": "2026-07-01"}
    )
    assert code == "ValidationException"
