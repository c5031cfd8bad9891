"""Writes the imported billing lines as FOCUS 1.2 files and shows that they add up to the store."""

from datetime import datetime
from pathlib import Path

from costgov.collectors.billing.focus_export.schema import Form
from costgov.domain.money import amount_text
from costgov.domain.period import Window
from costgov.errors import CostGovError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline.export_focus import ExportPorts, FocusExport, export_focus
from rich.console import Console
from rich.table import Table

from cli.deployment import Deployment


class DoesNotAddUp(CostGovError):
    """The written files and the store say different totals."""


def export(
    deployment: Deployment, window: Window, folder: Path, form: Form, now: datetime
) -> FocusExport:
    """Export the window's lines of a deployment; see `export_focus` for what is raised."""
    s3, dynamo = deployment.client("s3"), deployment.client("dynamodb")
    ports = ExportPorts(
        evidence=S3ObjectStore(s3, deployment.outputs.EvidenceBucket),
        costs=DynamoCostStore(dynamo, deployment.outputs.CostsTable),
        control=DynamoDocumentStore(dynamo, deployment.outputs.ControlTable),
    )
    return export_focus(window, folder, form, ports, now=now)


def print_export(console: Console, export: FocusExport) -> None:
    """Show the files and the totals beside the store's.

    Raises:
        DoesNotAddUp: a total differs by half a cent or more.
    """
    for file in export.files:
        console.print(f"{file.path}: {file.lines} lines ({file.format})", markup=False)
    table = Table("source", "total", "written", "stored", "")
    for compared in export.compared:
        table.add_row(
            compared.source,
            f"{compared.metric} {compared.currency}",
            amount_text(compared.written),
            amount_text(compared.stored),
            "equal" if compared.equal else "DIFFERENT",
        )
    console.print(table)
    if export.left_out:
        console.print(f"{export.left_out} lines were rejected at import and are left out")
    wrong = [compared.source for compared in export.compared if not compared.equal]
    if wrong:
        raise DoesNotAddUp(f"the export of {', '.join(sorted(set(wrong)))} differs from the store")
