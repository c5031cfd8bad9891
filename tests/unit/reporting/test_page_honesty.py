"""What is not known is said, and never shown as zero."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from costgov.domain.budgets import BudgetPlan
from costgov.domain.imports import ImportRecord
from costgov.domain.usage import Used
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.own_cost import note_usage, settle

from tests.unit.reporting.bill import READ_AT, Line, facts
from tests.unit.reporting.demo import Demo, with_costs
from tests.unit.reporting.demo_insights import reconcile
from tests.unit.reporting.demo_run import DONE, RUN_ID, complete_demo, open_run
from tests.unit.reporting.html_tree import rows_of, section_of
from tests.unit.reporting.pages import html_of, page_of, read_page_of


def add_up(demo: Demo) -> None:
    """What the analysis finds out about the bill, and a run for the report."""
    for ledger in currency_ledgers(demo.costs):
        reconcile(demo, ledger)
    open_run(demo)


def test_an_empty_product_says_so() -> None:
    page = read_page_of(Demo())
    assert "What the run could not get" in section_of(page, "No cost data is stored").text
    assert "no cost data stored" in page.one("header").text
    assert not page.all("figure")


def test_steps_that_left_nothing_are_gaps() -> None:
    page = read_page_of(Demo())
    gaps = rows_of(section_of(page, "Gaps of the run").one("table"))[1:]
    assert [(row[0], row[2], row[4]) for row in gaps] == [
        ("alert", "no result", "21 Oct 2026"),
        ("analyse", "no result", "21 Oct 2026"),
        ("collect costs", "no result", "21 Oct 2026"),
        ("collect resources", "no result", "21 Oct 2026"),
        ("collect resources", "no result", "21 Oct 2026"),
    ]


def test_without_an_analysis_the_bill_is_still_there() -> None:
    page = read_page_of(with_costs())
    dollars = section_of(page, "Ledger in USD")
    assert "$19,330.85 was spent" in dollars.one("p", class_="lead").text
    assert "No forecast was stored for this day" in section_of(dollars, "Forecast").text
    assert "nothing is known of anomalies" in section_of(dollars, "Anomalies").text


def test_a_short_history_has_no_forecast_and_nothing_to_compare_with() -> None:
    euros = section_of(read_page_of(complete_demo()), "Ledger in EUR")
    assert "Insufficient history. 25 days" in section_of(euros, "Forecast").text
    tiles = [tile.text for tile in euros.all("a", class_="tile")]
    assert "no earlier data" in tiles[1]
    assert tiles[2].startswith("Same days last month no data")


def test_a_ledger_that_ended_long_ago_says_when() -> None:
    demo = Demo()
    demo.deliver("focus:old", iter([Line(date(2026, 3, 1), Decimal(9), currency="EUR")]))
    page = read_page_of(demo)
    lead = section_of(page, "Ledger in EUR").one("p", class_="lead").text
    assert lead == (
        "No cost is known for October 2026 up to 20 Oct 2026: the ledger covers 1 Mar 2026."
    )
    assert not page.all("figure")


def test_a_day_that_is_still_filling_up_is_not_a_fall() -> None:
    lines = [Line(date(2026, 10, day), Decimal(9)) for day in range(1, 20)]
    lines.append(Line(date(2026, 10, 20), Decimal(2)))
    told = {}
    for source in ("cost_explorer", "file:bill.csv"):
        demo = Demo()
        demo.deliver(source, iter(lines))
        told[source] = section_of(read_page_of(demo), "Ledger in USD").text

    assert "so far: the day is still filling up" in told["cost_explorer"]
    assert "same weekday" not in told["cost_explorer"]
    assert "same weekday" in told["file:bill.csv"]


def test_a_budget_in_a_currency_nobody_delivers_is_shown_without_data() -> None:
    demo = Demo()
    plan = BudgetPlan(id="yen", amount=Decimal(5000), currency="JPY")
    records.budgets(demo.control).put(plan, plan.id)
    section = section_of(read_page_of(demo), "Ledger in JPY")
    assert section.one("p", class_="lead").text == "No cost data in JPY is stored."
    assert "¥5,000 planned; the alert step has left no standing" in section.text


def test_a_grouping_that_does_not_add_up_is_announced_at_the_top() -> None:
    demo = with_costs()
    key = next(
        key for key in demo.costs.items if key[0].dimension == "region" and key[2].month == 10
    )
    del demo.costs.items[key]
    add_up(demo)
    page = read_page_of(demo)
    assert "by region" in page.one("header").one("p", class_="notice").text
    rows = rows_of(section_of(page, "Reconciliation").all("table")[0])
    assert "differs: 2026-10-" in next(row for row in rows if row[0] == "by region")[5]


def test_a_source_that_lacks_a_grouping_is_named_beside_the_difference() -> None:
    demo = with_costs()
    given = facts([Line(date(2026, 10, 2), Decimal(5))], "focus:azure", ["total", "service"])
    demo.costs.replace("focus:azure", [given[0].month], given, READ_AT)
    add_up(demo)
    page = read_page_of(demo)
    rows = {row[0]: row for row in rows_of(section_of(page, "Reconciliation").all("table")[0])}
    assert rows["by service"][5] == "✓ equal"
    assert rows["by region"][5] == "✓ equal not delivered by \u2068focus:azure\u2069"
    billed = Decimal(rows["by service"][1]) - Decimal(rows["by region"][1])
    assert (billed, rows["by region"][2]) == (Decimal(5), "0")


def test_a_day_without_analysis_claims_nothing_about_the_bill() -> None:
    text = section_of(read_page_of(with_costs()), "Reconciliation").text
    assert "has added up no grouping on this day" in text
    assert "adds up" not in text.replace("added up", "")


def test_months_that_two_sources_tell_differently_are_announced() -> None:
    demo = with_costs()
    lines = [Line(date(2026, 10, day), Decimal("9.99")) for day in range(1, 4)]
    given = facts(lines, "export:cur", ["total"])
    for fact in given:
        key = replace(fact.key, dimension="provider")
        given = [*given, replace(fact, key=key, value="AWS")]
    demo.costs.replace("export:cur", [given[0].month], given, READ_AT)
    add_up(demo)
    page = read_page_of(demo)
    notice = page.one("header").one("p", class_="notice").text
    assert "Cost Explorer and the files in October 2026" in notice
    months = rows_of(section_of(page, "Reconciliation").all("table")[1])
    october = next(row for row in months if row[0].startswith("October"))
    assert october[-1] == "✕ differs over 3 days"
    assert october[3].startswith("$29.97")


def test_a_first_month_has_nothing_it_changed_from() -> None:
    demo = Demo()
    demo.deliver("cost_explorer", iter([Line(date(2026, 10, 2), Decimal(5))]))
    page = read_page_of(demo)
    assert not [one for one in page.all("h3") if "What changed" in one.text]


def test_a_refused_file_keeps_its_sentence() -> None:
    demo = Demo()
    refused = ImportRecord(
        object_key="billing/holiday.csv",
        etag="e",
        source="focus",
        format=None,
        status="refused",
        reason="the columns are those of no billing format",
        finished_at=DONE,
    )
    records.imports(demo.control).put(refused, refused.object_key)
    rows = rows_of(section_of(read_page_of(demo), "Billing files").one("table"))
    assert rows[1] == [
        "billing/holiday.csv",
        "not recognised",
        "refused: the columns are those of no billing format",
    ]


def test_the_same_stores_give_the_same_bytes() -> None:
    assert html_of(complete_demo()) == html_of(complete_demo())


def test_what_the_report_itself_left_changes_nothing() -> None:
    demo = complete_demo()
    before = html_of(demo)
    run = records.runs(demo.control).get(RUN_ID)
    records.runs(demo.control).put(
        run.model_copy(update={"finished_at": DONE, "execution": "e-2"}), RUN_ID
    )
    assert html_of(demo) == before


def test_days_after_the_as_of_day_do_not_count() -> None:
    demo = complete_demo()
    before = page_of(demo).ledgers[0].facts
    later = Line(date(2026, 10, 21), Decimal(10_000))
    stored = [replace(fact) for fact in demo.costs.items.values() if fact.source == "cost_explorer"]
    october = [fact for fact in facts([later]) if fact.key.dimension == "total"]
    for fact in stored:
        if fact.key == october[0].key and fact.month == october[0].month:
            for (category, metric), days in october[0].amounts.items():
                fact.add(category, metric, later.day, days[21])
    after = page_of(demo).ledgers[0].facts
    assert before
    assert after
    assert after.month_to_date == before.month_to_date
    assert after.daily == before.daily


def test_a_complete_month_has_nothing_left_to_forecast() -> None:
    demo = complete_demo()
    section = page_of(demo).ledgers[0]
    assert section.forecast
    ended = section.forecast.model_copy(update={"history_end": date(2026, 10, 31)})
    parts = records.forecast_parts("USD", "total", None)
    records.forecasts(demo.results).put(ended, "2026-10-20", *parts)
    dollars = section_of(read_page_of(demo), "Ledger in USD")
    assert "the month is complete" in dollars.one("p", class_="lead").text
    assert "nothing of it is left" in section_of(dollars, "Forecast").text


def test_values_that_cost_nothing_are_counted_together() -> None:
    demo = Demo()
    day = date(2026, 10, 3)
    lines = [Line(day, Decimal(0), service=f"Free {number}") for number in range(4)]
    demo.deliver("cost_explorer", iter([Line(day, Decimal(7)), *lines]))
    table = section_of(read_page_of(demo), "Cost by service").one("table")
    assert rows_of(table)[1:] == [
        ["Amazon EC2", "share 100.0 %", "$7.00"],
        ["4 others", "share 0.0 %", "$0.00"],
        ["Sum", "share 100.0 %", "$7.00"],
    ]


def test_many_sources_are_counted_after_the_newest() -> None:
    demo = Demo()
    for number in range(20):
        line = Line(date(2026, 10, 1 + number), Decimal(1))
        demo.deliver(f"file:day-{number:02}", iter([line]))
    basis = section_of(read_page_of(demo), "Basis of the figures")
    assert len(rows_of(basis.one("table"))) == 14
    assert "and 8 that were read before these" in basis.text


def test_what_the_report_itself_cost_is_on_it() -> None:
    demo = complete_demo()
    assert "own use of AWS" not in read_page_of(demo).one("footer").text
    used = {Used.COST_EXPLORER_REQUESTS: Decimal(5)}
    note_usage(demo.control, "collect_costs", "one", used, DONE)
    settle(demo.control, DONE)

    said = read_page_of(demo).one("footer").text

    assert "at list prices: $0.05 on 20 Oct 2026 so far, $0.05 this month, about $0.60" in said
    assert "requests to the API" in said
