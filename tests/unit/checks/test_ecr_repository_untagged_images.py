"""ecr_repository_untagged_images: images that are only stored."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ecr_repository_untagged_images"
GIB = 2**30


def judged(by_day: dict[str, Any], *, indexes: bool = False) -> Verdict:
    images: dict[str, Any] = {"Count": 9, "Tagged": {}, "Untagged": {}}
    images |= {"Untagged": by_day, "HasIndexes": indexes}
    return verdicts(CHECK, [resource("AWS::ECR::Repository", "shop", Images=images)])["shop"]


def test_none_without_repositories() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_young_or_little() -> None:
    assert judged({"2026-10-07": 5 * GIB}) == PASSED
    assert judged({"2026-01-01": GIB - 1000}) == PASSED


def test_fail_with_what_was_not_used_for_so_long() -> None:
    finding = failed(judged({"2026-10-06": 2 * GIB, "2025-01-01": GIB, "2026-10-19": 7 * GIB}))
    assert finding.now == (Line("ecr.storage", Decimal("3.000000")),)
    assert "14 days" in finding.why


def test_unknown_where_parts_of_indexes_have_no_tags() -> None:
    assert "multi-platform" in unknown(judged({"2026-01-01": 5 * GIB}, indexes=True))


def test_unknown_where_images_were_refused() -> None:
    refused = resource("AWS::ECR::Repository", "shop", ImagesDenied="AccessDenied")
    assert "AccessDenied" in unknown(verdicts(CHECK, [refused])["shop"])
