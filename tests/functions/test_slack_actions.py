"""A click in Slack: signed, allowed, decided once, noted, and answered to whoever clicked."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from costgov.clock import utc_now
from costgov.domain.access import Access
from costgov.domain.alerting.alert import AlertState, Happening
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.life import Decision, opened
from costgov.errors import ChannelUnavailable, NotFound, StoreError
from costgov.gateways.alert_ports import WebAnswer
from costgov.pipeline.alerting.decide import decide
from costgov.pipeline.alerting.life import alert_of
from costgov.pipeline.alerting.records import (
    accesses,
    alert_policies,
    open_alerts,
    outbox,
)
from costgov.pipeline.backlog_records import decisions
from costgov.pipeline.channels.slack_blocks import Look, first_message

from cli.local.receiver.slack_button import SIGNING_SECRET, click, signed
from functions.api import slack_clicks
from functions.api.slack_clicks import MOST_BYTES, Kit
from tests.fakes.trail import InMemoryAuditLog, caller
from tests.functions.api_requests import CountedWake, Reply, event, gate_of, send
from tests.functions.test_api_problems import assert_problem
from tests.functions.test_api_recommendations import company, id_of
from tests.functions.test_api_recommendations import stores as with_backlog
from tests.unit.messages import told
from tests.unit.queries.known import FakeStores

__all__ = ["company", "with_backlog"]

PATH = "/slack/actions"
SECRET = "/costgov/signing/slack"
CHANNEL = "C0COSTGOV01"
USER = "U0OPERATOR"
ANSWER = "https://hooks.slack.com/actions/T0LAPTOP/1/abc"


class Signing:
    """The parameter with the signing secret; `down` is not readable."""

    down = False

    def value(self, name: str, *, fresh: bool = False) -> str:
        """The secret."""
        if self.down:
            raise ChannelUnavailable("read the parameter: ThrottlingException")
        assert name == SECRET
        return SIGNING_SECRET


class Answers:
    """What was posted to whom; `down` answers nobody."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.down = False

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> WebAnswer:
        """See Web.post."""
        if self.down:
            raise ChannelUnavailable("no answer")
        self.told.append((url, json.loads(body)))
        return WebAnswer(200, {}, b"ok")


@pytest.fixture
def answers() -> Answers:
    """Slack, as it shows words to one user."""
    return Answers()


@pytest.fixture
def signing() -> Signing:
    """The parameter store."""
    return Signing()


@pytest.fixture(autouse=True)
def _kit(monkeypatch: pytest.MonkeyPatch, answers: Answers, signing: Signing) -> None:
    monkeypatch.setattr(slack_clicks, "kit", lambda: Kit(signing, answers))


@pytest.fixture
def stores() -> FakeStores:
    """An open alert, and buttons that work."""
    found = FakeStores.empty()
    _configure(found)
    alert = opened(told.anomaly(), "platform", told.OPENED)
    open_alerts(found.control).put(alert, alert.id)
    return found


def _configure(stores: FakeStores) -> None:
    alert_policies(stores.control).put(AlertPolicy(slack_signing_secret=SECRET), "only")


@pytest.fixture
def log() -> InMemoryAuditLog:
    """The audit trail."""
    return InMemoryAuditLog()


def alert_name(stores: FakeStores) -> str:
    """The alert's id."""
    [alert] = open_alerts(stores.control).all()
    return alert.id


def request(body: str, headers: Mapping[str, str], *, encoded: bool = False) -> dict[str, Any]:
    """What API Gateway hands on of a request that nobody has authorised."""
    sent = event(PATH, method="POST", headers={k.lower(): v for k, v in headers.items()}, body=body)
    del sent["requestContext"]["authorizer"]
    if encoded:
        sent |= {"body": b64encode(body.encode()).decode(), "isBase64Encoded": True}
    return sent


def pressed(action: str, value: str, **payload: object) -> dict[str, Any]:
    """A signed click on a button."""
    now = utc_now().timestamp()
    fields = {
        "type": "block_actions",
        "user": {"id": USER},
        "actions": [{"action_id": action, "value": value, "action_ts": f"{now:.6f}"}],
        "response_url": ANSWER,
    } | payload
    body = urlencode({"payload": json.dumps(fields)})
    return request(body, signed(body, SIGNING_SECRET, now))


def sent(
    stores: FakeStores,
    asked: dict[str, Any],
    log: InMemoryAuditLog | None = None,
    wake: CountedWake | None = None,
) -> Reply:
    """The answer to a request."""
    return send(stores, asked, gate_of(stores, log), wake)


def test_the_button_of_a_message_acknowledges_its_alert(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    message = first_message(told.opened(), Look(buttons=True))
    shown = {"ts": "1700000000.000100", "text": message.text, "blocks": list(message.blocks)}
    body, headers = click(shown, "Acknowledge", channel=CHANNEL)
    wake = CountedWake()

    reply = sent(stores, request(body, headers, encoded=True), log, wake)

    assert reply.status == 200
    assert "acknowledged by <@U0OPERATOR>" in reply.json["text"]
    alert = alert_of(stores.control, alert_name(stores))
    assert alert.state is AlertState.ACKNOWLEDGED
    assert alert.acknowledged_by == "slack:U0OPERATOR"
    assert outbox(stores.control).all("email")
    assert wake.times == 1
    [entry] = log.entries
    assert (entry.who, entry.role, entry.outcome) == ("slack:U0OPERATOR", "operator", "done")
    assert (entry.action, entry.subject) == ("slack_action", f"alert/{alert.id}")


def test_a_snooze_lasts_seven_days_and_planned_for_the_period(stores: FakeStores) -> None:
    name = alert_name(stores)
    before = utc_now()
    sent(stores, pressed("costgov_snooze", name))
    until = alert_of(stores.control, name).snoozed_until
    assert until is not None
    assert abs(until - before - timedelta(days=7)) < timedelta(minutes=1)

    sent(stores, pressed("costgov_planned", name))
    assert alert_of(stores.control, name).state is AlertState.PLANNED


def test_whoever_clicked_is_told_and_nobody_else(stores: FakeStores, answers: Answers) -> None:
    sent(stores, pressed("costgov_acknowledge", alert_name(stores)))
    [(url, words)] = answers.told
    assert url == ANSWER
    assert (words["response_type"], words["replace_original"]) == ("ephemeral", False)
    assert "acknowledged by <@U0OPERATOR>" in words["text"]


def test_an_answer_that_cannot_be_shown_undoes_nothing(
    stores: FakeStores, answers: Answers
) -> None:
    answers.down = True
    assert sent(stores, pressed("costgov_acknowledge", alert_name(stores))).status == 200
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.ACKNOWLEDGED


def test_words_are_posted_to_slack_alone(stores: FakeStores, answers: Answers) -> None:
    elsewhere = "https://hooks.slack.com.example.net/x"
    sent(stores, pressed("costgov_acknowledge", alert_name(stores), response_url=elsewhere))
    assert answers.told == []


def test_a_click_that_comes_again_decides_nothing_further(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    name = alert_name(stores)
    first = pressed("costgov_snooze", name)
    sent(stores, first, log)
    once = alert_of(stores.control, name)
    sent(stores, first, log)
    assert alert_of(stores.control, name) == once

    me = caller("arn:aws:iam::111122223333:user/jane", utc_now(), log=log)
    decide(stores.control, name, Decision(what=Happening.REOPENED), me)
    reopened = alert_of(stores.control, name)
    reply = sent(stores, first, log)
    assert alert_of(stores.control, name) == reopened
    assert "open" in reply.json["text"]
    assert [entry.outcome for entry in log.entries] == ["done", "done"]


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-request-timestamp": "1700000000"},
        {"x-slack-request-timestamp": ""},
    ],
)
def test_what_slack_did_not_sign_is_refused_and_noted(
    stores: FakeStores, log: InMemoryAuditLog, changed: dict[str, str]
) -> None:
    asked = pressed("costgov_acknowledge", alert_name(stores))
    asked["headers"] |= changed
    assert_problem(sent(stores, asked, log), 401)
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.OPEN
    [entry] = log.entries
    assert (entry.who, entry.outcome, entry.subject) == ("nobody", "refused", f"POST {PATH}")


@pytest.mark.fault_case(38)
def test_a_changed_body_is_refused(stores: FakeStores) -> None:
    asked = pressed("costgov_acknowledge", alert_name(stores))
    asked["body"] += "&x=1"
    assert_problem(sent(stores, asked), 401)


def test_unsigned_requests_are_counted_before_they_are_noted(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    """Entries stay for ever, and anybody may send: far fewer than a caller's requests."""
    gate = gate_of(stores, log, per_minute=600)
    asked = pressed("costgov_acknowledge", alert_name(stores))
    asked["headers"]["x-slack-signature"] = "v0=forged"
    statuses = [send(stores, asked, gate).status for _ in range(30)]
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= 10  # five, or twice that where the minute ends meanwhile
    assert len(log.entries) == statuses.count(401)


def test_a_user_who_is_not_named_decides_nothing(
    stores: FakeStores, log: InMemoryAuditLog, answers: Answers
) -> None:
    accesses(stores.control).put(Access(slack_users=("U0SOMEBODY",)), "only")
    reply = sent(stores, pressed("costgov_acknowledge", alert_name(stores)), log)
    assert "nothing is granted to you" in reply.json["text"]
    assert "may not" in answers.told[0][1]["text"]
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.OPEN
    [entry] = log.entries
    assert (entry.who, entry.outcome) == ("slack:U0OPERATOR", "refused")


@pytest.mark.parametrize(("role", "said"), [("viewer", "your role is viewer"), ("none", "granted")])
def test_a_role_below_operator_decides_nothing(stores: FakeStores, role: str, said: str) -> None:
    accesses(stores.control).put(Access.model_validate({"slack": role}), "only")
    reply = sent(stores, pressed("costgov_acknowledge", alert_name(stores)))
    assert said in reply.json["text"]
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.OPEN


def test_without_a_signing_secret_there_are_no_buttons(stores: FakeStores) -> None:
    alert_policies(stores.control).put(AlertPolicy(), "only")
    assert_problem(sent(stores, pressed("costgov_acknowledge", alert_name(stores))), 404)


def test_a_secret_that_cannot_be_read_is_for_later(stores: FakeStores, signing: Signing) -> None:
    signing.down = True
    reply = sent(stores, pressed("costgov_acknowledge", alert_name(stores)))
    assert_problem(reply, 503)
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.OPEN


def test_an_alert_that_is_over_or_unknown_is_told_in_words(stores: FakeStores) -> None:
    name = alert_name(stores)
    reply = sent(stores, pressed("costgov_acknowledge", "0" * 20))
    assert "not possible" in reply.json["text"]
    over = alert_of(stores.control, name).model_copy(update={"state": AlertState.RESOLVED})
    open_alerts(stores.control).put(over, name)
    assert "is resolved" in sent(stores, pressed("costgov_acknowledge", name)).json["text"]


@pytest.mark.parametrize(
    "payload",
    [
        {"actions": [{"action_id": "link", "value": "x", "action_ts": "1"}]},
        {"actions": []},
        {"actions": [{"action_id": "costgov_acknowledge", "value": "../x", "action_ts": "1"}]},
        {"actions": [{"action_id": "costgov_acknowledge", "value": "0" * 20, "action_ts": "1e99"}]},
        {"actions": [{"action_id": "costgov_acknowledge", "value": "0" * 20, "action_ts": "nan"}]},
        {"user": {"id": "not a user"}},
        {"user": None},
        {"type": "view_submission", "actions": None},
    ],
)
def test_what_is_no_click_on_our_buttons_is_taken_and_left(
    stores: FakeStores, log: InMemoryAuditLog, payload: dict[str, Any]
) -> None:
    reply = sent(stores, pressed("costgov_acknowledge", alert_name(stores), **payload), log)
    assert (reply.status, reply.body) == (200, "")
    assert log.entries == []


@pytest.mark.parametrize("body", ["", "payload", "payload=%7B", "payload=[]", "x=1", "%ff=%ff"])
def test_a_signed_body_that_is_no_payload_is_taken_and_left(stores: FakeStores, body: str) -> None:
    asked = request(body, signed(body, SIGNING_SECRET, utc_now().timestamp()))
    assert sent(stores, asked).status == 200


@pytest.mark.fault_case(38)
def test_more_than_any_click_is_refused(stores: FakeStores) -> None:
    body = "payload=" + "x" * (2 * MOST_BYTES)
    asked = request(body, signed(body, SIGNING_SECRET, utc_now().timestamp()))
    assert_problem(sent(stores, asked), 413)


def test_when_the_change_cannot_be_noted_nothing_is_changed(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    log.down = True
    reply = sent(stores, pressed("costgov_acknowledge", alert_name(stores)), log)
    assert_problem(reply, 503)
    assert alert_of(stores.control, alert_name(stores)).state is AlertState.OPEN


def test_an_approval_is_recorded_once_and_stands_until_somebody_says_otherwise(
    with_backlog: FakeStores, log: InMemoryAuditLog
) -> None:
    _configure(with_backlog)
    name = id_of(with_backlog, "vol-2")
    asked = pressed("costgov_approve", name)
    reply = sent(with_backlog, asked, log)
    assert "approved by <@U0OPERATOR>" in reply.json["text"]
    sent(with_backlog, asked, log)
    [entry] = decisions(with_backlog.control).get(name).history
    assert (entry.state, entry.who) == ("approved", "slack:U0OPERATOR")
    assert [one.subject for one in log.entries] == [f"recommendation/{name}"]

    missing = sent(with_backlog, pressed("costgov_approve", "0" * 20), log)
    assert "not possible" in missing.json["text"]
    with pytest.raises(NotFound):
        decisions(with_backlog.control).get("0" * 20)


def test_a_store_that_fails_is_told_as_such_and_the_note_taken_back(
    stores: FakeStores, log: InMemoryAuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pressed("costgov_acknowledge", alert_name(stores))

    def broken(*_: object, **__: object) -> None:
        raise StoreError("write: InternalServerError")

    monkeypatch.setattr(stores.control, "put", broken)
    assert_problem(sent(stores, asked, log), 503)
