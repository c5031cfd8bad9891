"""efs_file_system_lifecycle_missing: what was not used for 30 days stays dear."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.file_systems import PRICES, file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_lifecycle_missing"


def judged(one: Resource) -> Verdict:
    return verdicts(CHECK, [one], prices=PRICES)["fs-1"]


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_a_policy_or_where_all_is_used() -> None:
    policy = {"TransitionToIA": "AFTER_30_DAYS"}
    assert judged(file_system(LifecyclePolicies=[policy])) == PASSED
    # 9 of 200 GB are certain to be unused.
    assert judged(file_system(read_gib=150, written_gib=41)) == PASSED


def test_fail_with_access_and_the_move_counted() -> None:
    finding = failed(judged(file_system(read_gib=20, written_gib=60)))
    assert finding.now == (Line("efs.storage/standard", Decimal("200.000000")),)
    assert finding.then == (
        Line("efs.storage/standard", Decimal("80.000000")),
        Line("efs.storage/infrequent", Decimal("120.000000")),
        # As if all 20 GB read were of these, and a twelfth of 120 GB moved each month.
        Line("efs.access/infrequent", Decimal("30.000000")),
    )


def test_pass_where_access_would_cost_more() -> None:
    dear = PRICES | {"efs.access/infrequent": "5"}
    assert verdicts(CHECK, [file_system(read_gib=90)], prices=dear)["fs-1"] == PASSED


def test_unknown_while_young_or_unmeasured() -> None:
    assert "29 of 30 days" in unknown(judged(file_system(age_days=29)))
    denied = resource("AWS::EFS::FileSystem", "fs-1", LifecyclePoliciesDenied="no")
    assert unknown(judged(denied)) == "LifecyclePolicies was refused us: no"
