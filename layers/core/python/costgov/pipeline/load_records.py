"""Typed records of load: the hours kept of groups, and what is predicted of them."""

from costgov.domain.load import GroupLoad, LoadForecast
from costgov.domain.runs import Target
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records


def group_loads(results: DocumentStore) -> Records[GroupLoad]:
    """Hourly load of groups, sorted by `load_sort`."""
    return Records(results, GroupLoad, "group-load")


def load_forecasts(results: DocumentStore) -> Records[LoadForecast]:
    """The newest prediction of each group, sorted by `load_sort`."""
    return Records(results, LoadForecast, "load-forecast")


def load_sort(target: Target, group: str = "") -> str:
    """Where a group is sorted: `<account>/<region>/<group>`; the prefix of all without one."""
    return f"{target}/{group}"
