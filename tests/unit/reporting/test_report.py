"""Writing the day's report: what lands where, in which order, and what a failure leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.errors import NotFound, StoreError
from costgov.pipeline import records
from costgov.pipeline.report import write_report
from costgov.pipeline.reporting.month_index import Console

from tests.fakes.stores import InMemoryObjectStore
from tests.unit.reporting.demo import AS_OF, Demo
from tests.unit.reporting.demo_run import RUN_ID, complete_demo, event, open_run
from tests.unit.reporting.html_tree import read_html, rows_of

NOW = datetime(2026, 10, 20, 6, 5, tzinfo=UTC)
DAY = "daily/2026-10-20"


class FullBucket(InMemoryObjectStore):
    """A bucket that refuses one key."""

    refused = ""

    def put(self, key: str, body: bytes, content_type: str, *, inline: bool = False) -> None:
        if key == self.refused:
            raise StoreError(f"write {key}: SlowDown: no")
        super().put(key, body, content_type, inline=inline)


@pytest.fixture
def demo() -> Demo:
    return complete_demo()


def test_pages_and_files_land_where_they_are_looked_for(demo: Demo) -> None:
    record = write_report(event(), demo.ports, NOW)
    assert demo.reports.types == {
        **{
            f"{DAY}/{name}.csv": "text/csv; charset=utf-8"
            for name in (
                "costs-by-service",
                "costs-by-account",
                "budgets",
                "anomalies",
                "resources",
                "change-drivers",
                "reconciliation",
                "credits",
                "recommendations",
                "no-advice",
                "looked-at",
                "allocation-cost_center",
                "allocation-team",
            )
        },
        f"{DAY}/index.html": "text/html; charset=utf-8",
        "daily/2026-10/index.html": "text/html; charset=utf-8",
        "latest/index.html": "text/html; charset=utf-8",
    }
    assert demo.reports.inline == {key for key in demo.reports.types if key.endswith(".html")}
    assert demo.reports.objects["latest/index.html"] == demo.reports.objects[f"{DAY}/index.html"]
    assert list(demo.reports.objects)[-1] == "latest/index.html"
    assert (record.expected, record.got, record.complete) == (16, 16, True)
    assert records.steps(demo.control).get("report#all", RUN_ID) == record


def test_a_second_time_writes_the_same_bytes(demo: Demo) -> None:
    write_report(event(), demo.ports, NOW)
    before = dict(demo.reports.objects)
    write_report(event(), demo.ports, NOW + timedelta(hours=3))
    assert demo.reports.objects == before


@pytest.mark.fault_case(39)
@pytest.mark.parametrize(
    "refused",
    [f"{DAY}/budgets.csv", f"{DAY}/index.html", "daily/2026-10/index.html", "latest/index.html"],
)
def test_a_refused_write_records_nothing_and_the_next_attempt_completes(
    demo: Demo, refused: str
) -> None:
    bucket = FullBucket()
    bucket.refused = refused
    ports = replace(demo.ports, reports=bucket)
    with pytest.raises(StoreError, match="SlowDown"):
        write_report(event(), ports, NOW)
    assert all(step.step != "report" for step in records.steps(demo.control).all(RUN_ID))
    bucket.refused = ""
    write_report(event(), ports, NOW)
    whole = complete_demo()
    write_report(event(), whole.ports, NOW)
    assert bucket.objects == whole.reports.objects


def test_the_report_of_an_earlier_day_does_not_become_the_latest(demo: Demo) -> None:
    write_report(event(), demo.ports, NOW)
    latest = demo.reports.objects["latest/index.html"]
    open_run(demo, "daily-2026-10-19", date(2026, 10, 19))
    record = write_report(event("daily-2026-10-19", date(2026, 10, 19)), demo.ports, NOW)
    assert demo.reports.objects["latest/index.html"] == latest
    assert "latest/index.html" not in record.notes
    assert "daily/2026-10-19/index.html" in demo.reports.objects


def test_the_months_list_names_its_reports_newest_first(demo: Demo) -> None:
    for day in (date(2026, 9, 30), date(2026, 10, 19), AS_OF):
        open_run(demo, f"daily-{day}", day)
        write_report(event(f"daily-{day}", day), demo.ports, NOW)
    page = read_html(demo.reports.objects["daily/2026-10/index.html"].decode())
    rows = rows_of(page.one("table"))[1:]
    assert [row[0] for row in rows[::2]] == ["20 Oct 2026", "19 Oct 2026"]
    assert rows[0][2:6] == ["USD", "$1,283.29", "$19,330.85", "$32,106.85"]
    assert rows[1][5] == "no forecast"
    assert page.all("a", href="../2026-10-19/index.html")
    assert "daily/2026-09/index.html" in demo.reports.objects


def test_an_empty_product_has_a_report_too() -> None:
    demo = Demo()
    open_run(demo)
    write_report(event(), demo.ports, NOW)
    header = (
        b"ChargePeriodStart,BillingCurrency,ServiceName,ChargeCategory,BilledCost,EffectiveCost\r\n"
    )
    assert demo.reports.objects[f"{DAY}/costs-by-service.csv"] == header
    assert b"No cost data is stored" in demo.reports.objects["latest/index.html"]
    assert b"no cost data" in demo.reports.objects["daily/2026-10/index.html"]


def test_a_run_nobody_began_is_refused(demo: Demo) -> None:
    with pytest.raises(NotFound, match="no run"):
        write_report(event("daily-1999-01-01"), demo.ports, NOW)
    assert not demo.reports.objects


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-central-1", "console.aws.amazon.com"),
        ("cn-north-1", "console.amazonaws.cn"),
        ("us-gov-west-1", "console.amazonaws-us-gov.com"),
    ],
)
def test_the_months_list_links_to_the_console_of_its_partition(
    demo: Demo, region: str, host: str
) -> None:
    console = Console.of("production", "reports-bucket", region)
    write_report(event(), replace(demo.ports, console=console), NOW)
    page = read_html(demo.reports.objects["daily/2026-10/index.html"].decode())
    links = {link.attributes["href"] for link in page.all("a") if link.text.startswith("open in")}
    address = f"https://{host}/s3/object/reports-bucket?region={region}"
    assert links == {f"{address}&prefix=daily%2F2026-10-20%2Findex.html"}


def test_a_laptop_has_no_console() -> None:
    assert Console.of("local", "b", "us-east-1") is None
