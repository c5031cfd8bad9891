"""redshift_cluster_schedule_missing: tests that run day and night."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import warehouse

CHECK = "redshift_cluster_schedule_missing"
TESTS = {"Environment": "test"}


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_production_or_scheduled_or_paused() -> None:
    found = [
        warehouse(tags={"Environment": "production"}),
        warehouse(tags=TESTS, paused=True),
        warehouse(tags=TESTS, state="paused"),
    ]
    assert [verdicts(CHECK, [one])["dwh"] for one in found] == [PASSED] * 3


def test_fail_with_the_hours_people_work() -> None:
    finding = failed(verdicts(CHECK, [warehouse(tags=TESTS)], settings={"hours": "42"})["dwh"])
    assert finding.now == (Line("redshift.node/ra3.xlplus", Decimal(2920)),)
    # A quarter of a week.
    assert finding.then == (Line("redshift.node/ra3.xlplus", Decimal(730)),)


def test_unknown_without_schedules() -> None:
    verdict = verdicts(CHECK, [warehouse(tags=TESTS, paused=None)])["dwh"]
    assert unknown(verdict) == "HasPauseSchedule was not told"
