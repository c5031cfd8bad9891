"""cloudfront_distribution_price_class_all: the dearest edges too."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "cloudfront_distribution_price_class_all"
KIND = "AWS::CloudFront::Distribution"


def judged(gib: int, price_class: str = "PriceClass_All") -> Verdict:
    served = count("BytesDownloaded", str(gib * 2**30), days=30)
    return verdicts(CHECK, [resource(KIND, "E1", digests=[served], PriceClass=price_class)])["E1"]


def test_none_without_distributions() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_chosen_or_small() -> None:
    assert judged(900, "PriceClass_100") == PASSED
    assert judged(99) == PASSED


def test_fail_with_what_is_served() -> None:
    finding = failed(judged(100))
    assert finding.why == "100 GB were served in 30 days from every edge location."
    assert finding.unpriced


def test_unknown_without_the_metric() -> None:
    bare = resource(KIND, "E1", PriceClass="PriceClass_All")
    assert "BytesDownloaded" in unknown(verdicts(CHECK, [bare])["E1"])
