"""s3_storage_lens_disabled: nobody looks at what is stored."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_storage_lens_disabled"
DEFAULT = "default-account-dashboard"


def lens(name: str = DEFAULT, *, on: bool) -> Resource:
    return resource("AWS::S3::StorageLens", name, IsEnabled=on)


def test_none_without_dashboards() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_on_or_replaced() -> None:
    assert verdicts(CHECK, [lens(on=True)]) == {DEFAULT: PASSED}
    both = [lens(on=False), lens("ours", on=True)]
    assert verdicts(CHECK, both) == {DEFAULT: PASSED, "ours": PASSED}


def test_fail_off() -> None:
    found = verdicts(CHECK, [lens(on=False), lens("ours", on=False)])
    assert failed(found[DEFAULT]).unpriced
    assert found["ours"] == PASSED


def test_unknown_where_it_is_not_told() -> None:
    bare = resource("AWS::S3::StorageLens", DEFAULT)
    assert "IsEnabled" in unknown(verdicts(CHECK, [bare])[DEFAULT])
