"""`costgov recommendations`, over the API itself: what is advised, and what people decide."""

import io
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli import main
from cli.api_client import ApiError
from cli.summary_savings import print_savings
from tests.functions import api_requests
from tests.unit.backlog.estate import Organisation, volume
from tests.unit.backlog.made import ACCOUNT
from tests.unit.queries.known import FakeStores, days_of

type Json = dict[str, Any]

DAY = date(2026, 10, 20)


class OverStores:
    """The client, asking the function in this process."""

    def __init__(self, stores: FakeStores) -> None:
        self.stores = stores

    def get(self, path: str, **query: str) -> Json:
        return self._of(api_requests.get(self.stores, path, **query))

    def post(self, path: str, fields: Mapping[str, object]) -> Json:
        return self._of(api_requests.post(self.stores, path, fields))

    def _of(self, reply: api_requests.Reply) -> Json:
        if reply.status >= 400:
            raise ApiError(reply.status, reply.json["detail"])
        answer: Json = reply.json
        return answer


@pytest.fixture(scope="module")
def company() -> Organisation:
    company = Organisation()
    company.hold(
        volume(tags={"Team": "check[out]"}), volume("vol-2", size=100), volume("vol-3", size=50)
    )
    lines = days_of(ACCOUNT, ["2"] * 31, DAY - timedelta(days=30))
    company.stores.bill(lines, dimensions=("total", "account"))
    company.day(DAY)
    return company


@pytest.fixture
def api(company: Organisation) -> OverStores:
    return OverStores(deepcopy(company.stores))


def run(monkeypatch: pytest.MonkeyPatch, api: OverStores, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(main, "_deployment", lambda: None)
    monkeypatch.setattr(main, "_api", lambda _: api)
    result = CliRunner().invoke(main.app, ["recommendations", *words])
    return result.exit_code, result.output


def first(api: OverStores) -> str:
    return str(api.get("/v1/recommendations")["recommendations"][0]["id"])


def test_the_backlog_is_listed_with_its_arithmetic(
    monkeypatch: pytest.MonkeyPatch, api: OverStores
) -> None:
    code, text = run(monkeypatch, api, "list")
    assert code == 0
    assert "Savings $52.00 a month, 85.5 % of $60.83, in 3 recommendations" in text
    assert "$40.00 a month: EBS volume is attached to nothing: vol-1" in text
    assert "check[out]" in text
    assert "(1 - $0.00 / $40.00 at list" in text
    assert "vol-3" not in run(monkeypatch, api, "list", "--min-saving", "5")[1]
    assert "$40.00" not in run(monkeypatch, api, "list", "--owner", ACCOUNT)[1]


def test_one_is_shown_with_everything(monkeypatch: pytest.MonkeyPatch, api: OverStores) -> None:
    run(monkeypatch, api, "plan", first(api), "--reason", "sprint [7]")
    code, text = run(monkeypatch, api, "show", first(api))
    assert code == 0
    for words in (
        "planned since",
        "owner check[out]",
        "first: take a snapshot",
        "confidence 0.85: priced by list price",
        "planned by arn:aws:iam::111122223333:user/viewer: sprint [7]",
    ):
        assert words in text


def test_decisions_are_told_and_taken_back(
    monkeypatch: pytest.MonkeyPatch, api: OverStores
) -> None:
    name = first(api)
    _, text = run(monkeypatch, api, "dismiss", name, "--reason", "audit", "--until", "2099-01-01")
    assert text.startswith(f"{name} is dismissed, says arn:aws:iam")
    assert name in run(monkeypatch, api, "list", "--state", "dismissed")[1]
    assert run(monkeypatch, api, "reopen", name)[1].startswith(f"{name} is open")
    assert run(monkeypatch, api, "approve", name)[1].startswith(f"{name} is approved")
    assert run(monkeypatch, api, "done", name)[1].startswith(f"{name} is done")


def test_a_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch, api: OverStores) -> None:
    code, _ = run(monkeypatch, api, "dismiss", first(api), "--reason", " ")
    assert code == 1
    assert run(monkeypatch, api, "dismiss", first(api))[0] == 2


def test_the_roadmap_and_what_is_enough_for_a_fifth(
    monkeypatch: pytest.MonkeyPatch, api: OverStores
) -> None:
    code, text = run(monkeypatch, api, "roadmap", "--savings-target", "20")
    assert code == 0
    assert "Now 3 steps, $52.00 a month for 3 hours, paid back in 5.8 months" in text
    assert "To save 20 % of the spend ($12.17) at least risk: 1 steps save $40.00" in text
    beyond = run(monkeypatch, api, "roadmap", "--savings-target", "90")[1]
    assert "90 % of the spend ($54.75) is out of reach by $2.75" in beyond
    assert run(monkeypatch, api, "roadmap", "--savings-target", "0")[0] == 1


def test_the_summary_shows_what_is_worth_most(api: OverStores) -> None:
    text = summary(api)
    assert "Savings $52.00 a month" in text
    assert "To save 20 % of the spend" in text
    assert "Looked at 3 resources of 1 accounts; 0 times the evidence was not enough" in text


def test_before_the_first_run_nothing_was_looked_for() -> None:
    assert "Savings not looked for yet" in summary(OverStores(FakeStores.empty()))


def summary(api: OverStores) -> str:
    output = io.StringIO()
    print_savings(Console(file=output, width=300), api)
    return output.getvalue()
