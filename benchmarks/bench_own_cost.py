"""What a day really uses of AWS, beside what `costgov estimate` says of it.

python -m benchmarks.bench_own_cost [--quick] [--json build/bench_own_cost.json]

Each case reads the bill two days in a row on a generated estate and counts the second, a usual one;
of resources it counts the week after the first day, in which every one has its turn, or of
thousands the second day alone. Use cases, gateways and clients are the product's own; DynamoDB says
what each request consumes by the published rules. `--quick` leaves out the estates of a hundred
accounts.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from costgov.configuration import Deployment
from costgov.domain.period import Month
from costgov.domain.prices import list_prices
from costgov.domain.runs import CostSource
from costgov.domain.usage import Usage, Used, added
from rich.console import Console
from rich.table import Table

from benchmarks.bench_query import database
from benchmarks.own_export import write_export
from benchmarks.own_settling import Settling
from benchmarks.own_use import Days, Estate
from cli.estimate import costs
from cli.estimate.result import Estimate, collecting, estimate
from cli.estimate.scale import MONTHS, Scale

FIRST = date(2026, 10, 14)
# Both months that are read every day are stored when the second day begins.
STORED_MONTHS: Mapping[CostSource, int] = {"cost_explorer": 2, "billing_files": 1}
TOLERANCE = 0.25
A_FEW = 16
# So many instances have their turns spread evenly enough over the days of a week.
MANY = 1_000
COMPARED = (
    Used.COST_EXPLORER_REQUESTS,
    Used.CLOUDWATCH_METRICS,
    Used.DYNAMODB_WRITE_UNITS,
    Used.DYNAMODB_READ_UNITS,
)


@dataclass(frozen=True, slots=True)
class Case:
    """An estate, the source of its bill, and the most its month may cost."""

    name: str
    source: CostSource
    estate: Estate
    most_usd: int

    @property
    def scale(self) -> Scale:
        """The same as the estimate takes it."""
        estate = self.estate
        return Scale(
            self.source,
            accounts=estate.accounts,
            regions=1,
            instances=estate.instances,
            volumes=estate.volumes,
            resources=estate.resources,
            services=estate.services,
            usage_types=estate.usage_types_per_service,
            tags=len(estate.tag_keys),
            tag_values=estate.tag_values,
            groups_per_page=estate.groups_per_page,
            export_mb=max(1, estate.accounts // 2 + estate.instances // 10),
        )


ONE = Estate(
    accounts=1,
    instances=30,
    volumes=45,
    resources=200,
    services=20,
    usage_types_per_service=3,
    regions=1,
)
LARGE = Estate(
    accounts=100,
    instances=5_000,
    volumes=7_500,
    resources=200,
    usage_types_per_service=3,
    regions=1,
)
CASES = (
    Case("1 account, Cost Explorer", "cost_explorer", ONE, 3),
    Case("1 account, files", "billing_files", ONE, 3),
    Case("100 accounts, Cost Explorer", "cost_explorer", LARGE, 42),
    Case("100 accounts, files", "billing_files", LARGE, 12),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One quantity of a day, as estimated and as counted."""

    case: str
    item: str
    estimated: float
    counted: float

    @property
    def holds(self) -> bool:
        """Within the tolerance; a few may be off by some: on one day of the week more is due."""
        return abs(self.estimated - self.counted) <= max(TOLERANCE * self.counted, A_FEW)


def counted(case: Case) -> Usage:
    """What the second day used of the bill, and a mean day of resources."""
    first_day, second = Month.of(FIRST).shift(-1).first, FIRST + timedelta(days=1)
    days = Days(case.estate, first_day, prefix=f"{case.estate.accounts}-{case.source}-")
    for day in (FIRST, second):
        if case.source == "cost_explorer":
            bill = days.costs(day)
        else:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "export.parquet"
                write_export(path, case.estate, day)
                bill = days.import_export(path, day)
    days.resources(FIRST)
    number = 1 if case.estate.instances >= MANY else 7
    week = added(days.resources(second + timedelta(days=later)) for later in range(number))
    return added((bill, {item: used / number for item, used in week.items()}))


def expected(case: Case) -> Mapping[Used, float]:
    """The same day by the estimate's own formulas."""
    second = FIRST + timedelta(days=1)
    window = (second - Month.of(second).shift(-1).first).days + 1
    months = STORED_MONTHS[case.source]
    day = collecting(case.scale, second.day, months)
    if case.source == "cost_explorer":
        day |= {Used.COST_EXPLORER_REQUESTS: costs.daily_requests(case.scale, window)}
    return day


def compared(case: Case) -> Iterator[Compared]:
    """Every quantity of the case."""
    wanted, found = expected(case), counted(case)
    for item in COMPARED:
        if item in wanted or item in found:
            yield Compared(case.name, item, wanted.get(item, 0), float(found.get(item, 0)))


def settling() -> Iterator[Compared]:
    """Forecasts of one account's total and services, stored and settled on a day of many."""
    day = Settling(services=9, months=MONTHS, last=FIRST, prefix="settling-")
    found = day.usual_day()
    scale = Scale("cost_explorer", 0, 1, 0, services=day.services, tags=0)
    wanted = {
        Used.DYNAMODB_WRITE_UNITS: costs.forecast_write_units(scale, day.forecast_months),
        Used.DYNAMODB_READ_UNITS: costs.forecast_read_units(scale),
    }
    for item, estimated in wanted.items():
        yield Compared("10 series, settled", item, estimated, float(found[item]))


def month(case: Case) -> Estimate:
    """The case's month."""
    return estimate(Deployment(cost_source=case.source), case.scale, list_prices())


def main() -> None:
    """Compare every case; exit with 1 where an estimate is off or a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    cases = [case for case in CASES if not (arguments.quick and case.estate.accounts > 1)]
    with database():
        rows = [*settling(), *(row for case in cases for row in compared(case))]
    console, table = Console(), Table("case", "a day's", "estimated", "counted", "off by")
    for row in rows:
        off = f"{row.estimated / row.counted - 1:+.0%}" if row.counted else ""
        shown = (f"{row.estimated:,.0f}", f"{row.counted:,.0f}")
        table.add_row(row.case, row.item.replace("_", " "), *shown, off)
    console.print(table)
    missed = [row for row in rows if not row.holds]
    for case in cases:
        usd = month(case).usd
        console.print(f"{case.name}: ${usd:.2f} a month of at most ${case.most_usd}")
        if usd > case.most_usd:
            sys.exit(f"{case.name} costs more than ${case.most_usd} a month")
    if arguments.json:
        text = json.dumps([asdict(row) for row in rows], indent=2)
        arguments.json.write_text(f"{text}\n", encoding="utf-8")
    if missed:
        sys.exit(f"{missed[0].case}: the estimate of {missed[0].item} is off by too much")


if __name__ == "__main__":
    main()
