"""s3_bucket_small_objects_infrequent: more charged than stored."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.buckets import PRICES, bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_small_objects_infrequent"


def judged(**gib: int) -> Verdict:
    return verdicts(CHECK, [bucket(gib=gib)], prices=PRICES)["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_without_small_ones() -> None:
    assert judged(StandardStorage=10, StandardIAStorage=500) == PASSED


def test_pass_where_standard_would_cost_more() -> None:
    # Back in Standard 500 GB cost 11.50; charged as 919 GB they cost 11.49 now.
    assert judged(StandardIAStorage=500, StandardIASizeOverhead=419) == PASSED


def test_fail_where_even_all_of_it_is_cheaper_in_standard() -> None:
    finding = failed(judged(StandardIAStorage=500, StandardIASizeOverhead=421))
    assert finding.now == (Line("s3.storage/STANDARD_IA", Decimal(921)),)
    assert finding.then == (Line("s3.storage/STANDARD", Decimal(500)),)


def test_unknown_where_the_size_was_not_measured() -> None:
    listed = resource("AWS::S3::Bucket", "b-1", StorageTypes=["StandardIASizeOverhead"])
    reason = unknown(verdicts(CHECK, [listed], prices=PRICES)["b-1"])
    assert reason == "BucketSizeBytes/StandardIASizeOverhead has not been read"
