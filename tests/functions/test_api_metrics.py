"""What Prometheus scrapes, and the dashboard on it."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.pipeline import records
from costgov.pipeline.queries.exposition import HELP
from hypothesis import given
from hypothesis import strategies as st

from cli.documents import ROOT
from functions.api.aliases import methods
from functions.api.routes import ROUTERS
from tests.functions.api_requests import get
from tests.functions.two_teams import company
from tests.unit.queries.known import LAST_DAY, FakeStores

# The grammar of the text format: a comment, or a name, labels and a number.
COMMENT = re.compile(r"# (HELP|TYPE) (costgov_[a-z_]+) (.+)")
SAMPLE = re.compile(
    r'(costgov_[a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\n"])*",?)+)\})? (-?[0-9.]+)'
)
LABEL = re.compile(r'([a-z]+)="((?:[^"\\]|\\.)*)"')


def scraped(stores: FakeStores) -> dict[str, Decimal]:
    reply = get(stores, "/v1/metrics")
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert reply.body.endswith("\n")
    found: dict[str, Decimal] = {}
    said: list[str] = []
    for line in reply.body.removesuffix("\n").split("\n"):
        if comment := COMMENT.fullmatch(line):
            said.append(f"{comment[1]} {comment[2]}")
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample is not None, line
        assert said[-2:] == [f"HELP {sample[1]}", f"TYPE {sample[1]}"]
        name = f"{sample[1]}{{{sample[2]}}}" if sample[2] else sample[1]
        assert name not in found
        found[name] = Decimal(sample[3])
    assert len(said) == len(set(said))
    return found


def standing(currency: str) -> BudgetStatus:
    return BudgetStatus(
        plan=BudgetPlan(id="all", currency=currency, amount=Decimal(100)),
        period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1),
        as_of=LAST_DAY,
        limit=Decimal(100),
        actual=Decimal("81.5"),
        actual_percent=Decimal("81.5"),
        state="ok",
        basis="cost_explorer",
    )


def test_the_state_is_scraped() -> None:
    found = scraped(company())
    assert found['costgov_month_to_date{currency="USD"}'] == 19209
    assert found['costgov_recommendations_saving{currency="USD"}'] == 120
    assert found["costgov_run_ok"] == 1
    assert found["costgov_run_gaps"] == 0
    assert found['costgov_anomalies_open{currency="USD"}'] == 0
    assert found['costgov_alerts_open{severity="critical"}'] >= 0
    assert found['costgov_data_timestamp_seconds{currency="USD"}'] == 1792476000
    assert {name.partition("{")[0] for name in found} <= HELP.keys()


def test_what_is_not_known_has_no_sample() -> None:
    found = scraped(FakeStores.empty())
    assert set(found.values()) == {0}
    assert {name.partition("{")[0] for name in found} == {"costgov_alerts_open"}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_name_is_a_label(name: str) -> None:
    stores = FakeStores.empty()
    records.budget_statuses(stores.results).put(standing(name), "any")
    [line] = [line for line in scraped(stores) if line.startswith("costgov_budget_percent")]
    labels = dict(LABEL.findall(line))
    told = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], labels["currency"])
    assert told == name


def queries(value: Any) -> list[str]:
    """Every expression and address of a dashboard."""
    if isinstance(value, dict):
        own = [text for name, text in value.items() if name in {"expr", "url"} and text]
        return own + [one for inner in value.values() for one in queries(inner)]
    return [one for inner in value for one in queries(inner)] if isinstance(value, list) else []


def test_the_dashboard_asks_for_what_there_is() -> None:
    dashboard = json.loads((ROOT / "docs" / "grafana.json").read_text("utf-8"))
    asked = queries(dashboard)
    names = {name for text in asked for name in re.findall(r"costgov_[a-z_]+", text)}
    assert names
    assert names <= HELP.keys()
    paths = {text.partition("?")[0] for text in asked if text.startswith("/v1/")}
    endpoints = [one for router in ROUTERS for one in router.endpoints]
    assert paths
    for path in paths:
        assert [one for one in endpoints if one.parameters(path) is not None], path
        assert not methods(path)
    panels = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(panels)) == len(panels)


def test_the_documents_page_loads_nothing_and_names_every_route() -> None:
    reply = get(company(), "/v1/docs")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not re.search(r"<script|src=|@import|https?://(?!openapi)[^<\s]*\.(js|css)", reply.body)
    for router in ROUTERS:
        for one in router.endpoints:
            assert f"</span>{one.path}</code>" in reply.body
