"""`costgov budgets`, over the API itself: shown, changed with the change shown, imported whole."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from costgov.domain.budgets import BudgetPlan
from costgov.pipeline import records
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.budget_records import budget_changes
from rich.console import Console
from typer.testing import CliRunner, Result

from cli import budgets as commands
from cli import main
from cli.api_client import ApiError
from cli.summary_budgets import print_budgets
from tests.fakes.budgets import InMemoryBudgetService
from tests.functions import api_requests
from tests.unit.queries.known import LAST_DAY, FakeStores, days_of

type Json = dict[str, Any]

TODAY = date(2026, 10, 21)


class OverStores:
    """The client, asking the function in this process; `refuses` names a budget it may not make."""

    def __init__(self, stores: FakeStores, refuses: str = "") -> None:
        self.stores = stores
        self.refuses = refuses

    def get(self, path: str, **query: str) -> Json:
        return self._of(api_requests.get(self.stores, path, **query))

    def post(self, path: str, fields: Mapping[str, object]) -> Json:
        if fields["id"] == self.refuses:
            raise ApiError(503, "a store does not answer; try again")
        return self._of(api_requests.post(self.stores, path, fields))

    def replace(self, path: str, fields: Mapping[str, object], etag: str) -> Json:
        headers = {"content-type": "application/json", "if-match": etag}
        body = json.dumps(fields)
        return self._of(self._send(path, "PUT", headers, body=body))

    def remove(self, path: str, etag: str, **query: str) -> None:
        reply = self._send(path, "DELETE", {"if-match": etag}, query=f"reason={query['reason']}")
        if reply.status != 204:
            self._of(reply)

    def _send(
        self,
        path: str,
        method: str,
        headers: dict[str, str],
        *,
        query: str = "",
        body: str | None = None,
    ) -> api_requests.Reply:
        request = api_requests.event(path, query, method, headers, body)
        return api_requests.send(self.stores, request)

    def _of(self, reply: api_requests.Reply) -> Json:
        if reply.status >= 400:
            raise ApiError(reply.status, reply.json["detail"])
        answer: Json = reply.json
        return answer


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["100", "200", "300"], LAST_DAY))
    monkeypatch.setattr(main, "_deployment", lambda: None)
    monkeypatch.setattr(main, "_api", lambda _deployment: OverStores(known))
    monkeypatch.setattr(commands, "utc_now", lambda: datetime(2026, 10, 21, 7, tzinfo=UTC))
    return known


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main.app, ["budgets", *arguments], input=answer)


def ids(stores: FakeStores) -> list[str]:
    return [plan.id for plan in records.budgets(stores.control).all()]


def test_a_budget_is_made_once_it_is_agreed_to(stores: FakeStores) -> None:
    result = run("add", "all", "1000", "--set", "period=yearly", answer="n\n")
    assert "+ all: 1000 USD yearly for all costs" in result.output
    assert ids(stores) == []
    run("add", "all", "1000", "--set", "thresholds=80|100", "--reason", "asked for", "--yes")
    assert records.budgets(stores.control).get("all").thresholds == (80, 100)
    assert budget_changes(stores.control).get("all").reason == "asked for"


def test_an_edit_from_a_day_on_is_a_step_and_shows_what_differs(stores: FakeStores) -> None:
    run("add", "all", "1000", "--yes")
    result = run("edit", "all", "--amount", "1200", "--from", "2026-10-15", "--yes")
    assert "~ all: 1000 USD monthly, 1200 from 2026-10-15 for all costs" in result.output
    assert "+- start: '2026-10-15'" in result.output
    assert "nothing differs" in run("edit", "all", "--yes").output
    run("edit", "all", "--amount", "900", "--set", "owner=search", "--yes")
    plan = records.budgets(stores.control).get("all")
    assert (str(plan.amount), plan.owner, len(plan.amounts)) == ("900", "search", 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "all", "1000", "--set", "colour=red"), "is FIELD=VALUE with a field of"),
        (("add", "all", "no", "--yes"), "amount: "),
        (("add", "all", "1", "--set", "parent=x", "--yes"), "there is no budget 'x'"),
        (("edit", "all", "--from", "2026-10-15"), "there is no budget 'all'"),
        (("show", "all"), "there is no budget 'all'"),
    ],
)
def test_a_mistake_is_one_sentence(
    stores: FakeStores, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert ids(stores) == []


def test_a_budget_that_is_removed_is_gone(stores: FakeStores) -> None:
    run("add", "all", "1000", "--yes")
    result = run("remove", "all", "--reason", "over", answer="y\n")
    assert "- all: 1000 USD monthly for all costs" in result.output
    assert ids(stores) == []


def test_more_budgets_than_a_page_holds_are_all_listed(stores: FakeStores) -> None:
    for number in range(203):
        plan = BudgetPlan.model_validate({"id": f"b{number:03}", "amount": 1})
        records.budgets(stores.control).put(plan, plan.id)
    listed = json.loads(run("list", "--json").output)
    assert [one["plan"]["id"] for one in listed] == [f"b{number:03}" for number in range(203)]


CSV = """id,amount,dimension,value,values,parent,thresholds,forecast_threshold
ec2,400.10,service,AmazonEC2,,all,,none
all,500,,,,,80|100,
rest,200,service,,Amazon S3|AWS Lambda,all,,
"""


def test_a_file_is_imported_whole_with_parents_first(stores: FakeStores, tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(CSV, encoding="utf-8")
    result = run("import", str(path), "--yes")
    assert result.exit_code == 0, result.output
    assert "plan $600.10 for 2026-10-01 to 2026-10-31, $100.10 more" in result.output
    assert ids(stores) == ["all", "ec2", "rest"]
    plans = records.budgets(stores.control)
    assert plans.get("ec2").forecast_threshold is None
    assert plans.get("rest").values == ("AWS Lambda", "Amazon S3")
    assert "nothing differs" in run("import", str(path), "--yes").output


def test_every_bad_line_is_named_and_nothing_is_imported(
    stores: FakeStores, tmp_path: Path
) -> None:
    path = tmp_path / "plans.csv"
    lines = ["id,amount,period,start", "good,1,,", "BAD,1,,", "b,-1,,", "c,1,custom,", "good,2,,"]
    path.write_text("\n".join([*lines, "d,1,,,too,many"]), encoding="utf-8")
    result = run("import", str(path), "--yes")
    assert result.exit_code == 1
    said = [line.partition(".csv:")[2].partition(" ")[0] for line in result.stderr.splitlines()]
    assert [number for number in said if number] == ["3:", "4:", "5:", "6:", "7:"]
    assert ids(stores) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("id,amount,colour\n", "1: 'colour' is none of"), ("id\n", "1: the first line names")],
)
def test_a_file_with_other_columns_is_refused(
    stores: FakeStores, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(text, encoding="utf-8")
    assert said in run("import", str(path)).stderr
    assert ids(stores) == []


def test_an_import_that_is_refused_half_way_takes_back_what_it_made(
    stores: FakeStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", "all", "450", "--yes")
    monkeypatch.setattr(main, "_api", lambda _deployment: OverStores(stores, refuses="rest"))
    path = tmp_path / "plans.csv"
    path.write_text(CSV, encoding="utf-8")
    result = run("import", str(path), "--yes")
    assert "rest: a store does not answer; try again; nothing is changed" in " ".join(
        result.stderr.split()
    )
    assert ids(stores) == ["all"]
    assert str(records.budgets(stores.control).get("all").amount) == "450"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> InMemoryBudgetService:
    service = InMemoryBudgetService()
    monkeypatch.setattr(main, "_aws_budgets", lambda _deployment: service)
    return service


def test_aws_budgets_are_taken_over_and_copied(
    stores: FakeStores, aws: InMemoryBudgetService
) -> None:
    theirs = {"BudgetName": "Whole bill", "BudgetType": "COST", "TimeUnit": "MONTHLY",
              "BudgetLimit": {"Amount": "900.0", "Unit": "USD"}}  # fmt: skip
    aws.budgets = {
        "Whole bill": theirs,
        "usage": theirs | {"BudgetName": "usage", "BudgetType": "USAGE"},
        "all": theirs | {"BudgetName": "all"},
    }
    run("add", "all", "1000", "--yes")
    result = run("import", "--from-aws", "--yes")
    assert "! usage: it is a usage budget; plans are of costs" in result.output
    assert "! all: there is a budget of that id already" in result.output
    assert ids(stores) == ["all", "whole-bill"]
    copied = run("mirror", "--yes").output
    assert "+ costgov-whole-bill: 900 USD monthly" in copied
    assert run("mirror").output.splitlines() == ["nothing differs"]
    assert set(aws.budgets) == {
        "Whole bill", "usage", "all", "costgov-all", "costgov-whole-bill",
    }  # fmt: skip


def test_what_aws_refuses_is_said(stores: FakeStores, aws: InMemoryBudgetService) -> None:
    aws.refuses = frozenset({"costgov-all"})
    run("add", "all", "1000", "--yes")
    run("add", "other", "1000", "--yes")
    result = run("mirror", "--yes")
    assert result.exit_code == 1
    assert "the name is not allowed" in result.stderr
    assert set(aws.budgets) == {"costgov-other"}
    assert "give a file, or --from-aws" in run("import").stderr


def test_the_table_has_what_is_nested_and_one_page_has_the_arithmetic(stores: FakeStores) -> None:
    run("add", "all", "1000", "--yes")
    run("add", "ec2", "900", "--set", "dimension=service", "--set", "value=AmazonEC2",
        "--set", "parent=all", "--yes")  # fmt: skip
    run("add", "more", "200", "--set", "dimension=service", "--set", "value=AmazonS3",
        "--set", "parent=all", "--yes")  # fmt: skip
    run("edit", "all", "--amount", "1310", "--from", "2026-10-11", "--yes")
    judge(stores.costs, stores.results, stores.control, TODAY)
    out = io.StringIO()
    print_budgets(Console(file=out, width=150), OverStores(stores))
    table = out.getvalue()
    assert "│   ec2 " in table
    assert "ec2, more spent $600.00 of $1,100.00 planned; $110.00 given to none of them" in table
    page = run("show", "all").output
    assert "1000 USD monthly, 1310 from 2026-10-11" in page
    assert "2026-10-11 to 2026-10-31: $1,310.00 a period, of which $887.42 counts" in page
    assert "└ more: not known of $200.00" in page
    assert "▁▂▄··········" in page
    told = json.loads(run("show", "all", "--json").output)
    assert told["burn_up"]["points"][-1]["ideal"] == told["status"]["limit"]
    assert [one["plan"]["id"] for one in json.loads(run("list", "--json").output)] == [
        "all",
        "ec2",
        "more",
    ]
