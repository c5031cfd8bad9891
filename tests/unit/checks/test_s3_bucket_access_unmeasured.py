"""s3_bucket_access_unmeasured: Intelligent-Tiering where nobody knows how much is read."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.buckets import bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_access_unmeasured"
PRICES = {
    "s3.storage/STANDARD": "0.023",
    "s3.storage/INT_INFREQUENT": "0.0125",
    "s3.monitoring/INTELLIGENT_TIERING": "0.0000025",
}


def judged(one: Resource, **settings: str) -> Verdict:
    return verdicts(CHECK, [one], prices=PRICES, settings=settings)["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_measured_small_or_tiered() -> None:
    assert judged(bucket(RequestMetrics="EntireBucket")) == PASSED
    assert judged(bucket(gib={"StandardStorage": 499})) == PASSED
    assert judged(bucket(objects=8_192_001)) == PASSED
    assert judged(bucket(gib={"StandardStorage": 900, "IntelligentTieringFAStorage": 1})) == PASSED


def test_pass_where_the_fee_is_all_that_could_be_saved() -> None:
    # 0.0105 a GB on 1,000 GB are 10.50, which is the fee of 4,200,000 objects.
    assert judged(bucket(objects=4_200_000)) == PASSED
    failed(judged(bucket(objects=4_100_000)))


def test_fail_says_from_which_share_it_pays_and_invents_no_saving() -> None:
    finding = failed(judged(bucket(gib={"StandardStorage": 500}, objects=200_000)))
    assert finding.unpriced == "how much of it is read is not measured"
    assert "pays from 9.5% unread on" in finding.why
    assert finding.facts == {"monitoring a month": "0.50 USD", "if nothing is read": "4.75 USD"}


def test_fail_with_a_share_that_the_user_takes_to_be_cold() -> None:
    finding = failed(judged(bucket(objects=120_000), cold_percent="60"))
    assert finding.now == (Line("s3.storage/STANDARD", Decimal("1000.000000")),)
    assert finding.then == (
        Line("s3.storage/INT_FREQUENT", Decimal(400)),
        Line("s3.storage/INT_INFREQUENT", Decimal(600)),
        Line("s3.monitoring/INTELLIGENT_TIERING", Decimal(120_000)),
        Line("s3.transition/INTELLIGENT_TIERING", Decimal(10_000)),
    )


def test_unknown_without_sizes_or_prices() -> None:
    assert unknown(judged(bucket(gib={}))) == "CloudWatch has no size of it"
    assert "s3.monitoring" in unknown(verdicts(CHECK, [bucket()])["b-1"])
