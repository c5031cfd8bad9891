"""The report's savings: what is worth most with its arithmetic, the roadmap, what was not seen."""

import csv
import io

import pytest
from costgov.pipeline.reporting.csv_files import csv_files
from costgov.pipeline.reporting.page import ReportPage

from tests.unit.reporting.demo import FORMULA, HOSTILE
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, read_html, rows_of
from tests.unit.reporting.pages import html_of, page_of


@pytest.fixture(scope="module")
def page() -> ReportPage:
    return page_of(complete_demo())


@pytest.fixture(scope="module")
def section() -> Element:
    return read_html(html_of(complete_demo())).one("section", aria_labelledby="savings")


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")


def test_the_largest_saving_comes_first_with_its_arithmetic(section: Element) -> None:
    rows = [[plain(cell) for cell in row] for row in rows_of(section.all("table")[0])]
    assert len(rows) == 1 + 25
    assert rows[1][0].startswith("Title of rds_instance_oversized")
    assert "1200.00 at list price" in rows[1][0]
    # Alone, since amounts are not broken: a sentence there would widen the page.
    assert rows[1][2] == "$1,200.00"
    assert rows[2][5] == HOSTILE, "the owner as the tag says"
    assert all(FORMULA not in row[1] for row in rows), "what is dismissed is not asked for"
    assert "5 more recommendations are in recommendations.csv" in section.all("table")[0].text


def test_the_total_stands_beside_the_spend(section: Element) -> None:
    said = plain(section.all("p")[0].text)
    assert said == "$14,264.00 a month, 52.8 % of $27,000.00, in 29 recommendations."


def test_the_roadmap_says_what_to_do_now_and_later(section: Element) -> None:
    now, following, later = (
        [plain(cell) for cell in row] for row in rows_of(section.all("table")[1])[1:]
    )
    assert now[0].startswith("Now")
    assert (now[1], following[1], later[1]) == ("28", "0", "1")
    assert later[4] == "$4,000.00 of work, paid back in 3.3 months"
    assert (later[5], following[5]) == ("980.0 %", "no cost")


def test_what_was_not_seen_is_told_with_the_reason(section: Element) -> None:
    unseen, reasons = section.all("table")[2:]
    [place] = rows_of(unseen)[1:]
    assert place[:2] == ["111122223333, us-east-1", "never"]
    assert place[2].startswith("access-denied: rds:DescribeDBInstances")
    [reason] = rows_of(reasons)[1:]
    assert reason[:3] == ["mem_used_percent has no data", "ec2_instance_oversized", "10"]
    assert "412 resources of 1 account, judged 400 times" in section.text


def test_the_files_hold_every_row(page: ReportPage) -> None:
    files = csv_files(page)
    rows = list(csv.DictReader(io.StringIO(files["recommendations.csv"].decode())))
    assert len(rows) == 31
    by_state = {row["State"] for row in rows}
    assert by_state == {"open", "dismissed"}
    assert rows[0]["MonthlySaving"] == "1200"
    [dismissed] = [row for row in rows if row["State"] == "dismissed"]
    assert dismissed["ResourceName"] == f"'{FORMULA}"
    [reason] = csv.DictReader(io.StringIO(files["no-advice.csv"].decode()))
    assert (reason["Resources"], reason["Examples"]) == ("10", "i-1")
    places = list(csv.DictReader(io.StringIO(files["looked-at.csv"].decode())))
    assert [row["Reason"] for row in places] == ["", "access-denied", ""]


@pytest.mark.fault_case(20)
def test_no_name_owner_or_reason_becomes_a_formula(page: ReportPage) -> None:
    files = csv_files(page)
    for name in ("recommendations.csv", "no-advice.csv", "looked-at.csv"):
        cells = [cell for row in csv.reader(io.StringIO(files[name].decode())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    told = list(csv.DictReader(io.StringIO(files["recommendations.csv"].decode())))
    assert HOSTILE in {row["Owner"] for row in told}


@pytest.mark.fault_case(20)
def test_markup_in_a_recommendation_is_shown_and_not_obeyed(section: Element) -> None:
    assert not section.all("script")
    assert HOSTILE in [name.text for name in section.all("bdi")]
    assert "&lt;script&gt;" in html_of(complete_demo())


def test_without_anything_stored_there_is_no_section() -> None:
    demo = complete_demo()
    demo.results.delete("backlog-summary", "all")

    page = read_html(html_of(demo))

    assert not page.all("section", aria_labelledby="savings")
    assert "Savings" not in [link.text for link in page.one("nav").all("a")]
