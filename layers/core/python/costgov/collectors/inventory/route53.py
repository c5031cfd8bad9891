"""Route 53 hosted zones with what their records say, and health checks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import refused
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

ZONE: Final = "AWS::Route53::HostedZone"
HEALTH_CHECK: Final = "AWS::Route53::HealthCheck"
_ZONES: Final = "route53:ListHostedZones"
_CHECKS: Final = "route53:ListHealthChecks"
_RECORDS: Final = "route53:ListResourceRecordSets"
# Of a zone the first 3,000 records are read, 300 a request.
_PAGES: Final = 10
_NEXT: Final = {
    "StartRecordName": "NextRecordName",
    "StartRecordType": "NextRecordType",
    "StartRecordIdentifier": "NextRecordIdentifier",
}


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "route53:hostedzone", "route53:healthcheck")
    for zone in reader.each(_ZONES, "HostedZones"):
        name = zone["Id"].rpartition("/")[2]
        told: dict[str, JsonValue] = {
            "Name": zone["Name"],
            "PrivateZone": bool(zone.get("Config", {}).get("PrivateZone", False)),
            **kept(zone, "ResourceRecordSetCount"),
        }
        arn = f"arn:{place.partition}:route53:::hostedzone/{name}"
        told |= _records(reader, name)
        # Cloud Map and others make zones for themselves.
        yield place.resource(
            ZONE,
            name,
            arn,
            managed_by=zone.get("LinkedService", {}).get("ServicePrincipal"),
            tags=tags.get(arn),
            attributes=told,
        )
    for check in reader.each(_CHECKS, "HealthChecks"):
        arn = f"arn:{place.partition}:route53:::healthcheck/{check['Id']}"
        managed_by = check.get("LinkedService", {}).get("ServicePrincipal")
        yield place.resource(
            HEALTH_CHECK,
            check["Id"],
            arn,
            managed_by=managed_by,
            tags=tags.get(arn),
            attributes=kept(check, "HealthCheckConfig"),
        )


def _records(reader: Reader, zone: str) -> dict[str, JsonValue]:
    """The health checks that records name, and how many records have which time to live."""
    checks: set[str] = set()
    ttls: Counter[str] = Counter()
    more: dict[str, Any] = {}
    try:
        for _ in range(_PAGES):
            page = reader.one(_RECORDS, HostedZoneId=zone, MaxItems="300", **more) or {}
            for record in page.get("ResourceRecordSets", ()):
                checks |= {record["HealthCheckId"]} if "HealthCheckId" in record else set()
                if "TTL" in record and record["Type"] not in {"NS", "SOA"}:
                    ttls[str(record["TTL"])] += 1
            more = _following(page)
            if not more:
                break
    except SourceError as error:
        return {"RecordsDenied": refused(error)}
    return {
        "Records": {"HealthChecks": [*sorted(checks)], "Ttls": {**ttls}, "Truncated": bool(more)}
    }


def _following(page: Mapping[str, Any]) -> dict[str, Any]:
    """Where the next page begins; nothing after the last."""
    if not page.get("IsTruncated"):
        return {}
    return {name: page[field] for name, field in _NEXT.items() if page.get(field)}


def _queries(zone: Resource) -> Mapping[str, str] | None:
    # Private zones publish none.
    return None if zone.attributes["PrivateZone"] else {"HostedZoneId": zone.id}


SOURCE: Final = Source(
    name="route53",
    kinds=(ZONE, HEALTH_CHECK),
    calls=(_ZONES, _CHECKS, _RECORDS, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(
            ZONE,
            "AWS/Route53",
            "DNSQueries",
            "Count",
            _queries,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
    ),
    is_global=True,
)
