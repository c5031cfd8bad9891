"""rds_instance_extended_support: charged per vCPU once standard support has ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import TODAY, failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_extended_support"
INSTANCE = "rds.instance/db.m5.large/MySQL/Single-AZ"


def supported_until(end: date) -> Any:
    return [
        {
            "LifecycleSupportName": "open-source-rds-standard-support",
            "LifecycleSupportStartDate": "2018-10-23T00:00:00+00:00",
            "LifecycleSupportEndDate": f"{end.isoformat()}T23:59:59.999000+00:00",
        },
        {
            "LifecycleSupportName": "open-source-rds-extended-support",
            "LifecycleSupportEndDate": "2029-07-31T23:59:59.999000+00:00",
        },
    ]


def old(end: date, **changes: Any) -> Resource:
    told: dict[str, Any] = {"EngineVersion": "8.0.39", "MajorEngineVersion": "8.0"}
    told |= {"SupportedEngineLifecycles": supported_until(end)} | changes
    return database(**told)


def judged(found: Resource, *, vcpus: float | None = 2) -> Verdict:
    """With a price list that tells how many vCPUs a class has."""
    keys = (INSTANCE, INSTANCE.replace("Single", "Multi"))
    prices = dict.fromkeys(keys, "0.171")
    sizes = {} if vcpus is None else dict.fromkeys(keys, (vcpus, 8))
    return verdicts(CHECK, [found], prices=prices, sizes=sizes)["orders"]


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_the_last_day_of_standard_support() -> None:
    assert judged(old(TODAY)) is PASSED


def test_pass_where_it_is_not_bought() -> None:
    assert judged(old(date(2026, 7, 31), Engine="mariadb")) is PASSED
    opted_out = "open-source-rds-extended-support-disabled"
    assert judged(old(date(2026, 7, 31), EngineLifecycleSupport=opted_out)) is PASSED


def test_fail_in_the_first_years() -> None:
    finding = failed(judged(old(date(2026, 7, 31))))
    assert finding.now == (Line("rds.extended-support/MySQL/8.0/Year 1, Year 2", Decimal(2 * 730)),)
    assert finding.then == ()
    assert "2026-07-31" in finding.why


def test_fail_in_the_third_year_with_the_standby() -> None:
    finding = failed(judged(old(date(2024, 10, 19), MultiAZ=True)))
    assert finding.now == (Line("rds.extended-support/MySQL/8.0/Year 3", Decimal(4 * 730)),)
    [line] = failed(judged(old(date(2024, 10, 20)))).now
    assert "Year 1, Year 2" in line.key


def test_unknown_without_dates_or_vcpus() -> None:
    assert "SupportedEngineLifecycles" in unknown(judged(database()))
    assert "support ends" in unknown(judged(old(TODAY, SupportedEngineLifecycles=[])))
    assert "vCPUs" in unknown(judged(old(date(2026, 7, 31)), vcpus=None))
