"""What `costgov export focus` shows, and when it ends with an error."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import boto3
import pytest
from costgov.collectors.billing.focus_export.export import WrittenLines
from costgov.collectors.billing.focus_export.schema import Form
from costgov.domain.costs import Metric
from costgov.domain.period import Window
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline.delivery_import import ImportPorts
from costgov.pipeline.export_focus import Compared, FocusExport
from costgov.pipeline.import_billing import import_billing
from moto import mock_aws
from rich.console import Console
from typer.testing import CliRunner

from cli.focus_export import DoesNotAddUp, export, print_export
from cli.main import app
from tests.fakes.tables import create_table
from tests.unit.billing.account import SETTINGS, created
from tests.unit.billing.files import csv_bytes, focus
from tests.unit.cli.deployments import deployment

NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))


def exported(stored: str) -> FocusExport:
    file = WrittenLines(Path("out/a.parquet"), "FOCUS", ("BilledCost",), 3, ())
    compared = Compared("file:a", "USD", Metric.BILLED, Decimal("4.50"), Decimal(stored))
    return FocusExport((file,), (compared,), left_out=2)


def shown(found: FocusExport) -> str:
    text = StringIO()
    print_export(Console(file=text, width=120), found)
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


def test_a_deployments_files_are_exported(tmp_path: Path) -> None:
    with mock_aws():
        s3, dynamo = boto3.client("s3"), boto3.client("dynamodb")
        for table in ("control", "costs"):
            create_table(dynamo, table)
        for bucket in ("exports", "evidence"):
            s3.create_bucket(Bucket=bucket)
        ports = ImportPorts(
            S3ObjectStore(s3, "exports"),
            S3ObjectStore(s3, "evidence"),
            DynamoCostStore(dynamo, "costs"),
            DynamoDocumentStore(dynamo, "control"),
        )
        s3.put_object(Bucket="exports", Key="billing/a.csv", Body=csv_bytes([focus(), focus()]))
        import_billing(created("billing/a.csv"), ports, SETTINGS, NOW)

        found = export(deployment(), OCTOBER, tmp_path, Form.CSV, NOW)

    assert (found.lines, len(found.files)) == (2, 1)
    assert [compared.stored for compared in found.compared] == [Decimal("3.0"), Decimal("2.5")]
    assert all(compared.equal for compared in found.compared)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".json"]
