"""From stores to a parsed report."""

import re
from decimal import Decimal

from costgov.pipeline import records
from costgov.pipeline.reporting.page import ReportPage, read_page
from costgov.pipeline.reporting.rendering import render_page

from tests.unit.reporting.demo import Demo
from tests.unit.reporting.demo_run import RUN_ID, open_run
from tests.unit.reporting.html_tree import Element, read_html


def page_of(demo: Demo) -> ReportPage:
    """What the report of the demo's run shows."""
    run = records.runs(demo.control).get(RUN_ID)
    return read_page(demo.costs, demo.control, demo.results, run)


def html_of(demo: Demo) -> str:
    """Its page as text."""
    return render_page(page_of(demo), ("costs-by-service.csv",))


def read_page_of(demo: Demo) -> Element:
    """Its page, parsed; opens the run where none is."""
    if not records.runs(demo.control).page()[0]:
        open_run(demo)
    return read_html(html_of(demo))


def amount(text: str) -> Decimal:
    """The number in a displayed amount."""
    return Decimal(re.sub(r"[^0-9.-]", "", text))
