"""route53_hosted_zone_ttl_low: asked for again and again."""

from typing import Any

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "route53_hosted_zone_ttl_low"
ZONE = "AWS::Route53::HostedZone"


def judged(queries: int, ttls: dict[str, Any], *, private: bool = False) -> Verdict:
    records: Any = {"HealthChecks": [], "Ttls": ttls, "Truncated": False}
    one = resource(
        ZONE,
        "Z1",
        region="global",
        digests=[count("DNSQueries", str(queries), days=30)],
        PrivateZone=private,
        Records=records,
    )
    return verdicts(CHECK, [one])["Z1"]


def test_none_without_zones() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_private_quiet_or_long_lived() -> None:
    assert judged(99_000_000, {"60": 5}, private=True) == PASSED
    # 9.8 million in 30 days are 9.9 a month.
    assert judged(9_800_000, {"60": 5}) == PASSED
    assert judged(99_000_000, {"300": 5}) == PASSED


def test_fail_with_how_many_records_and_queries() -> None:
    finding = failed(judged(36_000_000, {"60": 5, "5": 1, "3600": 9}))
    assert finding.why.startswith("6 records live for less than 300 seconds, and 36.5 million")
    assert finding.unpriced


def test_unknown_where_records_were_refused() -> None:
    busy = count("DNSQueries", "99000000", days=30)
    refused = resource(ZONE, "Z1", digests=[busy], PrivateZone=False, RecordsDenied="no")
    assert unknown(verdicts(CHECK, [refused])["Z1"]) == "Records was refused us: no"
