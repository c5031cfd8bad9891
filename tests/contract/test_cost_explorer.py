"""The Cost Explorer gateway: what it sends, and what AWS's refusals become."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from costgov.domain.period import Window
from costgov.errors import (
    QueryRestart,
    SourceDenied,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
    SourceUnreachable,
    StaleSession,
)
from costgov.gateways.aws_cost_explorer import AwsCostExplorer
from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.ports import CostQuery

QUERY = CostQuery(
    "service-account",
    Window(date(2026, 9, 1), date(2026, 10, 21)),
    (("DIMENSION", "SERVICE"), ("DIMENSION", "LINKED_ACCOUNT")),
    ("UnblendedCost", "UsageQuantity"),
)
REQUEST = {
    "TimePeriod": {"Start": "2026-09-01", "End": "2026-10-21"},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost", "UsageQuantity"],
    "GroupBy": [
        {"Type": "DIMENSION", "Key": "SERVICE"},
        {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"},
    ],
}


@pytest.fixture
def aws() -> Iterator[tuple[AwsCostExplorer, Stubber]]:
    client = boto3.client("ce")
    with Stubber(client) as stubber:
        yield AwsCostExplorer(client), stubber
        stubber.assert_no_pending_responses()


def test_the_first_page_is_asked_for_without_a_token(aws: tuple[AwsCostExplorer, Stubber]) -> None:
    source, stubber = aws
    stubber.add_response(
        "get_cost_and_usage", {"ResultsByTime": [], "NextPageToken": "two"}, REQUEST
    )

    page = source.page(QUERY, None)

    assert page.next_token == "two"
    assert "ResponseMetadata" not in page.body


def test_the_next_page_repeats_the_question_with_the_token(
    aws: tuple[AwsCostExplorer, Stubber],
) -> None:
    source, stubber = aws
    stubber.add_response(
        "get_cost_and_usage", {"ResultsByTime": []}, {**REQUEST, "NextPageToken": "two"}
    )

    assert source.page(QUERY, "two").next_token is None


def test_only_active_tags_are_listed_as_many_as_a_page_holds(
    aws: tuple[AwsCostExplorer, Stubber],
) -> None:
    source, stubber = aws
    tag = {"TagKey": "Team", "Type": "UserDefined", "Status": "Active"}
    asked = {"Status": "Active", "MaxResults": 1000}
    answer = {"CostAllocationTags": [tag], "NextToken": "two"}
    stubber.add_response("list_cost_allocation_tags", answer, asked)
    stubber.add_response(
        "list_cost_allocation_tags", {"CostAllocationTags": []}, {**asked, "NextToken": "two"}
    )

    first = source.cost_allocation_tags(None)

    assert (first.body["CostAllocationTags"], first.next_token) == ([tag], "two")
    assert source.cost_allocation_tags("two").next_token is None


def test_cost_categories_are_listed_for_a_window(aws: tuple[AwsCostExplorer, Stubber]) -> None:
    source, stubber = aws
    asked = {"TimePeriod": {"Start": "2026-09-01", "End": "2026-10-21"}}
    answer = {"CostCategoryNames": ["Unit"], "ReturnSize": 1, "TotalSize": 2}
    stubber.add_response("get_cost_categories", {**answer, "NextPageToken": "two"}, asked)
    stubber.add_response("get_cost_categories", answer, {**asked, "NextPageToken": "two"})

    assert source.cost_categories(QUERY.window, None).next_token == "two"
    assert source.cost_categories(QUERY.window, "two").body["CostCategoryNames"] == ["Unit"]


def test_anomalies_are_listed_by_days_that_both_count(aws: tuple[AwsCostExplorer, Stubber]) -> None:
    source, stubber = aws
    asked = {
        "DateInterval": {"StartDate": "2026-09-01", "EndDate": "2026-10-20"},
        "MaxResults": 100,
    }
    answer: dict[str, Any] = {"Anomalies": []}
    stubber.add_response("get_anomalies", {**answer, "NextPageToken": "two"}, asked)
    stubber.add_response("get_anomalies", answer, {**asked, "NextPageToken": "two"})

    assert source.anomalies(QUERY.window, None).next_token == "two"
    assert source.anomalies(QUERY.window, "two").body == answer


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("LimitExceededException", SourceThrottled),
        ("ThrottlingException", SourceThrottled),
        ("DataUnavailableException", SourceUnavailable),
        ("BillExpirationException", SourceUnavailable),
        ("BillingViewHealthStatusException", SourceUnavailable),
        ("InvalidNextTokenException", QueryRestart),
        ("RequestChangedException", QueryRestart),
        ("AccessDeniedException", SourceDenied),
        ("UnrecognizedClientException", SourceDenied),
        ("ExpiredTokenException", StaleSession),
        ("InternalServerException", SourceError),
        ("ValidationException", SourceError),
    ],
)
def test_a_refusal_has_a_type_and_a_sentence(
    aws: tuple[AwsCostExplorer, Stubber], code: str, kind: type[SourceError]
) -> None:
    source, stubber = aws
    stubber.add_client_error("get_cost_and_usage", code, "because", 400)

    with pytest.raises(kind) as caught:
        source.page(QUERY, None)

    assert type(caught.value) is kind
    assert str(caught.value) == f"Cost Explorer query service-account: {code}: because"


def test_a_failure_of_the_service_itself_is_no_answer(
    aws: tuple[AwsCostExplorer, Stubber],
) -> None:
    source, stubber = aws
    stubber.add_client_error("get_cost_and_usage", "InternalFailure", "oops", 500)

    with pytest.raises(SourceUnreachable, match="InternalFailure"):
        source.page(QUERY, None)


def test_a_lost_connection_is_no_answer() -> None:
    unreachable = EndpointConnectionError(endpoint_url="https://ce.example")

    with (
        pytest.raises(SourceUnreachable, match="Could not connect"),
        source_errors("ask"),
    ):
        raise unreachable


def test_other_errors_pass_through_untouched() -> None:
    with pytest.raises(ZeroDivisionError), source_errors("ask"):
        _divide_by(0)


def _divide_by(number: int) -> Any:
    return 1 / number
