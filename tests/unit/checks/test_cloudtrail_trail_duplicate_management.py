"""cloudtrail_trail_duplicate_management: the second copy is charged."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import ACCOUNT, failed, resource, unknown, verdicts

CHECK = "cloudtrail_trail_duplicate_management"
BASIC: Any = {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}
DATA: Any = {
    "AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]
}
MANAGEMENT: Any = {
    "AdvancedEventSelectors": [
        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    ]
}


def trail(
    name: str,
    *,
    wide: bool = False,
    org: bool = False,
    logging: bool = True,
    region: str = "us-east-1",
    selectors: Any = BASIC,
    owner: str = ACCOUNT,
) -> Resource:
    arn = f"arn:aws:cloudtrail:{region}:{owner}:trail/{name}"
    return resource(
        "AWS::CloudTrail::Trail",
        name,
        arn=arn,
        region=region,
        Name=name,
        IsMultiRegionTrail=wide,
        IsOrganizationTrail=org,
        IsLogging=logging,
        Selectors=selectors,
    )


def test_none_without_trails() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_one_alone_or_of_another_region() -> None:
    assert verdicts(CHECK, [trail("a")]) == {"a": PASSED}
    apart = verdicts(CHECK, [trail("a"), trail("b", region="eu-west-1")])
    assert apart == {"a": PASSED, "b": PASSED}


def test_pass_where_the_other_is_off_or_records_data_only() -> None:
    for other in (trail("a", wide=True, logging=False), trail("a", wide=True, selectors=DATA)):
        assert verdicts(CHECK, [other, trail("b")])["b"] == PASSED


def test_fail_the_narrower_of_two() -> None:
    found = verdicts(CHECK, [trail("a"), trail("z", wide=True, selectors=MANAGEMENT)])
    assert failed(found["a"]).why == "z records the same management events."
    assert found["z"] == PASSED


def test_fail_the_accounts_own_beside_the_organisations() -> None:
    shared = trail("org", wide=True, org=True, owner="111122223333")
    found = verdicts(CHECK, [shared, trail("own", wide=True)])
    assert failed(found["own"]).unpriced
    assert found["org"] == PASSED


def test_fail_one_of_two_equals_only() -> None:
    found = verdicts(CHECK, [trail("a"), trail("b")])
    assert found["a"] == PASSED
    failed(found["b"])


def test_unknown_where_selectors_were_refused() -> None:
    refused = resource(
        "AWS::CloudTrail::Trail",
        "a",
        arn=f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/a",
        IsLogging=True,
        SelectorsDenied="no",
    )
    assert unknown(verdicts(CHECK, [refused])["a"]) == "Selectors was refused us: no"
