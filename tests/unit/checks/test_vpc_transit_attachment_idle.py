"""vpc_transit_attachment_idle: a VPC that the transit gateway serves for nothing."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "vpc_transit_attachment_idle"


def attachment(
    *digests: MetricDigest, attached: str = "vpc", age_days: int | None = 400
) -> Resource:
    return resource(
        "AWS::EC2::TransitGatewayAttachment",
        "tgw-attach-1",
        age_days=age_days,
        digests=digests,
        ResourceType=attached,
        ResourceId="vpc-1",
    )


def moved(total: str) -> tuple[MetricDigest, MetricDigest]:
    return count("BytesIn", total, unit="Bytes"), count("BytesOut", "0", unit="Bytes")


def test_none_without_attachments() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_of_something_else() -> None:
    assert verdicts(CHECK, [attachment(*moved("14000000"))]) == {"tgw-attach-1": PASSED}
    assert verdicts(CHECK, [attachment(attached="vpn")]) == {"tgw-attach-1": PASSED}


def test_fail_idle() -> None:
    finding = failed(verdicts(CHECK, [attachment(*moved("13999999"))])["tgw-attach-1"])
    assert finding.now == (Line("transit-gateway.hours/vpc", Decimal(730)),)
    assert finding.facts == {"attached": "vpc-1"}


def test_unknown_without_the_owners_metrics() -> None:
    reason = unknown(verdicts(CHECK, [attachment()])["tgw-attach-1"])
    assert reason == "BytesIn has not been read"
