"""cloudfront_distribution_dedicated_ip: 600 a month for clients without SNI."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudfront_distribution_dedicated_ip"
KIND = "AWS::CloudFront::Distribution"


def distribution(name: str, method: str, certificate: str = "arn:cert") -> Resource:
    told = {"SSLSupportMethod": method, "ACMCertificateArn": certificate}
    return resource(KIND, name, region="global", ViewerCertificate={**told})


def test_none_without_distributions() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_by_sni_or_the_default_certificate() -> None:
    assert verdicts(CHECK, [distribution("E1", "sni-only")]) == {"E1": PASSED}
    own = resource(KIND, "E1", ViewerCertificate={"CloudFrontDefaultCertificate": True})
    assert verdicts(CHECK, [own]) == {"E1": PASSED}


def test_fail_once_for_each_certificate() -> None:
    found = verdicts(
        CHECK,
        [distribution("E2", "vip"), distribution("E1", "vip"), distribution("E3", "vip", "arn:b")],
    )
    assert failed(found["E1"]).now == (Line("cloudfront.dedicated-ip", Decimal(1)),)
    assert "counted at E1" in failed(found["E2"]).unpriced
    assert failed(found["E3"]).now


def test_unknown_without_its_certificate() -> None:
    assert "ViewerCertificate" in unknown(verdicts(CHECK, [resource(KIND, "E1")])["E1"])
