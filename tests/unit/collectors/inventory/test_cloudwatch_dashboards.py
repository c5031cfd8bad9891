"""CloudWatch dashboards."""

from datetime import UTC, datetime

from costgov.collectors.inventory.cloudwatch_dashboards import SOURCE

from tests.fakes.listings import listed

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_dashboards_belong_to_no_region() -> None:
    entry = {"DashboardName": "d", "DashboardArn": "arn:d", "LastModified": AT, "Size": 9}
    answer = {"cloudwatch:ListDashboards": {"DashboardEntries": [entry]}}
    [found] = listed(SOURCE, answer, region="global")
    assert (found.id, found.region) == ("d", "global")
    assert SOURCE.is_global
