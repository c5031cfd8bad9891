"""CloudWatch dashboards, which belong to an account and to no region."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DASHBOARD: Final = "AWS::CloudWatch::Dashboard"
_LIST: Final = "cloudwatch:ListDashboards"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_LIST, "DashboardEntries"):
        yield place.resource(
            DASHBOARD,
            one["DashboardName"],
            one["DashboardArn"],
            attributes=kept(one, "LastModified"),
        )


SOURCE: Final = Source(
    name="cloudwatch_dashboards", kinds=(DASHBOARD,), calls=(_LIST,), fetch=_fetch, is_global=True
)
