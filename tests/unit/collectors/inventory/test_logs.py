"""Log groups and metric filters."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.logs import FILTER, GROUP, SOURCE

from tests.fakes.listings import listed

CREATED = datetime(2026, 1, 2, 3, tzinfo=UTC)
MS = int(CREATED.timestamp() * 1000)


def test_groups_with_their_filters_and_subscriptions_of_the_large_ones_only() -> None:
    asked: list[object] = []

    def subscriptions(parameters: Mapping[str, object]) -> Mapping[str, object]:
        asked.append(parameters["logGroupName"])
        return {"subscriptionFilters": [{"filterName": "to-firehose"}]}

    found = listed(
        SOURCE,
        {
            "logs:DescribeLogGroups": {
                "logGroups": [
                    {
                        "logGroupName": "/app",
                        "creationTime": MS,
                        "storedBytes": 10**10,
                        "metricFilterCount": 1,
                    },
                    {"logGroupName": "/small", "storedBytes": 5, "retentionInDays": 30},
                ]
            },
            "logs:DescribeMetricFilters": {
                "metricFilters": [
                    {
                        "filterName": "errors",
                        "logGroupName": "/app",
                        "creationTime": MS,
                        "metricTransformations": [{"metricName": "Errors"}],
                    }
                ]
            },
            "logs:DescribeSubscriptionFilters": subscriptions,
            "resourcegroupstaggingapi:GetResources": {
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": "arn:aws:logs:us-east-1:222233334444:log-group:/app",
                        "Tags": [{"Key": "Team", "Value": "shop"}],
                    }
                ]
            },
        },
    )

    app, small, metric_filter = found
    assert (app.kind, app.launched_at) == (GROUP, CREATED)
    assert app.attributes["SubscriptionFilters"] == ["to-firehose"]
    assert "retentionInDays" not in app.attributes
    assert asked == ["/app"]
    assert (app.tags, small.tags) == ({"Team": "shop"}, {})
    assert small.launched_at is None
    assert "SubscriptionFilters" not in small.attributes
    assert (metric_filter.kind, metric_filter.id) == (FILTER, "/app:errors")
    [incoming] = SOURCE.metrics
    assert incoming.dimensions(app) == {"LogGroupName": "/app"}
