"""Route 53 zones with what their records say, and health checks."""

from collections.abc import Mapping
from typing import Any

from costgov.collectors.inventory.route53 import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

FIRST = [
    {"Name": "example.com.", "Type": "NS", "TTL": 172800},
    {"Name": "www.example.com.", "Type": "A", "TTL": 60, "HealthCheckId": "h-1"},
]
SECOND = [
    {"Name": "api.example.com.", "Type": "A", "AliasTarget": {}},
    {"Name": "x.example.com.", "Type": "CNAME", "TTL": 60},
]


def records(asked: Mapping[str, object]) -> dict[str, Any]:
    if asked["HostedZoneId"] == "ZLONG":
        return {"ResourceRecordSets": [], "IsTruncated": True, "NextRecordName": "z"}
    if "StartRecordName" in asked:
        assert asked["StartRecordType"] == "A"
        return {"ResourceRecordSets": SECOND, "IsTruncated": False}
    follow = {"NextRecordName": "api.example.com.", "NextRecordType": "A"}
    return {"ResourceRecordSets": FIRST, "IsTruncated": True, **follow}


ANSWERS: Answers = {
    "route53:ListHostedZones": {
        "HostedZones": [
            {
                "Id": "/hostedzone/Z1",
                "Name": "example.com.",
                "ResourceRecordSetCount": 4,
                "Config": {"PrivateZone": False},
            },
            {"Id": "/hostedzone/ZLONG", "Name": "long.", "Config": {"PrivateZone": True}},
        ]
    },
    "route53:ListHealthChecks": {
        "HealthChecks": [
            {"Id": "h-1", "HealthCheckConfig": {"Type": "HTTP"}},
            {"Id": "h-2", "LinkedService": {"ServicePrincipal": "servicediscovery"}},
        ]
    },
    "route53:ListResourceRecordSets": records,
}


def test_records_of_every_page_summed_up() -> None:
    zone, long, check, linked = listed(SOURCE, ANSWERS, region="global")
    assert zone.id == "Z1"
    assert zone.attributes["Records"] == {
        "HealthChecks": ["h-1"],
        "Ttls": {"60": 2},
        "Truncated": False,
    }
    # Ten pages at most are read.
    assert long.attributes["Records"] == {"HealthChecks": [], "Ttls": {}, "Truncated": True}
    assert check.attributes == {"HealthCheckConfig": {"Type": "HTTP"}}
    assert linked.managed_by == "servicediscovery"
    [queries] = SOURCE.metrics
    assert queries.dimensions(zone) == {"HostedZoneId": "Z1"}
    assert queries.dimensions(long) is None


def test_refused_records_are_not_none() -> None:
    refused = {**ANSWERS, "route53:ListResourceRecordSets": SourceDenied("no")}
    zone, *_ = listed(SOURCE, refused, region="global")
    assert zone.attributes["RecordsDenied"] == "no"
