"""efs_file_system_throughput_unused: paid around the clock."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.file_systems import PRICES, file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_throughput_unused"
PROVISIONED: dict[str, Any] = {
    "ThroughputMode": "provisioned",
    "ProvisionedThroughputInMibps": 100,
}


def judged(*, read_gib: int, written_gib: int = 72, standard: int = 200) -> Verdict:
    one = file_system(
        standard=standard,
        read_gib=read_gib,
        written_gib=written_gib,
        ThroughputMode="provisioned",
        ProvisionedThroughputInMibps=100,
    )
    return verdicts(CHECK, [one], prices=PRICES)["fs-1"]


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_not_provisioned_or_included_in_storage() -> None:
    assert verdicts(CHECK, [file_system()], prices=PRICES) == {"fs-1": PASSED}
    assert judged(read_gib=0, standard=2000) == PASSED


def test_pass_where_elastic_would_cost_more() -> None:
    # 90 MiB/s cost 540 a month, and so do 18,000 GB read.
    assert judged(read_gib=18_000, written_gib=0) == PASSED


def test_fail_with_a_month_of_reads_and_writes() -> None:
    finding = failed(judged(read_gib=720))
    assert finding.now == (Line("efs.throughput/provisioned", Decimal(90)),)
    assert finding.then == (
        Line("efs.elastic/read", Decimal("730.000000")),
        Line("efs.elastic/write", Decimal("73.000000")),
    )


def test_unknown_without_metrics() -> None:
    blind = file_system(**PROVISIONED).model_copy(update={"digests": ()})
    verdict = verdicts(CHECK, [blind], prices=PRICES)["fs-1"]
    assert unknown(verdict) == "DataReadIOBytes has not been read"
