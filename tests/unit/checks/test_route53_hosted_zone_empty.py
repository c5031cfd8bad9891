"""route53_hosted_zone_empty: nothing but its own records."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "route53_hosted_zone_empty"
ZONE = "AWS::Route53::HostedZone"


def test_none_without_zones() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_a_record() -> None:
    assert verdicts(CHECK, [resource(ZONE, "Z1", ResourceRecordSetCount=3)]) == {"Z1": PASSED}


def test_pass_a_services_own() -> None:
    own = resource(ZONE, "Z1", managed_by="servicediscovery", ResourceRecordSetCount=2)
    assert verdicts(CHECK, [own]) == {"Z1": PASSED}


def test_fail_without() -> None:
    empty = resource(ZONE, "Z1", ResourceRecordSetCount=2, Name="old.example.com.")
    finding = failed(verdicts(CHECK, [empty])["Z1"])
    assert finding.now == (Line("route53.hosted-zone", Decimal(1)),)
    assert finding.why == "old.example.com. has no record of its own."


def test_unknown_without_the_count() -> None:
    assert "ResourceRecordSetCount" in unknown(verdicts(CHECK, [resource(ZONE, "Z1")])["Z1"])
