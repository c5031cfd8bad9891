"""Cost Explorer of the stand-in, through boto3: what it answers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations_with_replacement
from typing import Any

import pytest
from mypy_boto3_ce.type_defs import DateIntervalTypeDef

from cli.local.standin import PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from tests.contract.standin_support import PRODUCTION, Clients, pages, total

pytestmark = pytest.mark.loopback

METRICS = ["UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost"]
OCTOBER: DateIntervalTypeDef = {"Start": "2026-10-01", "End": "2026-10-21"}
GROUPINGS = [
    {"Type": "DIMENSION", "Key": key}
    for key in ("SERVICE", "LINKED_ACCOUNT", "USAGE_TYPE", "REGION", "RECORD_TYPE", "PURCHASE_TYPE")
] + [
    {"Type": "TAG", "Key": "Team"},
    {"Type": "TAG", "Key": "Environment"},
    {"Type": "COST_CATEGORY", "Key": "Business unit"},
]


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation(start=date(2026, 8, 15))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(groups=300)) as running:
        yield running


def ask(standin: StandIn, **params: object) -> list[dict[str, Any]]:
    request = {"TimePeriod": OCTOBER, "Granularity": "DAILY", "Metrics": METRICS} | params
    return pages(Clients.of(standin).ce, **request)


def groups(answer: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {
        (result["TimePeriod"]["Start"], *group["Keys"]): group["Metrics"]
        for page in answer
        for result in page["ResultsByTime"]
        for group in result["Groups"]
    }


def test_every_grouping_adds_up_to_the_bill_in_every_metric_and_digit(
    standin: StandIn, organisation: Organisation
) -> None:
    lines = [
        line
        for line in organisation.lines(as_known_on=date(2026, 10, 20))
        if line.day >= date(2026, 10, 1)
    ]
    expected = {
        "UnblendedCost": sum((line.unblended for line in lines), Decimal(0)),
        "AmortizedCost": sum((line.amortized for line in lines), Decimal(0)),
        "NetUnblendedCost": sum((line.net_unblended for line in lines), Decimal(0)),
        "NetAmortizedCost": sum((line.net_amortized for line in lines), Decimal(0)),
    }
    asked: list[list[dict[str, str]]] = [[]]
    for first, second in combinations_with_replacement(GROUPINGS, 2):
        asked.append([first] if first == second else [first, second])
    for group_by in asked:
        answer = ask(standin, **({"GroupBy": group_by} if group_by else {}))
        assert {metric: total(answer, metric) for metric in METRICS} == expected, group_by
    by_month = ask(standin, Granularity="MONTHLY", GroupBy=GROUPINGS[:2])
    assert total(by_month) == expected["UnblendedCost"]


def test_amounts_are_text_with_their_currency(standin: StandIn) -> None:
    (answer,) = ask(standin)
    for result in answer["ResultsByTime"]:
        for value in result["Total"].values():
            assert isinstance(value["Amount"], str)
            assert value["Unit"] == "USD"
            assert "E" not in value["Amount"]


def test_days_run_half_open_and_the_running_month_is_estimated(standin: StandIn) -> None:
    (answer,) = ask(standin, TimePeriod={"Start": "2026-09-29", "End": "2026-10-03"})
    assert [
        (result["TimePeriod"]["Start"], result["TimePeriod"]["End"], result["Estimated"])
        for result in answer["ResultsByTime"]
    ] == [
        ("2026-09-29", "2026-09-30", False),
        ("2026-09-30", "2026-10-01", False),
        ("2026-10-01", "2026-10-02", True),
        ("2026-10-02", "2026-10-03", True),
    ]


def test_a_month_stays_an_estimate_for_some_days_after_its_end(standin: StandIn) -> None:
    days: DateIntervalTypeDef = {"Start": "2026-09-29", "End": "2026-10-02"}
    marked = {}
    for today in (5, 6):
        standin.now = datetime(2026, 10, today, 12, tzinfo=UTC)
        (answer,) = ask(standin, TimePeriod=days)
        marked[today] = [result["Estimated"] for result in answer["ResultsByTime"]]
    assert marked == {5: [True, True, True], 6: [False, False, True]}


def test_months_are_cut_at_the_ends_of_the_window(standin: StandIn) -> None:
    (answer,) = ask(
        standin, TimePeriod={"Start": "2026-09-10", "End": "2026-10-05"}, Granularity="MONTHLY"
    )
    assert [result["TimePeriod"] for result in answer["ResultsByTime"]] == [
        {"Start": "2026-09-10", "End": "2026-10-01"},
        {"Start": "2026-10-01", "End": "2026-10-05"},
    ]


def test_grouped_periods_have_no_total_and_empty_ones_a_total_of_zero(standin: StandIn) -> None:
    answer = ask(
        standin,
        TimePeriod={"Start": "2026-10-20", "End": "2026-10-22"},
        GroupBy=[GROUPINGS[0]],
    )
    today, tomorrow = answer[0]["ResultsByTime"]
    assert today["Total"] == {}
    assert today["Groups"]
    assert tomorrow["Groups"] == []
    assert {value["Amount"] for value in tomorrow["Total"].values()} == {"0"}


def test_tag_groups_carry_key_and_value_and_the_empty_value_is_untagged(
    standin: StandIn,
) -> None:
    answer = ask(standin, GroupBy=[{"Type": "TAG", "Key": "Team"}])
    teams = {keys[1].removeprefix("Team$") for keys in groups(answer)}
    assert {"", "Search", "search", "ops$core", "growth 🚀", "data science/ML #2"} <= teams
    assert max(map(len, teams)) == 256


def test_a_tag_that_is_not_activated_groups_everything_as_untagged(standin: StandIn) -> None:
    answer = ask(standin, GroupBy=[{"Type": "TAG", "Key": "Project"}])
    assert {keys[1] for keys in groups(answer)} == {"Project$"}


def test_cost_categories_group_by_their_values_and_the_rest_has_none(standin: StandIn) -> None:
    category = {"Type": "COST_CATEGORY", "Key": "Business unit"}
    unit = {
        keys[1].removeprefix("Business unit$") for keys in groups(ask(standin, GroupBy=[category]))
    }
    assert unit == {"", "Data & ML", "Shared", "Shop"}
    unknown = ask(standin, GroupBy=[{"Type": "COST_CATEGORY", "Key": "Product"}])
    assert {keys[1] for keys in groups(unknown)} == {"Product$"}


def test_tags_and_cost_categories_are_listed_in_pages(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    first = ce.list_cost_allocation_tags(Status="Active", MaxResults=1)
    second = ce.list_cost_allocation_tags(
        Status="Active", MaxResults=1, NextToken=first["NextToken"]
    )
    found = [*first["CostAllocationTags"], *second["CostAllocationTags"]]
    assert [(tag["TagKey"], tag["Type"]) for tag in found] == [
        ("Environment", "UserDefined"),
        ("Team", "UserDefined"),
    ]
    assert "NextToken" not in second
    assert ce.list_cost_allocation_tags(Type="AWSGenerated")["CostAllocationTags"] == []
    categories = ce.get_cost_categories(TimePeriod=OCTOBER)
    assert (categories["CostCategoryNames"], categories["TotalSize"]) == (["Business unit"], 1)
    values = ce.get_cost_categories(TimePeriod=OCTOBER, CostCategoryName="Business unit")
    assert "Shop" in values["CostCategoryValues"]


def test_net_amounts_hold_the_discount_where_it_was_earned(standin: StandIn) -> None:
    answer = ask(standin, GroupBy=[{"Type": "DIMENSION", "Key": "RECORD_TYPE"}])
    days = [metrics for keys, metrics in groups(answer).items() if keys[1] == "Usage"]
    assert all(
        Decimal(day["NetAmortizedCost"]["Amount"]) < Decimal(day["AmortizedCost"]["Amount"])
        for day in days
    )
    moved = total(answer, "NetAmortizedCost") - total(answer, "AmortizedCost")
    assert abs(moved) < Decimal("0.000001")


def test_accounts_are_described_by_name(standin: StandIn) -> None:
    answer = ask(standin, GroupBy=[{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}])
    described = {one["Value"]: one["Attributes"] for one in answer[0]["DimensionValueAttributes"]}
    assert described[PRODUCTION] == {"description": "shop-production"}
    assert answer[0]["GroupDefinitions"] == [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}]


def test_a_page_may_end_within_a_day(standin: StandIn) -> None:
    answer = ask(standin, GroupBy=GROUPINGS[:3:2])
    sizes = [sum(len(r["Groups"]) for r in page["ResultsByTime"]) for page in answer]
    assert len(sizes) > 5
    assert set(sizes[:-1]) == {300}
    last, first = answer[0]["ResultsByTime"][-1], answer[1]["ResultsByTime"][0]
    assert last["TimePeriod"] == first["TimePeriod"]
    assert len(groups(answer)) == sum(sizes)


def test_quantities_have_a_unit_only_where_it_is_one(standin: StandIn) -> None:
    answer = ask(standin, Metrics=["UsageQuantity"], GroupBy=GROUPINGS[:3:2])
    found = {keys[1:]: metrics["UsageQuantity"] for keys, metrics in groups(answer).items()}
    assert found["EC2 - Other", "NatGateway-Hours"]["Unit"] == "Hrs"
    mixed = ask(standin, Metrics=["UsageQuantity"])[0]["ResultsByTime"][0]["Total"]
    assert mixed["UsageQuantity"]["Unit"] == "N/A"


def test_normalized_usage_counts_in_small_instances(standin: StandIn) -> None:
    answer = ask(
        standin,
        TimePeriod={"Start": "2026-10-05", "End": "2026-10-06"},
        Metrics=["NormalizedUsageAmount", "UsageQuantity"],
        Filter={"Dimensions": {"Key": "USAGE_TYPE", "Values": ["BoxUsage:m6i.4xlarge"]}},
    )
    (result,) = answer[0]["ResultsByTime"]
    assert result["Total"]["UsageQuantity"]["Amount"] == "24"
    assert result["Total"]["NormalizedUsageAmount"]["Amount"] == str(24 * 32)


def test_filters_split_the_bill_without_a_rest(standin: StandIn) -> None:
    credit = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}
    search = {"Tags": {"Key": "Team", "Values": ["search"]}}
    either = {"Or": [credit, search]}
    both = {"And": [credit, search]}
    everything = total(ask(standin))
    for wanted in (credit, search, either):
        parts = [total(ask(standin, Filter=part)) for part in (wanted, {"Not": wanted})]
        assert sum(parts) == everything
        assert parts[0] != 0
    assert total(ask(standin, Filter=both)) == 0


def test_tag_filters_are_case_sensitive_and_know_absence(standin: StandIn) -> None:
    def tagged(**options: object) -> Decimal:
        return total(ask(standin, Filter={"Tags": {"Key": "Team"} | options}))

    assert tagged(Values=["Search"]) != tagged(Values=["search"]) > 0
    assert 0 < tagged(MatchOptions=["ABSENT"]) < tagged(Values=[""])


def test_the_same_day_is_restated_when_it_is_asked_later(standin: StandIn) -> None:
    window = {"Start": "2026-09-30", "End": "2026-10-01"}
    seen = []
    for day in ((2026, 9, 30), (2026, 10, 1), (2026, 10, 3), (2026, 10, 20)):
        standin.now = datetime(*day, 12, tzinfo=UTC)
        seen.append(total(ask(standin, TimePeriod=window)))
    assert seen[0] < seen[1] < seen[2]
    assert len(set(seen)) == 4


def test_planted_anomalies_can_be_seen(standin: StandIn, organisation: Organisation) -> None:
    (spike,) = [one for one in organisation.planted_anomalies if one.start == date(2026, 10, 13)]
    service = {"Dimensions": {"Key": "SERVICE", "Values": [spike.service]}}
    usage = {"Dimensions": {"Key": "USAGE_TYPE", "Values": [spike.usage_type]}}
    (answer,) = ask(standin, Filter={"And": [service, usage]})
    days = {
        result["TimePeriod"]["Start"]: Decimal(result["Total"]["UnblendedCost"]["Amount"])
        for result in answer["ResultsByTime"]
    }
    assert days["2026-10-13"] > 10 * days["2026-10-12"]


def test_lookups_tell_what_the_bill_holds(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    assert ce.get_tags(TimePeriod=OCTOBER)["Tags"] == ["Environment", "Team"]
    values = ce.get_tags(TimePeriod=OCTOBER, TagKey="Environment")
    assert values["Tags"] == ["", "dev", "production", "research", "staging"]
    assert values["TotalSize"] == 5
    accounts = ce.get_dimension_values(TimePeriod=OCTOBER, Dimension="LINKED_ACCOUNT")
    names = {one["Value"]: one["Attributes"] for one in accounts["DimensionValues"]}
    assert names[PRODUCTION] == {"description": "shop-production"}
    found = ce.get_dimension_values(TimePeriod=OCTOBER, Dimension="SERVICE", SearchString="EC2 - ")[
        "DimensionValues"
    ]
    assert found == [{"Value": "EC2 - Other", "Attributes": {}}]


def test_lookups_are_paged(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    first = ce.get_dimension_values(TimePeriod=OCTOBER, Dimension="SERVICE", MaxResults=30)
    second = ce.get_dimension_values(
        TimePeriod=OCTOBER,
        Dimension="SERVICE",
        MaxResults=30,
        NextPageToken=first["NextPageToken"],
    )
    assert first["ReturnSize"] == 30
    assert second["ReturnSize"] == first["TotalSize"] - 30
    assert "NextPageToken" not in second


def test_a_forecast_has_a_mean_within_its_interval(standin: StandIn) -> None:
    reply = Clients.of(standin).ce.get_cost_forecast(
        TimePeriod={"Start": "2026-10-20", "End": "2026-11-03"},
        Metric="UNBLENDED_COST",
        Granularity="DAILY",
        PredictionIntervalLevel=95,
    )
    days = reply["ForecastResultsByTime"]
    assert len(days) == 14
    for one in days:
        low, high = one["PredictionIntervalLowerBound"], one["PredictionIntervalUpperBound"]
        assert Decimal(low) < Decimal(one["MeanValue"]) < Decimal(high)
    assert Decimal(reply["Total"]["Amount"]) == sum(Decimal(one["MeanValue"]) for one in days)


def test_aws_tells_what_it_found_whose_last_day_is_in_the_interval(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    interval = {"StartDate": "2026-10-01", "EndDate": "2026-10-13"}
    reply = ce.get_anomalies(DateInterval=interval)  # type: ignore[arg-type]
    causes = [one["RootCauses"][0]["UsageType"] for one in reply["Anomalies"]]
    assert causes == ["DataProcessing-Bytes", "USE1-USW2-AWS-Out-Bytes"]
    spike = reply["Anomalies"][1]
    assert spike["AnomalyEndDate"] == "2026-10-13T00:00:00Z"
    assert spike["Impact"]["TotalImpact"] == spike["RootCauses"][0]["Impact"]["Contribution"]


def test_what_aws_found_comes_in_pages_of_the_size_asked_for(standin: StandIn) -> None:
    ce = Clients.of(standin).ce
    asked: dict[str, Any] = {"DateInterval": {"StartDate": "2026-08-01"}, "MaxResults": 2}
    first = ce.get_anomalies(**asked)
    second = ce.get_anomalies(**asked, NextPageToken=first["NextPageToken"])
    ids = [one["AnomalyId"] for reply in (first, second) for one in reply["Anomalies"]]
    assert len(set(ids)) == 4
    large: Any = {"NumericOperator": "GREATER_THAN", "StartValue": 1e6}
    assert ce.get_anomalies(**asked, TotalImpact=large)["Anomalies"] == []
    assert ce.get_anomalies(**asked, Feedback="YES")["Anomalies"] == []


def test_every_page_costs_a_cent(standin: StandIn) -> None:
    answer = ask(standin, GroupBy=GROUPINGS[:2])
    usage = standin.usage()
    assert usage.requests == {"ce:GetCostAndUsage": len(answer)}
    assert usage.usd == Decimal("0.01") * len(answer) > Decimal("0.01")
