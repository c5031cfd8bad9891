"""Alerts over the API: what is open, who saw to it, and whether it was delivered."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.clock import utc_now
from costgov.domain.alerting.alert import Happening, alert_id
from costgov.domain.alerting.delivery import ChannelHealth, Delivery, DeliveryState
from costgov.domain.alerting.signal import RuleKind, Severity, Subject
from costgov.pipeline.alerting.records import (
    channel_healths,
    deliveries,
    delivery_sort,
    news_sort,
    outbox,
)

from tests.fakes.trail import InMemoryAuditLog
from tests.functions.api_requests import CountedWake, Reply, gate_of, get, post, posted, send
from tests.functions.test_api_problems import assert_problem
from tests.unit.alert_life.story import LAB, NOON, Story, one_team, signal
from tests.unit.queries.known import FakeStores

VIEWER = "arn:aws:iam::111122223333:user/viewer"


@pytest.fixture
def stores() -> FakeStores:
    """Four alerts of three days: one acknowledged and over, one snoozed, two open."""
    known = FakeStores.empty()
    story = Story(known.control, one_team(weekly=1))
    low = signal("low", severity=Severity.LOW, kind=RuleKind.GROWTH)
    lab = signal("lab", severity=Severity.CRITICAL, subject=_in(LAB), amount=None)
    story.run(signal("a", amount=Decimal(-500)), signal("over"), low, lab)
    story.later(minutes=30).decide(Happening.ACKNOWLEDGED, name="over")
    story.decide(Happening.SNOOZED, name="low", until=NOON + timedelta(days=60))
    story.later(days=1).run(signal("a"), low, lab)
    return known


def _in(account: str) -> Subject:
    return signal("lab").subject.model_copy(update={"account": account})


def titles(reply: Reply) -> list[str]:
    """The budgets of the answer's alerts, in its order."""
    return [alert["subject"]["value"] for alert in reply.json["alerts"]]


def test_what_is_there_is_listed_the_most_severe_first(stores: FakeStores) -> None:
    reply = get(stores, "/v1/alerts")
    assert reply.status == 200
    assert titles(reply) == ["lab", "a", "low"]
    assert reply.json["count"] == 3
    first = reply.json["alerts"][0]
    assert (first["state"], first["severity"], first["owner"]) == ("open", "critical", None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "any"}, {"a", "over", "low", "lab"}),
        ({"state": "resolved"}, {"over"}),
        ({"state": "snoozed"}, {"low"}),
        ({"state": "any", "severity": "high"}, {"a", "over", "lab"}),
        ({"kind": "growth"}, {"low"}),
        ({"rule": "budget-limit"}, {"a", "low", "lab"}),
        ({"rule": "growth"}, set()),
        ({"team": "shop"}, {"a", "low"}),
        ({"account": LAB}, {"lab"}),
        ({"state": "any", "since": "2026-11-21"}, {"a", "over", "low", "lab"}),
        ({"state": "any", "since": "2026-11-22"}, {"a", "low", "lab"}),
    ],
)
def test_alerts_are_found_by_what_they_are(
    stores: FakeStores, asked: dict[str, Any], found: set[str]
) -> None:
    assert set(titles(get(stores, "/v1/alerts", **asked))) == found


def test_by_amount_the_largest_comes_first_and_what_has_none_last(stores: FakeStores) -> None:
    story = Story(stores.control, now=NOON + timedelta(days=2))
    lab = signal("lab", subject=_in(LAB), amount=None)
    story.run(signal("a", amount=Decimal(-900)), signal("new"), lab)
    reply = get(stores, "/v1/alerts", sort="amount")
    assert [alert["amount"] for alert in reply.json["alerts"]] == ["-900", "120", None]
    assert titles(reply) == ["a", "new", "lab"]


def test_pages_are_the_list_in_parts(stores: FakeStores) -> None:
    whole = titles(get(stores, "/v1/alerts", state="any", sort="opened"))
    token, parts = None, []
    while True:
        asked: dict[str, str] = {} if token is None else {"page_token": token}
        reply = get(stores, "/v1/alerts", state="any", sort="opened", limit=1, **asked)
        parts += titles(reply)
        assert reply.json["count"] == 4
        if (token := reply.json["next_page"]) is None:
            break
    assert parts == whole


def test_the_answer_says_how_soon_alerts_were_seen_to(stores: FakeStores) -> None:
    response = get(stores, "/v1/alerts", state="any").json["response"]
    assert response == {
        "acknowledged": 1,
        "minutes_to_acknowledge": 30,
        "resolved": 1,
        "minutes_to_resolve": 24 * 60 + 30,
    }
    none = get(stores, "/v1/alerts", state="snoozed").json["response"]
    assert none["minutes_to_acknowledge"] is none["minutes_to_resolve"] is None


def test_what_was_resolved_long_ago_is_found_by_a_day(stores: FakeStores) -> None:
    Story(stores.control, now=NOON + timedelta(days=30)).run()
    assert set(titles(get(stores, "/v1/alerts", state="resolved"))) == {"a", "lab", "low"}
    stores.control.page_size = 1
    back = get(stores, "/v1/alerts", state="resolved", since="2026-11-01")
    assert set(titles(back)) == {"a", "lab", "low", "over"}
    few = get(stores, "/v1/alerts", state="resolved", since="2026-11-22")
    assert set(titles(few)) == {"a", "lab", "low"}


def test_an_alert_that_opened_anew_long_after_is_listed_once(stores: FakeStores) -> None:
    Story(stores.control, now=NOON + timedelta(days=30)).run()
    Story(stores.control, now=NOON + timedelta(days=31)).run(signal("over"))
    found = get(stores, "/v1/alerts", state="any", since="2026-11-01").json["alerts"]
    states = [one["state"] for one in found if one["subject"]["value"] == "over"]
    assert states == ["open"]


def test_an_alert_tells_its_history_its_deliveries_and_what_waits(stores: FakeStores) -> None:
    name = alert_id(signal("over"))
    told = outbox(stores.control).get(news_sort(name, 1), "pager")
    proof = Delivery(
        channel="pager",
        alert_id=name,
        sequence=1,
        state=DeliveryState.SENT,
        at=NOON,
        attempts=2,
        reference="dedup",
    )
    deliveries(stores.control).put(proof, delivery_sort(1, "pager"), name)
    outbox(stores.control).delete(news_sort(name, told.news.sequence), "pager")
    reply = get(stores, f"/v1/alerts/{name}").json
    assert [entry["what"] for entry in reply["history"]] == ["opened", "acknowledged", "resolved"]
    assert "$120.00 in all" in reply["history"][-1]["note"]
    [delivered] = reply["deliveries"]
    assert (delivered["channel"], delivered["state"], delivered["attempts"]) == ("pager", "sent", 2)
    held = {(item["channel"], item["sequence"]): item["held"] for item in reply["waiting"]}
    assert held[("slack", 1)] == "budget"
    assert ("pager", 1) not in held
    assert held[("pager", 2)] == ""
    assert "unqueued" not in reply["signal"]


def test_there_is_no_alert_of_another_id(stores: FakeStores) -> None:
    problem = assert_problem(get(stores, f"/v1/alerts/{'0' * 20}"), 404)
    assert problem["detail"] == f"there is no alert {'0' * 20}"


@pytest.mark.parametrize(
    ("decision", "fields", "state"),
    [
        ("acknowledge", {"note": "on it"}, "acknowledged"),
        ("plan", {}, "planned"),
        ("snooze", {"until": "soon"}, "snoozed"),
    ],
)
def test_a_decision_is_stored_noted_queued_and_delivered(
    stores: FakeStores, decision: str, fields: dict[str, str], state: str
) -> None:
    name, log, wake = alert_id(signal("a")), InMemoryAuditLog(), CountedWake()
    if "until" in fields:
        fields = {"until": (utc_now() + timedelta(days=7)).isoformat()}
    request = posted(f"/v1/alerts/{name}/{decision}", json.dumps(fields))
    reply = send(stores, request, gate_of(stores, log), wake)
    assert (reply.status, reply.json["alert"]["state"]) == (201, state)
    assert wake.times == 1
    [entry] = log.entries
    assert (entry.subject, entry.before["state"], entry.after["state"]) == (
        f"alert/{name}",
        "open",
        state,
    )
    item = outbox(stores.control).all("events", prefix=name)[-1]
    assert (item.news.what, item.news.who) == (state, VIEWER)
    post(stores, f"/v1/alerts/{name}/reopen", {})
    assert get(stores, f"/v1/alerts/{name}").json["alert"]["state"] == "open"


def test_what_is_over_cannot_be_acknowledged(stores: FakeStores) -> None:
    name = alert_id(signal("over"))
    problem = assert_problem(post(stores, f"/v1/alerts/{name}/acknowledge", {}), 400)
    assert problem["detail"].endswith("is resolved; only an open one can be acknowledged")


def test_a_snooze_ends_in_the_future(stores: FakeStores) -> None:
    path = f"/v1/alerts/{alert_id(signal('a'))}/snooze"
    assert_problem(post(stores, path, {}), 400)
    assert_problem(post(stores, path, {"until": "2026-01-01"}), 400)


def test_channels_say_how_they_do_and_what_waits(stores: FakeStores) -> None:
    failing = ChannelHealth(channel="slack", failing_since=NOON, last_error="HTTP 503")
    revoked = ChannelHealth(
        channel="pager", failing_since=NOON, last_error="HTTP 403", permanent=True
    )
    works = ChannelHealth(channel="email", last_sent=NOON)
    for health in (failing, revoked, works):
        channel_healths(stores.control).put(health, health.channel)
    reply = get(stores, "/v1/channels").json
    found = {channel["name"]: channel for channel in reply["channels"]}
    assert {name: one["condition"] for name, one in found.items()} == {
        "email": "working",
        "events": "unused",
        "slack": "failing",
        "pager": "broken",
    }
    assert found["slack"]["teams"] == ["shop"]
    assert (found["slack"]["waiting"] > found["slack"]["held"] > 0) is True
    assert found["slack"]["oldest"].startswith("2026-11-20T12:")


def test_a_test_message_says_so_and_a_pagers_incident_is_closed_again(stores: FakeStores) -> None:
    reply = post(stores, "/v1/channels/email/test", {})
    assert reply.status == 201
    *_, item = sorted(outbox(stores.control).all("email"), key=lambda one: one.queued_at)
    assert item.news.id == reply.json["message"]
    assert item.news.alert.signal.title.startswith("Test message")
    assert (item.held, item.not_before) == ("", item.queued_at)
    before = len(outbox(stores.control).all("pager"))
    post(stores, "/v1/channels/pager/test", {})
    told = [item.news.what for item in outbox(stores.control).all("pager") if _is_test(item)]
    assert told == ["opened", "resolved"]
    assert len(outbox(stores.control).all("pager")) == before + 2
    assert_problem(post(stores, "/v1/channels/nowhere/test", {}), 404)


def _is_test(item: Any) -> bool:
    return bool(item.news.alert.signal.rule == "channel-test")
