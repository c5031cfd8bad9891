"""What `costgov export focus` shows, and when it ends with an error."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from costgov.collectors.billing.focus_export.export import WrittenLines
from costgov.domain.costs import Metric
from costgov.pipeline.export_focus import Compared, FocusExport
from rich.console import Console
from typer.testing import CliRunner

from cli.focus_export import DoesNotAddUp, print_export
from cli.main import app


def exported(stored: str) -> FocusExport:
    file = WrittenLines(Path("out/a.parquet"), "FOCUS", ("BilledCost",), 3, ())
    compared = Compared("file:a", "USD", Metric.BILLED, Decimal("4.50"), Decimal(stored))
    return FocusExport((file,), (compared,), left_out=2)


def shown(export: FocusExport) -> str:
    text = StringIO()
    print_export(Console(file=text, width=120), export)
    return text.getvalue()


def test_files_totals_and_what_is_left_out_are_shown() -> None:
    text = shown(exported("4.5"))

    assert "out/a.parquet: 3 lines (FOCUS)" in text
    assert "equal" in text
    assert "2 lines were rejected at import and are left out" in text


def test_a_total_that_differs_by_a_cent_is_an_error() -> None:
    with pytest.raises(DoesNotAddUp, match="the export of file:a differs from the store"):
        shown(exported("4.51"))


def test_a_day_that_is_none_is_refused_in_one_sentence() -> None:
    arguments = ["export", "focus", "--start", "soon", "--end", "2026-10-01", "--to", "x"]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert "'soon' is not a day (YYYY-MM-DD)" in result.output
