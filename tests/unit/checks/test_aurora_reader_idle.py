"""aurora_reader_idle: readers beyond the one kept for a failure."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import aurora, connections, database, member

CHECK = "aurora_reader_idle"


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_the_only_reader_and_what_is_no_reader() -> None:
    idle = [member(name, digests=[connections("0")]) for name in ("w", "r")]
    assert verdicts(CHECK, [aurora("w", "r"), *idle, database()]) == {
        "w": PASSED,
        "r": PASSED,
        "orders": PASSED,
    }


def test_fail_the_second_reader_alone() -> None:
    estate = [
        aurora("w", "r1", "r2"),
        member("w", digests=[connections("0")]),
        member("r1", digests=[connections("40")]),
        member("r2", digests=[connections("0")]),
    ]
    found = verdicts(CHECK, estate)
    assert found["w"] == found["r1"] == PASSED
    assert failed(found["r2"]).now == (
        Line("rds.instance/db.r6g.large/Aurora PostgreSQL/EBS Only", Decimal(730)),
    )


def test_unknown_without_metric() -> None:
    estate = [aurora("w", "r1", "r2"), member("w"), member("r1"), member("r2")]
    found = verdicts(CHECK, estate)
    assert found["w"] == PASSED
    assert "has not been read" in unknown(found["r1"])
