"""Writes the day's report: pages and CSV files into the reports bucket, and the step's record.

Everything is rendered before the first write, so a page that cannot be made leaves nothing behind.
Writing goes from the files nobody links to yet to `latest/index.html`; when a write fails in
between, the step records nothing and the next attempt writes the same bytes again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from costgov.domain.period import Month
from costgov.domain.reports import ReportEntry, ReportHeadline
from costgov.domain.runs import REPORT, StepEvent, StepRecord
from costgov.gateways.ports import CostStore, DocumentStore, ObjectStore
from costgov.pipeline import records
from costgov.pipeline.reporting.csv_files import csv_files
from costgov.pipeline.reporting.headline import month_end_of
from costgov.pipeline.reporting.month_index import Console, index_key, render_month
from costgov.pipeline.reporting.page import ReportPage, read_page
from costgov.pipeline.reporting.rendering import render_page
from costgov.pipeline.reporting.sections import LedgerSection

HTML: Final = "text/html; charset=utf-8"
CSV: Final = "text/csv; charset=utf-8"
LATEST: Final = "latest/index.html"


@dataclass(frozen=True, slots=True)
class ReportPorts:
    """What the report reads, where it writes, and the AWS console to link to, if there is one."""

    costs: CostStore
    control: DocumentStore
    results: DocumentStore
    reports: ObjectStore
    console: Console | None = None


def write_report(event: StepEvent, ports: ReportPorts, now: datetime) -> StepRecord:
    """Write the report of a run; the same stored results give the same bytes.

    Raises:
        NotFound: there is no such run.
        StoreError: the bucket or a table refused; nothing is recorded then.
    """
    run = records.runs(ports.control).get(event.run_id)
    page = read_page(ports.costs, ports.control, ports.results, run)
    files = csv_files(page)
    html = render_page(page, tuple(files)).encode()
    entry = _entry(page, tuple(files))
    for name, body in files.items():
        ports.reports.put(_key(page, name), body, CSV)
    ports.reports.put(entry.key, html, HTML, inline=True)
    pages = [entry.key, *_publish(entry, html, ports)]
    record = StepRecord(
        step=REPORT,
        expected=len(files) + len(pages),
        got=len(files) + len(pages),
        notes=tuple(pages),
        finished_at=now,
    )
    records.record_step(ports.control, event.run_id, record)
    return record


def _key(page: ReportPage, name: str) -> str:
    return f"daily/{page.as_of}/{name}"


def _publish(entry: ReportEntry, html: bytes, ports: ReportPorts) -> list[str]:
    """List the report in its month, and make it the latest unless a later day has one."""
    table, month = records.reports(ports.results), Month.of(entry.as_of)
    table.put(entry, records.day_sort(entry.as_of))
    listed = render_month(month, table.all(prefix=str(month)), ports.console)
    ports.reports.put(index_key(month), listed.encode(), HTML, inline=True)
    newest = table.newest()
    if newest and newest.as_of > entry.as_of:
        return [index_key(month)]
    ports.reports.put(LATEST, html, HTML, inline=True)
    return [index_key(month), LATEST]


def _entry(page: ReportPage, files: tuple[str, ...]) -> ReportEntry:
    return ReportEntry(
        as_of=page.as_of,
        run_id=page.run_id,
        key=_key(page, "index.html"),
        files=tuple(_key(page, name) for name in files),
        gaps=len(page.gaps),
        headlines=tuple(_headline(section) for section in page.ledgers),
    )


def _headline(section: LedgerSection) -> ReportHeadline:
    facts, month_end = section.facts, month_end_of(section.forecast)
    return ReportHeadline(
        currency=section.currency,
        today=facts.today if facts else None,
        month_to_date=facts.month_to_date if facts else None,
        month_end=month_end.mean if month_end else None,
    )
