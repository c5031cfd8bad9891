"""Athena workgroups, what a query may scan in them, and whether there are any queries."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

WORKGROUP: Final = "AWS::Athena::WorkGroup"
_LIST: Final = "athena:ListWorkGroups"
_GET: Final = "athena:GetWorkGroup"
_QUERIES: Final = "athena:ListQueryExecutions"
_GONE: Final = ("InvalidRequestException",)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Two calls for each workgroup: its limit, and one query of the last 45 days, if any."""
    tags = tags_by_arn(reader, "athena:workgroup")
    for listed in reader.each(_LIST, "WorkGroups"):
        name = listed["Name"]
        found = reader.one(_GET, absent=_GONE, WorkGroup=name)
        if found is None:
            continue
        queries = reader.one(_QUERIES, WorkGroup=name, MaxResults=1) or {}
        configuration = found["WorkGroup"].get("Configuration", {})
        arn = place.arn("athena", f"workgroup/{name}")
        yield place.resource(
            WORKGROUP,
            name,
            arn,
            state=listed.get("State", "ENABLED"),
            created=listed.get("CreationTime"),
            tags=tags.get(arn),
            attributes=kept(configuration, "BytesScannedCutoffPerQuery")
            | {"HasQueries": bool(queries.get("QueryExecutionIds"))},
        )


SOURCE: Final = Source(
    name="athena",
    kinds=(WORKGROUP,),
    calls=(_LIST, _GET, _QUERIES, TAGGED),
    fetch=_fetch,
)
