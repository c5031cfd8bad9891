"""lambda_provisioned_concurrency_unused: environments that wait are charged."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, failed, gauge, resource, unknown, verdicts

CHECK = "lambda_provisioned_concurrency_unused"
METRIC = "ProvisionedConcurrencyUtilization"
SILENT = count(METRIC, "0")


def provisioned(
    digest: MetricDigest = SILENT, changed: str = "2026-10-06T00:00:00+0000"
) -> Resource:
    return resource(
        "AWS::Lambda::Alias",
        "fn:live",
        digests=[digest],
        AllocatedProvisionedConcurrentExecutions=10,
        LastModified=changed,
        MemorySize=2048,
        Architectures=["x86_64"],
    )


def test_none_without_provisioned_concurrency() -> None:
    assert verdicts(CHECK, [resource("AWS::Lambda::Function")]) == {}


def test_pass_when_half_is_used() -> None:
    assert verdicts(CHECK, [provisioned(gauge(METRIC, "0.1", peak="0.5"))]) == {"fn:live": PASSED}


def test_pass_set_up_lately() -> None:
    young = provisioned(changed="2026-10-06T12:00:00+0000")
    assert verdicts(CHECK, [young]) == {"fn:live": PASSED}


def test_fail_with_all_of_it_where_nothing_ran() -> None:
    finding = failed(verdicts(CHECK, [provisioned()])["fn:live"])
    # 10 of 2 GB for 2,628,000 seconds
    assert finding.now == (Line("lambda.provisioned/x86_64", Decimal(52_560_000)),)
    assert finding.then == ()


def test_fail_keeping_what_the_busiest_moment_needs() -> None:
    finding = failed(verdicts(CHECK, [provisioned(gauge(METRIC, "0.1", peak="0.3"))])["fn:live"])
    # 3 in use, of 4 that 80 % of is 3.2
    assert finding.then == (Line("lambda.provisioned/x86_64", Decimal(21_024_000)),)
    assert finding.facts == {"needed": "4"}


def test_unknown_when_not_measured() -> None:
    bare = resource(
        "AWS::Lambda::Version",
        "fn:7",
        AllocatedProvisionedConcurrentExecutions=1,
        LastModified="2026-01-01T00:00:00+0000",
    )
    assert unknown(verdicts(CHECK, [bare])["fn:7"]) == f"{METRIC} has not been read"
