"""cloudfront_distribution_idle: nobody visits."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import count, failed, nothing, resource, unknown, verdicts

CHECK = "cloudfront_distribution_idle"
KIND = "AWS::CloudFront::Distribution"


def judged(requests: str, *, changed: str = "2026-09-20", enabled: bool = True) -> Verdict:
    one = resource(
        KIND,
        "E1",
        region="global",
        digests=[count("Requests", requests, days=30)],
        Enabled=enabled,
        LastModifiedTime=f"{changed}T00:00:00+00:00",
    )
    return verdicts(CHECK, [one])["E1"]


def test_none_without_distributions() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_visited_disabled_or_just_changed() -> None:
    assert judged("100") == PASSED
    assert judged("0", enabled=False) == PASSED
    assert judged("0", changed="2026-09-21") == PASSED


def test_fail_below_what_scanners_ask() -> None:
    finding = failed(judged("99"))
    assert finding.why == "99 requests came in 30 days."
    assert finding.unpriced


def test_unknown_without_the_metric() -> None:
    blind = resource(KIND, "E1", Enabled=True, digests=[nothing("Requests", days=30)])
    assert unknown(verdicts(CHECK, [blind])["E1"]) == "Requests has no data"
