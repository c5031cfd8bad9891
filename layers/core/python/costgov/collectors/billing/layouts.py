"""Where an object of the exports bucket belongs, told by its key.

| exporter | files of a month | manifest |
|---|---|---|
| Data Exports | `<export>/data/BILLING_PERIOD=2026-10/[<execution>/]` | under `metadata/` instead |
| legacy CUR | `<export>/20261001-20261101/[<assembly>/]` | there, `<report>-Manifest.json` |
| legacy CUR, overwritten | `<export>/year=2026/month=10/` | there, `<report>-Manifest.json` |
| Azure | `<export>/20261001-20261031/[<time>/]<run>/` | there, `manifest.json` |

Elsewhere every file is a delivery of its own. (AWS: Data Exports user guide, "Understanding export
delivery"; Cost and Usage Reports user guide, "Viewing files in Amazon S3".)
"""

import re
from dataclasses import dataclass
from typing import Final

from costgov.domain.period import Month
from costgov.errors import InvalidInput

_MONTH_FOLDER: Final = re.compile(
    r"billing_period=(?P<hive>\d{4}-\d{2})|(?P<year>\d{4})(?P<month>\d{2})01-\d{8}", re.IGNORECASE
)
_YEAR_FOLDER: Final = re.compile(r"year=(\d{4})", re.IGNORECASE)
_MONTH_OF_YEAR: Final = re.compile(r"month=(\d{1,2})", re.IGNORECASE)
_VERSION_FOLDER: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T.+|\d{8}T\d{6}Z|\d{12,14}|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}",
    re.IGNORECASE,
)
_MANIFEST: Final = re.compile(r"(.+-)?manifest\.json", re.IGNORECASE)
# What exporters write beside the bill for other tools.
_BESIDE: Final = re.compile(
    r".*-RedshiftManifest\.json|.*-RedshiftCommands\.sql|.*-create-table\.sql|crawler-cfn\.yml"
    r"|aws-programmatic-access-test-object|_SUCCESS",
    re.IGNORECASE,
)
_STATUS_FOLDER: Final = "cost_and_usage_data_status"


@dataclass(frozen=True, slots=True)
class MonthFolder:
    """A month of an export: the export's folder, the month, and the folder of the month's files.

    `awaits_manifest` says that only exporters that write manifests name folders like this.
    """

    export: str
    month: Month
    files: str
    awaits_manifest: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What an object is: a manifest, a file beside the bill, or part of a bill; and its month."""

    is_manifest: bool = False
    is_beside: bool = False
    month_folder: MonthFolder | None = None


def place_of(key: str) -> Place:
    """Where the object of this key belongs.

    >>> place_of("billing/cur/data/BILLING_PERIOD=2026-10/cur-1.parquet").month_folder.export
    'billing/cur'
    >>> place_of("billing/cur/metadata/BILLING_PERIOD=2026-10/cur-Manifest.json").is_manifest
    True
    """
    *folders, name = key.split("/")
    found = month_folder(folders)
    is_beside = _BESIDE.fullmatch(name) is not None or _STATUS_FOLDER in folders
    is_manifest = _MANIFEST.fullmatch(name) is not None and not is_beside
    if "metadata" in folders and not is_manifest:
        is_beside = True
    return Place(is_manifest, is_beside, found)


def month_folder(folders: list[str]) -> MonthFolder | None:
    """The month of an export whose folder is among these, the outermost first."""
    for index, folder in enumerate(folders):
        above, below = folders[:index], folders[index + 1 :]
        if (month := _month_of(folder)) is not None:
            in_export = above[-1:] in (["data"], ["metadata"])
            if folder[:1].isdigit():
                versioned = bool(below) and _VERSION_FOLDER.fullmatch(below[0]) is not None
                return _found(above, [folder], month, awaits_manifest=versioned)
            if in_export:
                return _found(above[:-1], ["data", folder], month, awaits_manifest=True)
            return None
        if below and (month := _hive_month(folder, below[0])) is not None:
            return _found(above, [folder, below[0]], month, awaits_manifest=False)
    return None


def lone_key(key: str) -> str:
    """The key without the folders that stand for a version of the same delivery.

    >>> lone_key("billing/x/billing_period=2026-10/2026-10-03T00:01Z/x-00001.parquet")
    'billing/x/billing_period=2026-10/x-00001.parquet'
    """
    *folders, name = key.split("/")
    kept: list[str] = []
    in_month = False
    for folder in folders:
        if not (in_month and _VERSION_FOLDER.fullmatch(folder)):
            kept.append(folder)
        in_month = in_month or _month_of(folder) is not None
    return "/".join([*kept, name])


def months_of(key: str) -> set[Month]:
    """The months that folders of a key name."""
    return {month for folder in key.split("/")[:-1] if (month := _month_of(folder))}


def _found(
    export: list[str], files: list[str], month: Month, *, awaits_manifest: bool
) -> MonthFolder:
    return MonthFolder("/".join(export), month, "/".join([*export, *files]), awaits_manifest)


def _month_of(folder: str) -> Month | None:
    found = _MONTH_FOLDER.fullmatch(folder)
    if found is None:
        return None
    return _month(found["hive"] or f"{found['year']}-{found['month']}")


def _hive_month(year: str, month: str) -> Month | None:
    found, of_year = _YEAR_FOLDER.fullmatch(year), _MONTH_OF_YEAR.fullmatch(month)
    return _month(f"{found[1]}-{of_year[1]:0>2}") if found and of_year else None


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except InvalidInput:
        return None
