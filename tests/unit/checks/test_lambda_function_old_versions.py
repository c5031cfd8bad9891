"""lambda_function_old_versions: many versions in a region whose code storage fills up."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "lambda_function_old_versions"


def function(versions: int = 11, used: int = 76_000_000_000) -> Resource:
    return resource(
        "AWS::Lambda::Function",
        "fn",
        PublishedVersions=versions,
        PublishedCodeSize=2_500_000_000,
        RegionCodeSize=used,
        RegionCodeLimit=100_000_000_000,
    )


def test_none_without_functions() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_with_few_versions() -> None:
    assert verdicts(CHECK, [function(versions=10)]) == {"fn": PASSED}


def test_pass_with_room_left() -> None:
    assert verdicts(CHECK, [function(used=75_000_000_000)]) == {"fn": PASSED}


def test_fail_in_a_full_region() -> None:
    finding = failed(verdicts(CHECK, [function()])["fn"])
    assert "11 published versions hold 2,500 MB" in finding.why
    assert "76% full" in finding.why
    assert finding.unpriced == "code storage is limited, not charged"


def test_unknown_without_the_regions_storage() -> None:
    bare = resource("AWS::Lambda::Function", "fn", PublishedVersions=40, PublishedCodeSize=1)
    assert unknown(verdicts(CHECK, [bare])["fn"]) == "RegionCodeSize was not told"
