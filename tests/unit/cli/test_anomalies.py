"""`costgov anomalies`: what was found is listed, and what it was is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import main
from cli.api_client import ApiError
from tests.unit.cli.test_summary import ANOMALY

type Json = dict[str, Any]


class Told:
    """An API that keeps what it is asked and told."""

    def __init__(self, refusal: ApiError | None = None) -> None:
        self.asked: list[tuple[str, Mapping[str, object]]] = []
        self.refusal = refusal

    def get(self, path: str, **query: str) -> Json:
        self.asked.append((path, query))
        return {"anomalies": [ANOMALY] if query.get("state") != "wrong" else []}

    def post(self, path: str, fields: Mapping[str, object]) -> Json:
        if self.refusal:
            raise self.refusal
        self.asked.append((path, fields))
        return {"history": [{**fields, "who": "arn:aws:iam::1:user/[ann]"}]}


def invoked(monkeypatch: pytest.MonkeyPatch, api: Told, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(main, "_deployment", lambda: None)
    monkeypatch.setattr(main, "_api", lambda _: api)
    result = CliRunner().invoke(main.app, ["anomalies", *words])
    return result.exit_code, result.output


def test_feedback_is_posted_and_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Told()
    code, text = invoked(monkeypatch, api, "feedback", "0a1b", "planned", "--note", "a launch")
    assert code == 0
    assert api.asked == [
        ("/v1/anomalies/0a1b/feedback", {"verdict": "planned", "note": "a launch"})
    ]
    assert "0a1b is planned, says arn:aws:iam::1:user/[ann]" in text


def test_an_id_stays_one_part_of_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Told()
    invoked(monkeypatch, api, "feedback", "../a b", "planned")
    assert api.asked[0][0] == "/v1/anomalies/..%2Fa%20b/feedback"


def test_an_unknown_verdict_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Told()
    code, _ = invoked(monkeypatch, api, "feedback", "0a1b", "maybe")
    assert (code, api.asked) == (2, [])


def test_a_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Told(ApiError(404, "there is no anomaly 0a1b"))
    code, _ = invoked(monkeypatch, api, "feedback", "0a1b", "real")
    assert code == 1


def test_anomalies_are_listed_by_impact(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Told()
    code, text = invoked(monkeypatch, api, "list", "--state", "open")
    assert code == 0
    assert api.asked == [("/v1/anomalies", {"state": "open", "sort": "impact"})]
    assert "Amazon [Bedrock]" in text
    assert invoked(monkeypatch, api, "list", "--state", "wrong")[1] == "none\n"
