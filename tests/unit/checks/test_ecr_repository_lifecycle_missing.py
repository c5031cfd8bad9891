"""ecr_repository_lifecycle_missing: no image ever goes."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ecr_repository_lifecycle_missing"


def judged(images: int, *, policy: bool) -> Verdict:
    one = resource(
        "AWS::ECR::Repository", "shop", HasLifecyclePolicy=policy, Images={"Count": images}
    )
    return verdicts(CHECK, [one])["shop"]


def test_none_without_repositories() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_a_policy_or_few_images() -> None:
    assert judged(900, policy=True) == PASSED
    assert judged(9, policy=False) == PASSED


def test_fail_without_one() -> None:
    finding = failed(judged(10, policy=False))
    assert finding.why == "No policy ever deletes any of its 10 images."
    assert finding.unpriced


def test_unknown_where_the_policy_was_refused() -> None:
    refused = resource("AWS::ECR::Repository", "shop", HasLifecyclePolicyDenied="no")
    assert unknown(verdicts(CHECK, [refused])["shop"]) == "HasLifecyclePolicy was refused us: no"
