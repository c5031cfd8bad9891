"""`costgov alerts` and `costgov channels`, over the API itself."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from costgov.clock import utc_now
from costgov.domain.alerting.alert import Happening, alert_id
from costgov.domain.alerting.delivery import ChannelHealth, Delivery, DeliveryState
from costgov.domain.alerting.signal import Driver, Fact, Severity
from costgov.pipeline.alerting.records import channel_healths, deliveries, delivery_sort
from typer.testing import CliRunner

from cli import main
from tests.unit.alert_life.story import NOON, Story, one_team, signal
from tests.unit.cli.test_recommendations import OverStores
from tests.unit.queries.known import FakeStores

AFTER = alert_id(signal("a[f]ter"))


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    story = Story(known.control, one_team(weekly=1))
    found = signal(
        "a[f]ter",
        title="Budget a[f]ter is $120 over",
        facts=(Fact(label="Forecast", text="$900"),),
        drivers=(Driver(name="AmazonEC2", amount=Decimal(100)),),
        basis="as of today",
    )
    low = signal("low", severity=Severity.LOW, amount=None)
    story.run(found, low, signal("second"))
    story.later(minutes=90).decide(Happening.ACKNOWLEDGED, name="second", note="on it")
    return known


@pytest.fixture(autouse=True)
def _over(stores: FakeStores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "_deployment", lambda: None)
    monkeypatch.setattr(main, "_api", lambda _deployment: OverStores(stores))
    monkeypatch.setattr(main.console, "width", 160)


def run(*words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main.app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    """What a command that fails says."""
    result = CliRunner().invoke(main.app, list(words))
    assert result.exit_code != 0
    return result.output + result.stderr


def line(text: str, name: str) -> list[str]:
    """The words of the line that holds a name."""
    return next(one for one in text.splitlines() if name in one).split()


def test_alerts_are_a_table_with_how_soon_they_were_seen_to() -> None:
    text = run("alerts", "list")
    words = " ".join(line(text, "a[f]ter"))
    assert words == f"{AFTER} high open 2026-11-09 $120.00 shop Budget a[f]ter is $120 over"
    assert "acknowledged by jane" in text
    assert "1 acknowledged, after 1 hour on average" in text
    assert "resolved, after" not in text


def test_filters_are_the_apis() -> None:
    assert "a[f]ter" not in run("alerts", "list", "--state", "acknowledged")
    assert "Budget low" not in run("alerts", "list", "--severity", "high", "--sort", "amount")
    assert run("alerts", "list", "--team", "nobody") == "no alerts\n"
    assert "sort" in refused("alerts", "list", "--sort", "colour")


def test_one_is_shown_with_its_history_and_what_waits(stores: FakeStores) -> None:
    proof = Delivery(
        channel="pager",
        alert_id=AFTER,
        sequence=1,
        state=DeliveryState.REFUSED,
        at=NOON,
        attempts=3,
        repeated=True,
        error="HTTP 403",
    )
    deliveries(stores.control).put(proof, delivery_sort(1, "pager"), AFTER)
    text = run("alerts", "show", AFTER)
    for words in (
        "Budget a[f]ter is $120 over",
        "rule budget-limit: above 80 %",
        "Forecast: $900",
        "$100.00 AmazonEC2",
        "2026-11-20 12:00 UTC opened by Cost Governor",
        "message 1 refused by pager, sent again after a try whose outcome is unknown: HTTP 403",
        "message 1 (opened) for events from 2026-11-20 12:00 UTC on",
    ):
        assert words in text
    held = run("alerts", "show", alert_id(signal("low")))
    assert "low severity goes with the digest" in held


def test_decisions_are_told_and_taken_back() -> None:
    assert run("alerts", "ack", AFTER, "--note", "mine").startswith(f"{AFTER} is acknowledged")
    assert run("alerts", "snooze", AFTER).startswith(f"{AFTER} is snoozed, says viewer")
    until = (utc_now() + timedelta(days=20)).date().isoformat()
    run("alerts", "snooze", AFTER, "--until", until)
    assert f"snoozed to {until}" in run("alerts", "list", "--state", "snoozed")
    assert "is planned" in run("alerts", "plan", AFTER)
    assert "is open" in run("alerts", "reopen", AFTER)
    assert "in the past" in refused("alerts", "snooze", AFTER, "--until", "2026-01-01")
    assert "there is no alert" in refused("alerts", "show", "0" * 20)


def test_what_is_shown_is_json_for_programs() -> None:
    assert json.loads(run("alerts", "list", "--json"))["count"] == 3
    assert json.loads(run("alerts", "show", AFTER, "--json"))["alert"]["id"] == AFTER
    assert len(json.loads(run("channels", "list", "--json"))["channels"]) == 4


def test_channels_say_how_they_do(stores: FakeStores) -> None:
    for health in (
        ChannelHealth(channel="email", last_sent=NOON, warning="nobody has confirmed"),
        ChannelHealth(channel="slack", failing_since=NOON, last_error="HTTP 503"),
    ):
        channel_healths(stores.control).put(health, health.channel)
    text = run("channels", "list")
    assert " ".join(line(text, "slack")) == "slack slack failing 2 2 - HTTP 503"
    assert " ".join(line(text, "email")).endswith(
        "working 0 0 2026-11-20 12:00 UTC nobody has confirmed"
    )
    assert "is on its way to slack" in run("channels", "test", "slack")
    assert "there is no channel" in refused("channels", "test", "nowhere")
