"""A deterministic organisation with known truth: its bill, its instances and their metrics."""

from cli.local.synthetic.focus import write_focus_csv
from cli.local.synthetic.model import (
    Account,
    AnomalyKind,
    LineItem,
    PlannedChange,
    PlantedAnomaly,
    RecordType,
)
from cli.local.synthetic.organisation import Organisation, build_organisation

__all__ = [
    "Account",
    "AnomalyKind",
    "LineItem",
    "Organisation",
    "PlannedChange",
    "PlantedAnomaly",
    "RecordType",
    "build_organisation",
    "write_focus_csv",
]
