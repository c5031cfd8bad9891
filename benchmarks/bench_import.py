"""Billing import beside DuckDB's bare aggregation of the same file and beside pandas.

python -m benchmarks.bench_import [--rows 200000] [--kind csv.gz] [--json build/bench_import.json]

By default a million lines of CSV.gz and ten million of Parquet.

Each contender runs in a process of its own, which imports no other, in turns; the best of its
runs counts. On a machine that others use too, CPU seconds tell more than seconds. The bare
aggregation groups by the same keys and adds up what DuckDB's own type detection makes of the
amounts; pandas groups by the tags' text as it stands, once reading every column and once only
those it needs. None of them checks a value, keeps exact digits or makes cuts. pandas reads Parquet
where pyarrow is installed (`uv run --with pyarrow python -m benchmarks.bench_import`).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.billing_file import write_bill

TAGS = ("application", "environment")
KEYS = (
    "BillingCurrency", "ChargeCategory", "ProviderName", "ServiceName", "ServiceCategory",
    "SubAccountId", "RegionId", "SkuMeter", "InvoiceId", "ResourceId", "ConsumedUnit",
)  # fmt: skip
SUMS = ["BilledCost", "EffectiveCost", "ConsumedQuantity"]
MEMORY_LIMIT_MB = 512
ROWS = {"csv.gz": 1_000_000, "parquet": 10_000_000}
# How many times the bare aggregation's time we may take, and pandas' time is to be of ours.
MOST_OF_BARE = 1.3
LEAST_OF_PANDAS = {"csv.gz": 2.0, "parquet": 4.0}
MOST_PEAK_MB = 1024


@dataclass(frozen=True, slots=True)
class Run:
    """The best time of a contender on a file, and the most memory its process ever held."""

    contender: str
    kind: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    groups: int


def costgov(path: Path) -> int:
    """The whole import: exact sums, every cut, all facts."""
    from costgov.collectors.billing.statement import read_statement  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory() as scratch,
        read_statement(
            [path], tag_keys=TAGS, memory_limit_mb=MEMORY_LIMIT_MB, scratch=Path(scratch)
        ) as statement,
    ):
        return sum(1 for _ in statement.facts("file:bench"))


def duckdb_bare(path: Path) -> int:
    """One GROUP BY over the same keys, its rows fetched."""
    import duckdb  # noqa: PLC0415

    reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
    tags = ", ".join(f"json_extract_string(Tags, '$.{key}')" for key in TAGS)
    with duckdb.connect(config={"memory_limit": f"{MEMORY_LIMIT_MB}MB"}) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(KEYS)}, ChargePeriodStart::DATE, {tags},"  # noqa: S608 - constants
            f" {', '.join(f'sum({name})' for name in SUMS)} FROM {reader}('{path}') GROUP BY ALL"
        ).fetchall()
    return len(rows)


def pandas(path: Path, columns: list[str] | None = None) -> int:
    """Read and group, amounts as floats."""
    import pandas as pd  # noqa: PLC0415

    if path.suffix == ".parquet":
        frame = pd.read_parquet(path, columns=columns)
    else:
        frame = pd.read_csv(path, usecols=columns, parse_dates=["ChargePeriodStart"])
    day = frame["ChargePeriodStart"].dt.floor("D")
    return len(frame.groupby([*KEYS, "Tags", day], dropna=False)[SUMS].sum())


def pandas_needed(path: Path) -> int:
    """The same, reading no other column."""
    return pandas(path, [*KEYS, "ChargePeriodStart", "Tags", *SUMS])


CONTENDERS: dict[str, Callable[[Path], int]] = {
    "costgov": costgov,
    "duckdb bare": duckdb_bare,
    "pandas": pandas,
    "pandas, needed columns": pandas_needed,
}
MODULES = {
    "costgov": "costgov.collectors.billing.statement",
    "duckdb bare": "duckdb",
    "pandas": "pandas",
    "pandas, needed columns": "pandas",
}


def measure(contender: str, path: Path) -> dict[str, float]:
    """Run a contender in this process; its imports do not count."""
    import_module(MODULES[contender])
    begun, cpu_begun = time.perf_counter(), time.process_time()
    groups = CONTENDERS[contender](path)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_begun
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_mb": peak_mb,
        "groups": groups,
    }


def apart(contender: str, path: Path) -> dict[str, float]:
    """Run a contender in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_import"]
    done = subprocess.run(
        [*command, "--contender", contender, "--file", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(kind: str, path: Path, turns: int) -> list[Run]:
    """All contenders on one file, in turns."""
    no_pandas = kind == "parquet" and not find_spec("pyarrow")
    able = [name for name in CONTENDERS if not (no_pandas and name.startswith("pandas"))]
    taken = [(name, apart(name, path)) for _ in range(turns) for name in able]
    runs = []
    for name in able:
        own = [measured for contender, measured in taken if contender == name]
        least = {key: min(one[key] for one in own) for key in ("seconds", "cpu_seconds")}
        peak = max(one["peak_mb"] for one in own)
        runs.append(Run(name, kind, **least, peak_mb=peak, groups=int(own[0]["groups"])))
    return runs


def table(runs: list[Run], size: int) -> Table:
    """Times, and how many times the bare aggregation's they are."""
    [bare] = [run for run in runs if run.contender == "duckdb bare"]
    shown = Table("contender", "seconds", "of bare", "CPU s", "of bare", "peak MB", "groups, facts")
    shown.title = f"{runs[0].kind}, {size / 1e6:.1f} MB"
    for run in runs:
        shown.add_row(
            run.contender,
            f"{run.seconds:.2f}",
            f"{run.seconds / bare.seconds:.2f}",
            f"{run.cpu_seconds:.2f}",
            f"{run.cpu_seconds / bare.cpu_seconds:.2f}",
            f"{run.peak_mb:.0f}",
            f"{run.groups:,}",
        )
    return shown


def verdicts(runs: list[Run]) -> list[str]:
    """Each goal, what was measured for it, and whether that meets it."""
    by_name = {run.contender: run for run in runs}
    ours, bare = by_name["costgov"], by_name["duckdb bare"]
    found = [
        (f"{ours.seconds / bare.seconds:.2f} times the bare aggregation's time",
         f"at most {MOST_OF_BARE}", ours.seconds <= MOST_OF_BARE * bare.seconds),
        (f"{ours.peak_mb:.0f} MB at most", f"at most {MOST_PEAK_MB}", ours.peak_mb <= MOST_PEAK_MB),
    ]  # fmt: skip
    least = LEAST_OF_PANDAS[ours.kind]
    for name, other in by_name.items():
        if name.startswith("pandas"):
            times = other.seconds / ours.seconds
            found.append(
                (f"{times:.2f} times as fast as {name}", f"at least {least}", times >= least)
            )
    return [f"{'✓' if met else '✗'} {what} (goal: {goal})" for what, goal, met in found]


def main() -> None:
    """Generate, compare, print and write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, help="default: as many as the goals name")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--kind", choices=ROWS, action="append", help="default: both")
    parser.add_argument("--json", type=Path, default=Path("build/bench_import.json"))
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        print(json.dumps(measure(options.contender, options.file)))
        return
    console, runs = Console(), []
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kind or ROWS:
            path = Path(folder) / f"bill.{kind}"
            rows = options.rows or ROWS[kind]
            console.print(f"[dim]{rows:,} lines of FOCUS as {kind} …[/dim]")
            write_bill(path, rows, kind)
            runs += (found := compare(kind, path, options.turns))
            console.print(table(found, path.stat().st_size))
            console.print("\n".join(verdicts(found)), highlight=False)
            path.unlink()
    if not find_spec("pyarrow"):
        console.print("pandas cannot read Parquet here: pyarrow is not installed")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "rows": options.rows or ROWS,
        "load": os.getloadavg(),
        "runs": [asdict(run) for run in runs],
    }
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
