"""ec2_reservation_expiring: a reservation that ends within the days there are to decide."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ec2_reservation_expiring"


def reserved(end: str | None) -> Resource:
    told: dict[str, Any] = {"Count": 3} | ({"End": end} if end else {})
    return resource("AWS::EC2::ReservedInstances", "ri-1", size="a.large", state="active", **told)


def test_none_without_reservations() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")]) == {}


def test_pass_with_time_left() -> None:
    assert verdicts(CHECK, [reserved("2026-12-20T00:00:00+00:00")]) == {"ri-1": PASSED}


def test_fail_on_the_last_day_to_decide() -> None:
    finding = failed(verdicts(CHECK, [reserved("2026-12-19T00:00:00+00:00")])["ri-1"])
    assert finding.why == "The reservation of 3 of a.large ends on 2026-12-19, in 60 days."
    assert finding.unpriced


def test_fail_sooner_where_the_user_wants_longer_notice() -> None:
    later = [reserved("2027-01-18T00:00:00+00:00")]
    failed(verdicts(CHECK, later, settings={"days": "90"})["ri-1"])


def test_unknown_without_an_end() -> None:
    assert unknown(verdicts(CHECK, [reserved(None)])["ri-1"]) == "End was not told"
