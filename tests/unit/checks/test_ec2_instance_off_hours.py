"""ec2_instance_off_hours: nobody uses it at night and on weekends."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from costgov.domain.capacity_use import UsePoint, capacity_use
from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.machines import instance

CHECK = "ec2_instance_off_hours"
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
DEV = {"Environment": "dev"}


def used(first: int, last: int, *, load: float = 30.0, days: int = 14) -> MetricDigest:
    """A load from one hour of each working day to another, and rest before and after."""
    points = []
    for hour in range(days * 24):
        at = MONDAY + timedelta(hours=hour)
        busy = at.weekday() < 5 and first <= at.hour < last
        points.append(UsePoint(at, load if busy else 2.0))
    found = gauge("CPUUtilization", "10")
    return found.model_copy(update={"use": capacity_use(points, 3600)})


def developer(*digests: MetricDigest, environment: str = "dev") -> Resource:
    return instance("m6i.large", *digests, tags={"Environment": environment})


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_in_production_or_without_a_word_of_it() -> None:
    assert verdicts(CHECK, [developer(used(8, 18), environment="prod")]) == {"i-1": PASSED}
    assert verdicts(CHECK, [instance("m6i.large", used(8, 18))]) == {"i-1": PASSED}


def test_pass_always_at_rest_or_hardly_ever() -> None:
    # A load below twice the limit does not tell use from rest.
    assert verdicts(CHECK, [developer(used(8, 18, load=9.4))]) == {"i-1": PASSED}
    # 5 days of 22 hours, and the weekend off: 168 - 5 * 24 hours are unused, less the margins.
    assert verdicts(CHECK, [developer(used(1, 23))]) == {"i-1": PASSED}


def test_fail_office_hours() -> None:
    finding = failed(verdicts(CHECK, [developer(used(8, 18))])["i-1"])
    # Ten hours and one before and after, on five days.
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),)
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(730) * 60 / 168),)
    assert "in 108 hours of the week" in finding.why


def test_unknown_without_a_whole_week_or_profile() -> None:
    short = developer(used(8, 18, days=3))
    assert "only 72 of 168" in unknown(verdicts(CHECK, [short])["i-1"])
    flat = developer(gauge("CPUUtilization", "10"))
    assert "profile" in unknown(verdicts(CHECK, [flat])["i-1"])
