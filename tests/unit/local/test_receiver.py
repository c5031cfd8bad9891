"""The laptop's receiver: it takes what the real services take, and refuses what they refuse."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cli.local.receiver import Fault, Receiver, slack_button
from cli.local.receiver.pagerduty import ROUTING_KEY
from cli.local.receiver.slack import CHANNEL, TOKEN
from cli.local.receiver.webhook import SECRET

pytestmark = pytest.mark.loopback

type Json = dict[str, Any]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def slack(receiver: Receiver, method: str, token: str = TOKEN, **asked: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{receiver.slack_api}/{method}", json=asked, headers=headers)


def event(**changed: object) -> Json:
    payload = {"summary": "EC2 is $412 over", "source": "costgov", "severity": "error"}
    return {
        "routing_key": ROUTING_KEY,
        "event_action": "trigger",
        "dedup_key": "a1",
        "payload": payload,
        **changed,
    }


def test_a_bot_posts_updates_and_threads(receiver: Receiver) -> None:
    first = slack(receiver, "chat.postMessage", channel=CHANNEL, text="EC2 is $412 over").json()
    reply = slack(
        receiver, "chat.postMessage", channel=CHANNEL, text="now $500", thread_ts=first["ts"]
    ).json()
    slack(receiver, "chat.update", channel=CHANNEL, ts=first["ts"], text="EC2 is back")

    history = slack(receiver, "conversations.history", channel=CHANNEL).json()["messages"]
    thread = slack(receiver, "conversations.replies", channel=CHANNEL, ts=first["ts"]).json()

    assert [one["text"] for one in history] == ["EC2 is back"]
    assert [one["ts"] for one in thread["messages"]] == [first["ts"], reply["ts"]]
    assert first["ts"] < reply["ts"]


def test_metadata_is_shown_to_who_asks_for_it(receiver: Receiver) -> None:
    metadata = {"event_type": "costgov_news", "event_payload": {"id": "a-1"}}
    slack(receiver, "chat.postMessage", channel=CHANNEL, text="x", metadata=metadata)

    plain = slack(receiver, "conversations.history", channel=CHANNEL).json()["messages"]
    asked = slack(
        receiver, "conversations.history", channel=CHANNEL, include_all_metadata=True
    ).json()["messages"]

    assert "metadata" not in plain[0]
    assert asked[0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"channel": "C0NOWHERE00", "text": "x"}, "channel_not_found"),
        ({"channel": CHANNEL}, "no_text"),
        ({"channel": CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": CHANNEL, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": CHANNEL, "text": "x", "blocks": [{"type": "table"}]}, "invalid_blocks"),
    ],
)
def test_slack_refuses_with_its_own_words(receiver: Receiver, asked: Json, error: str) -> None:
    answer = slack(receiver, "chat.postMessage", **asked)

    assert (answer.status_code, answer.json()["error"]) == (200, error)
    assert receiver.received("slack") == []
    assert [post.answer for post in receiver.received("slack", taken=False)] == [error]


def test_a_rotated_token_revokes_the_one_before(receiver: Receiver) -> None:
    receiver.slack.rotate("xoxb-new")

    old = slack(receiver, "chat.postMessage", channel=CHANNEL, text="x").json()
    new = slack(receiver, "chat.postMessage", "xoxb-new", channel=CHANNEL, text="x").json()
    unknown = slack(receiver, "chat.postMessage", "xoxb-other", channel=CHANNEL, text="x").json()

    assert (old["error"], new["ok"], unknown["error"]) == ("token_revoked", True, "invalid_auth")


def test_the_incoming_webhook_answers_in_words(receiver: Receiver) -> None:
    good = httpx.post(receiver.slack_hook, json={"text": "hello"})
    empty = httpx.post(receiver.slack_hook, json={})
    broken = httpx.post(receiver.slack_hook, content=b"hello")
    receiver.slack.state.hook_works = False
    gone = httpx.post(receiver.slack_hook, json={"text": "hello"})

    answers = [(one.status_code, one.text) for one in (good, empty, broken, gone)]
    assert answers == [
        (200, "ok"), (400, "no_text"), (400, "invalid_payload"), (404, "no_service")
    ]  # fmt: skip


def test_an_incident_lives_from_trigger_to_resolve_and_comes_back(receiver: Receiver) -> None:
    address = f"{receiver.pagerduty_api}/v2/enqueue"
    for action in ("trigger", "trigger", "acknowledge", "resolve", "trigger"):
        answer = httpx.post(address, json=event(event_action=action))
        assert (answer.status_code, answer.json()["dedup_key"]) == (202, "a1")

    incidents = receiver.pagerduty.incidents()

    assert [(one.state, len(one.events)) for one in incidents] == [
        ("resolved", 4),
        ("triggered", 1),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"routing_key": "f" * 32},
        {"event_action": "open"},
        {"dedup_key": ""},
        {"payload": None},
        {"payload": {"summary": "x" * 1_025, "source": "s", "severity": "info"}},
        {"payload": {"summary": "x", "source": "s", "severity": "high"}},
    ],
)
def test_pagerduty_refuses_what_is_no_event(receiver: Receiver, wrong: Json) -> None:
    answer = httpx.post(f"{receiver.pagerduty_api}/v2/enqueue", json=event(**wrong))

    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 1
    assert receiver.pagerduty.incidents() == []


def test_a_throttled_service_says_when_to_come_back(receiver: Receiver) -> None:
    receiver.fail("pagerduty", Fault(status=429, retry_after=7, after=1))
    address = f"{receiver.pagerduty_api}/v2/enqueue"

    answers = [httpx.post(address, json=event()) for _ in range(3)]

    assert [one.status_code for one in answers] == [202, 429, 202]
    assert answers[1].headers["Retry-After"] == "7"


def test_a_lost_answer_is_a_message_taken(receiver: Receiver) -> None:
    receiver.fail("slack", Fault(lost=True))

    with pytest.raises(httpx.RemoteProtocolError):
        slack(receiver, "chat.postMessage", channel=CHANNEL, text="x")

    assert [post.lost for post in receiver.received("slack")] == [True]
    assert len(receiver.slack.messages()) == 1


def test_a_service_that_hangs_runs_into_the_senders_time_out(receiver: Receiver) -> None:
    receiver.fail("slack", Fault(status=504, wait=0.5))

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{receiver.slack_api}/chat.postMessage", json={}, timeout=0.05)


def test_a_fault_lasts_until_it_is_healed(receiver: Receiver) -> None:
    receiver.fail("slack-webhook", Fault(times=None))
    down = [httpx.post(receiver.slack_hook, json={"text": "x"}).status_code for _ in range(3)]
    receiver.heal("slack-webhook")

    assert down == [503, 503, 503]
    assert httpx.post(receiver.slack_hook, json={"text": "x"}).status_code == 200


def test_the_page_shows_what_came_and_runs_nothing_of_it(receiver: Receiver) -> None:
    evil = "<script>alert(1)</script>"
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": evil}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*AT&amp;T* <https://a.example|open>"},
        },
    ]
    slack(receiver, "chat.postMessage", channel=CHANNEL, text=evil, blocks=blocks)
    httpx.post(
        receiver.mail_address, json={"Type": "Notification", "Subject": evil, "Message": evil}
    )
    httpx.post(f"{receiver.pagerduty_api}/v2/enqueue", json=event())

    page = httpx.get(receiver.url).text
    record = httpx.get(f"{receiver.url}/received").json()["received"]

    assert "<script" not in page
    assert '<b>AT&amp;T</b> <a href="https://a.example">open</a>' in page
    assert page.count("<article>") == len(record) == 3
    assert receiver.texts() == [f"{evil}\n\n{evil}"]


def test_what_a_test_did_is_forgotten(receiver: Receiver) -> None:
    slack(receiver, "chat.postMessage", channel=CHANNEL, text="stays")
    with receiver.as_it_was():
        receiver.fail("pagerduty", Fault(times=None))
        slack(receiver, "chat.postMessage", channel=CHANNEL, text="goes")
        receiver.slack.rotate("xoxb-new")

    httpx.post(f"{receiver.pagerduty_api}/v2/enqueue", json=event())
    slack(receiver, "chat.postMessage", channel=CHANNEL, text="comes")

    assert [one["text"] for one in receiver.slack.messages()] == ["stays", "comes"]
    assert [post.service for post in receiver.received()] == ["slack", "pagerduty", "slack"]


def test_nothing_away_from_this_machine_is_visited(receiver: Receiver) -> None:
    said = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.example/confirm"}

    assert httpx.post(receiver.mail_address, json=said).status_code == 500


@pytest.mark.parametrize("path", ["/", "/slack", "/webhooks-of-others", "/mail/x"])
def test_nothing_answers_elsewhere(receiver: Receiver, path: str) -> None:
    found = httpx.post(f"{receiver.url}{path}", json={})

    assert found.status_code in {200, 401, 404}
    assert receiver.received() == []


def test_tokens_are_signed_by_the_published_key(receiver: Receiver) -> None:
    issuer = receiver.issuer
    found = httpx.get(f"{receiver.issuer_address}/.well-known/openid-configuration").json()
    (key,) = httpx.get(f"{receiver.issuer_address}/jwks.json").json()["keys"]

    token = issuer.token("ada", ["viewer", "team-a"])
    header, claims, signature = token.split(".")

    public = rsa.RSAPublicNumbers(
        int.from_bytes(_raw(key["e"]), "big"), int.from_bytes(_raw(key["n"]), "big")
    ).public_key()
    public.verify(
        _raw(signature), f"{header}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    said = json.loads(_raw(claims))
    assert json.loads(_raw(header))["kid"] == key["kid"]
    assert (said["iss"], said["groups"]) == (found["issuer"], ["viewer", "team-a"])
    assert said["iat"] <= time.time() < said["exp"]
    assert json.loads(_raw(issuer.token("ada", lifetime=-60).split(".")[1]))["exp"] < time.time()


def test_a_click_carries_the_message_and_slacks_signature() -> None:
    button = {"type": "plain_text", "text": "Acknowledge"}
    element = {"type": "button", "text": button, "action_id": "costgov_acknowledge", "value": "a1"}
    link = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://x"}
    message = {"ts": "1.1", "blocks": [{"type": "actions", "elements": [link, element]}]}

    clicked = slack_button.click(message, "Ack", channel=CHANNEL, secret="s", at=1_700_000_000)

    expected = hmac.new(b"s", f"v0:1700000000:{clicked.body}".encode(), hashlib.sha256).hexdigest()
    assert clicked.headers["X-Slack-Signature"] == f"v0={expected}"
    assert "costgov_acknowledge" in clicked.body
    with pytest.raises(LookupError, match="Open"):
        slack_button.click(message, "Open", channel=CHANNEL)


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signed(body: bytes, secret: str, at: float) -> dict[str, str]:
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Costgov-Signature": f"t={stamp},v1={'0' * 64},v1={digest}"}


def test_the_webhook_takes_only_what_is_signed_now(receiver: Receiver) -> None:
    body, now = b'{"id": "a-1"}', time.time()
    tries = {
        "good": _signed(body, SECRET, now) | {"Costgov-Delivery": "a-1"},
        "again": _signed(body, SECRET, now) | {"Costgov-Delivery": "a-1"},
        "old": _signed(body, SECRET, now - 301),
        "other secret": _signed(body, "x", now),
        "malformed": {"Costgov-Signature": "v1=0"},
        "unsigned": {},
        "unnamed": _signed(body, SECRET, now),
    }

    answers = {
        name: httpx.post(receiver.webhook_address, content=body, headers=headers).status_code
        for name, headers in tries.items()
    }

    assert answers == {
        "good": 204, "again": 200, "old": 401, "other secret": 401, "malformed": 401,
        "unsigned": 401, "unnamed": 400,
    }  # fmt: skip
    assert len(receiver.received("webhook")) == 1


def test_a_receiver_that_begins_anew_has_had_nothing(receiver: Receiver) -> None:
    slack(receiver, "chat.postMessage", channel=CHANNEL, text="goes")
    receiver.slack.rotate("xoxb-new")
    receiver.begin_anew()

    slack(receiver, "chat.postMessage", channel=CHANNEL, text="comes")

    assert [one["text"] for one in receiver.slack.messages()] == ["comes"]
    assert len(receiver.received()) == 1
