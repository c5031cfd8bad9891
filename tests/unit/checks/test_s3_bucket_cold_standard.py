"""s3_bucket_cold_standard: rules only where size, age and reads say that they pay."""

from decimal import Decimal

import pytest
from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.buckets import PRICES, bucket, requests
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_cold_standard"
# 1,000 GiB in 100,000 objects: 10 GiB of them written in the last 30 days, 30 in 90, 100 in 365.
UPLOADED = {30: 10, 90: 30, 365: 100}


def judged(one: Resource, **settings: str) -> Verdict:
    return verdicts(CHECK, [one], prices=PRICES, settings=settings)["b-1"]


def cold(**changes: int) -> Resource:
    used = {"downloaded_gib": 5, "gets": 1000} | changes
    return bucket(
        RequestMetrics="EntireBucket",
        digests=requests(uploaded_gib=UPLOADED, **used),
    )


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_fail_with_every_charge_that_a_rule_brings() -> None:
    finding = failed(judged(cold()))
    assert finding.now == (
        Line("s3.storage/STANDARD", Decimal("1000.000000")),
        Line("s3.get/STANDARD", Decimal(1000)),
    )
    then = {one.key: one.quantity for one in finding.then}
    # 990 GiB are older than 30 days, 970 of them older than 90.
    assert then == {
        "s3.storage/STANDARD": Decimal(10),
        # What is written in a month may be deleted right after it moved: a month is charged.
        "s3.storage/STANDARD_IA": Decimal(20 + 10),
        "s3.storage/GLACIER_IR": Decimal(970),
        # 99,000 and 97,000 objects over a year, and a month's 1,000 new ones.
        "s3.transition/STANDARD_IA": Decimal(8250 + 1000),
        "s3.transition/GLACIER_IR": Decimal(8083 + 1000),
        "s3.retrieval/GLACIER_IR": Decimal(5),
        "s3.get/GLACIER_IR": Decimal(1000),
    }
    assert "At least 990 of 1000 GB" in finding.why


def test_fail_offers_the_archive_as_the_second_choice() -> None:
    first, second = failed(judged(cold())).options
    assert first.then == failed(judged(cold())).then
    assert second.name == (
        "STANDARD_IA after 30 days, GLACIER_IR after 90 days, DEEP_ARCHIVE after 365 days"
    )
    assert second.before_doing
    then = {one.key: one.quantity for one in second.then}
    # 900 GiB in 90,000 objects, of each 32 KiB more in the archive and 8 KiB in Standard.
    assert then["s3.storage/DEEP_ARCHIVE"] == Decimal(900) + Decimal("2.746582")
    assert then["s3.storage/STANDARD"] == Decimal(10) + Decimal("0.686646")


def test_fail_with_infrequent_access_where_much_is_read() -> None:
    # 300 GiB a month cost 9 to retrieve from Glacier and 3 from Standard-IA.
    used = bucket(
        RequestMetrics="All",
        digests=requests(uploaded_gib={30: 10, 90: 700, 365: 800}, downloaded_gib=300),
    )
    assert failed(judged(used)).options[0].name == "STANDARD_IA after 30 days"


def test_fail_knows_as_far_back_as_was_measured() -> None:
    recent = bucket(RequestMetrics="All", digests=requests(uploaded_gib=UPLOADED, days_measured=60))
    finding = failed(judged(recent))
    assert [one.name for one in finding.options] == ["STANDARD_IA after 30 days"]


def test_fail_by_the_days_of_the_settings() -> None:
    # Between 30 and 90 days is judged by what was uploaded in 90.
    finding = failed(judged(cold(), infrequent_days="45", instant_days="365", archive_days="365"))
    assert finding.options[0].name == "STANDARD_IA after 45 days, GLACIER_IR after 365 days"


def test_fail_never_advises_an_archive_first() -> None:
    # Glacier Instant Retrieval is set to be earlier than Standard-IA and so left out.
    options = failed(judged(cold(), infrequent_days="90", instant_days="60")).options
    assert [one.name for one in options] == [
        "STANDARD_IA after 90 days",
        "STANDARD_IA after 90 days, DEEP_ARCHIVE after 365 days",
    ]


def test_fail_never_earlier_than_s3_moves_to_standard_ia() -> None:
    options = failed(judged(cold(), infrequent_days="7")).options
    assert options[0].name.startswith("STANDARD_IA after 30 days")


@pytest.mark.parametrize("storage", ["StandardStorage", "StandardIAStorage"])
def test_pass_little_in_standard(storage: str) -> None:
    assert judged(bucket(gib={storage: 99})) == PASSED


def test_pass_with_rules_or_intelligent_tiering() -> None:
    rule = {"Status": "Enabled", "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}]}
    assert judged(bucket(LifecycleRules=[rule])) == PASSED
    assert judged(bucket(gib={"StandardStorage": 500, "IntelligentTieringFAStorage": 1})) == PASSED


def test_pass_small_objects() -> None:
    # 1,000 GiB in 8,192,000 objects are 128 KiB each; one more object and they are smaller.
    assert judged(bucket(objects=8_192_001)) == PASSED


def test_pass_where_reading_costs_more_than_it_saves() -> None:
    assert judged(cold(downloaded_gib=5000, gets=10**9)) == PASSED


def test_pass_where_all_is_young() -> None:
    young = bucket(
        RequestMetrics="All",
        digests=requests(uploaded_gib={30: 1000, 90: 1500, 365: 3000}),
    )
    assert judged(young) == PASSED


def test_unknown_without_request_metrics() -> None:
    assert "no request metrics" in unknown(judged(bucket()))


def test_unknown_where_metrics_may_be_new() -> None:
    new = bucket(RequestMetrics="All", digests=requests(uploaded_gib=UPLOADED, days_measured=20))
    assert "no request older than 30 days" in unknown(judged(new))


def test_unknown_where_rules_were_refused() -> None:
    refused = bucket()
    attributes = {k: v for k, v in refused.attributes.items() if k != "LifecycleRules"}
    attributes["LifecycleRulesDenied"] = "AccessDenied"
    one = refused.model_copy(update={"attributes": attributes})
    assert unknown(judged(one)) == "LifecycleRules was refused us: AccessDenied"


def test_unknown_without_sizes() -> None:
    assert unknown(judged(bucket(gib={}))) == "CloudWatch has no size of it"
