"""dynamodb_table_on_demand_costlier: an even load, paid for by the request."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, index, table

CHECK = "dynamodb_table_on_demand_costlier"
SECONDS = 30 * 86_400


def writing(average: int, busiest: str) -> Resource:
    return table(written=str(average * SECONDS), peak=("0", busiest))


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_provisioned_or_uneven() -> None:
    assert verdicts(CHECK, [table(BillingMode="PROVISIONED")]) == {"orders": PASSED}
    # 100 a second are $164 a month; 500 in the busiest hour take 715 units for $339.
    assert verdicts(CHECK, [writing(100, "500")], prices=REQUESTS) == {"orders": PASSED}


def test_fail_with_capacity_for_the_busiest_hour() -> None:
    finding = failed(verdicts(CHECK, [writing(100, "140")], prices=REQUESTS)["orders"])
    assert finding.now[1] == Line(
        "dynamodb.requests/write/STANDARD", Decimal(100 * SECONDS) * 730 / 720
    )
    assert finding.then == (
        Line("dynamodb.capacity/read/STANDARD", Decimal(730)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(200 * 730)),
    )


def test_fail_with_its_indexes() -> None:
    estate = [writing(100, "140"), index(written=str(10 * SECONDS))]
    assert len(failed(verdicts(CHECK, estate, prices=REQUESTS)["orders"]).then) == 4


def test_unknown_without_prices() -> None:
    assert "no price" in unknown(verdicts(CHECK, [writing(100, "140")])["orders"])
