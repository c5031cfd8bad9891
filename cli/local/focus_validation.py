"""Holds our FOCUS 1.2 exports to the FinOps Foundation's validator (`make validate-focus`).

The validator lives in an environment of its own: it pins packages that ours has newer. Its exit
code is 0 whatever it finds, so its JUnit file is read. What it finds wrong must be exactly what
KNOWN says, with the reason of each, here and in docs/focus-export.md.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from costgov.collectors.billing.focus_export.export import write_lines
from costgov.collectors.billing.focus_export.schema import VERSION, Form
from costgov.domain.period import Window
from rich.console import Console

from cli.local.synthetic.focus import write_focus_csv
from cli.local.synthetic.organisation import build_organisation
from cli.local.tools import TOOLS, Report, ToolError, ensure_environment

NAME: Final = "focus-validator"
_ALL_DAYS: Final = Window(date(2000, 1, 1), date(2100, 1, 1))
# What all three bills are true of; the validator then holds the columns to it.
_CRITERIA: Final = (
    "ACCOUNT_NAMING_SUPPORTED",
    "MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
    "REGION_SUPPORTED",
    "SUB_ACCOUNT_SUPPORTED",
    "USAGE_MEASUREMENT_SUPPORTED",
)
_ANYWHERE: Final = {
    "BilledCost-C-005-C": "wants 0 wherever ProviderName and InvoiceIssuerName are written"
    " differently, as AWS itself does (AWS, Amazon Web Services, Inc.)",
    "ConsumedUnit-C-003-O": "a recommendation: units are the provider's own (Hrs, GB-Mo)",
    "PricingUnit-C-003-O": "a recommendation: units are the provider's own (Hrs, GB-Mo)",
    "InvoiceId-C-005-C": "wants an InvoiceId on every line; lines not invoiced yet have none",
}
_TWO_CATEGORIES: Final = {
    "ServiceName-C-005-C": "the source itself puts a service into two categories",
    "ServiceName-C-008-C": "follows from the service's two categories",
}
KNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "FOCUS 1.0 sample": _ANYWHERE | _TWO_CATEGORIES,
    "legacy CUR sample": _ANYWHERE,
    "synthetic organisation": _ANYWHERE
    | _TWO_CATEGORIES
    | {
        "EffectiveCost-C-005-C": "wants 0 for every purchase; support and the unused part of a"
        " commitment cover no later charge",
    },
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the validator found wrong that is not known, and known findings that are gone."""

    bill: str
    checks: int
    unexpected: tuple[str, ...]
    vanished: tuple[str, ...]


def is_installed() -> bool:
    """Whether the validator's environment is there."""
    return (TOOLS / NAME / "bin" / NAME).exists()


def validate(data: Path, report: Report) -> list[Verdict]:
    """Export each bill, validate it and compare the findings with KNOWN.

    Raises:
        ToolError: the validator cannot be installed or did not run.
    """
    python = ensure_environment(NAME, report)
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="focus-") as name:
        folder = Path(name)
        for bill, source in _bills(data, folder).items():
            report(f"validating the {bill}")
            target = folder / f"{len(verdicts)}.parquet"
            write_lines(
                source,
                target,
                [_ALL_DAYS],
                form=Form.PARQUET,
                memory_limit_mb=512,
                scratch=folder,
            )
            checks, found = _findings(python, target, folder / f"{len(verdicts)}.xml")
            known = set(KNOWN[bill])
            verdicts.append(
                Verdict(bill, checks, tuple(sorted(found - known)), tuple(sorted(known - found)))
            )
    return verdicts


def _bills(data: Path, folder: Path) -> dict[str, Path]:
    synthetic = folder / "synthetic.csv"
    write_focus_csv(build_organisation(start=date(2026, 9, 1), end=date(2026, 9, 30)), synthetic)
    samples = data / "billing_exports"
    return {
        "FOCUS 1.0 sample": samples / "focus_sample_1.0.csv",
        "legacy CUR sample": samples / "aws_cur_sample_anonymous.csv",
        "synthetic organisation": synthetic,
    }


def _findings(python: Path, file: Path, junit: Path) -> tuple[int, set[str]]:
    """How many rules were checked, and the ids of those that failed by themselves."""
    site_packages = next((python.parents[1] / "lib").glob("python*/site-packages"))
    command: list[str | Path] = [
        python.parent / NAME, "--data-file", file, "--validate-version", VERSION,
        "--focus-dataset", "CostAndUsage", "--block-download",
        "--applicability-criteria", ",".join(_CRITERIA),
        "--output-type", "unittest", "--output-destination", junit,
    ]  # fmt: skip
    # It opens its list of currencies by a path relative to where it is installed.
    done = subprocess.run(command, cwd=site_packages, capture_output=True, text=True, check=False)
    if not junit.exists():
        raise ToolError(f"the validator did not run: {(done.stderr or done.stdout)[-2000:]}")
    suites = ET.parse(junit).getroot()  # noqa: S314 - written by the validator just now
    failed = {
        str(case.get("name")).partition(" :: ")[0]
        for case in suites.iter("testcase")
        if _failed_by_itself(case)
    }
    return int(suites.get("tests", "0")), failed


def _failed_by_itself(case: ET.Element) -> bool:
    """Rules made of others, and rules about a column that another rule misses, only follow."""
    if ":: Composite" in str(case.get("name")):
        return False
    return any(
        result.tag in {"failure", "error"}
        and "Upstream dependency" not in str(result.get("message"))
        for result in case
    )


def main() -> int:
    """Print a line for each bill; 1 if a finding is not known or a known one is gone."""
    console = Console(highlight=False)
    data = os.environ.get("COSTGOV_DATA")
    if not data or not (Path(data) / "billing_exports").is_dir():
        console.print("COSTGOV_DATA does not name a folder with billing_exports/: nothing to do")
        return 0
    good = True
    for verdict in validate(Path(data), console.print):
        good = good and not verdict.unexpected and not verdict.vanished
        said = f"{verdict.bill}: {verdict.checks} rules, {len(KNOWN[verdict.bill])} known findings"
        for word, rules in (("unexpected", verdict.unexpected), ("gone", verdict.vanished)):
            said += f"; {word}: {', '.join(rules)}" if rules else ""
        console.print(said, markup=False)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
