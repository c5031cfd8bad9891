"""The bot: one message per alert that shows how it stands, its news in the thread, none twice."""

import json
from collections.abc import Callable

import pytest
from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.signal import Severity
from costgov.errors import ChannelRefused, ChannelUnavailable, MessageRefused
from costgov.gateways.alert_ports import WebAnswer
from costgov.pipeline.channels import slack as slack_module
from costgov.pipeline.channels.slack import SlackSender
from costgov.pipeline.channels.slack_webhook import SlackWebhookSender

from cli.local.receiver.slack import CHANNEL
from tests.unit.messages import told
from tests.unit.messages.slack_web import POLICY, FakeSecrets, SlackWeb, bot, hook

type Make = Callable[[SlackWeb], SlackSender | SlackWebhookSender]


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("slack", "slack_webhook"):
        monkeypatch.setattr(f"costgov.pipeline.channels.{module}._WITHOUT_CHARTS", set())


@pytest.fixture
def web() -> SlackWeb:
    """A workspace."""
    return SlackWeb()


def sender(web: SlackWeb, **fresh: str) -> SlackSender:
    """The bot."""
    return SlackSender(bot(), web, FakeSecrets(**fresh), POLICY, "http://127.0.0.1:4000/api")


def webhook(web: SlackWeb, **fresh: str) -> SlackWebhookSender:
    """The webhook."""
    return SlackWebhookSender(hook(), web, FakeSecrets(**fresh), POLICY)


def fails(status: int = 200, body: str = "", **headers: str) -> Callable[[], WebAnswer]:
    """An answer instead of the workspace's."""
    return lambda: WebAnswer(status, headers, body.encode())


def says(word: str) -> Callable[[], WebAnswer]:
    """A refusal of the Web API."""
    return fails(body=json.dumps({"ok": False, "error": word}))


def chart_count(web: SlackWeb) -> int:
    """How many charts stand in the channel."""
    blocks = [block for one in web.slack.messages() for block in one["blocks"]]
    return sum(block["type"] == "data_visualization" for block in blocks)


def test_an_alert_is_one_message_and_its_news_stand_in_the_thread(web: SlackWeb) -> None:
    bot_ = sender(web)
    first = bot_.send(told.opened(), "", repeated=False)
    later = bot_.send(told.decided(), first.thread, repeated=False)
    over = bot_.send(told.resolved(), later.thread, repeated=False)

    root, *replies = web.slack.messages()
    assert first.thread == first.reference == root["ts"]
    assert [one["thread_ts"] for one in replies] == [root["ts"]] * 2
    assert [one["ts"] for one in replies] == [later.reference, over.reference]
    assert later.thread == over.thread == root["ts"]
    assert root["text"].startswith("✅ Resolved: ")
    assert root["metadata"]["event_payload"]["news"] == told.opened().id
    assert replies[0]["text"].startswith("👀 Acknowledged: ")
    assert all(one["text"] and one["blocks"] for one in web.slack.messages())


@pytest.mark.parametrize(
    ("what", "severity", "shown"),
    [
        (Happening.UPDATED, Severity.HIGH, True),
        (Happening.UPDATED, Severity.MEDIUM, False),
        (Happening.REOPENED, Severity.LOW, True),
        (Happening.WOKEN, Severity.LOW, True),
        (Happening.RESOLVED, Severity.CRITICAL, False),
    ],
)
def test_news_that_calls_anew_is_shown_in_the_channel_too(
    web: SlackWeb, what: Happening, severity: Severity, *, shown: bool
) -> None:
    bot_ = sender(web)
    thread = bot_.send(told.opened(), "", repeated=False).thread
    bot_.send(told.news(told.anomaly(severity=severity), what, 2), thread, repeated=False)
    assert web.of("chat.postMessage")[-1]["reply_broadcast"] is shown


def test_news_of_a_first_message_that_was_deleted_is_told_anew(web: SlackWeb) -> None:
    receipt = sender(web).send(told.updated(), "1700000000.000100", repeated=False)
    [root] = web.slack.messages()
    assert receipt.thread == receipt.reference == root["ts"]


def test_a_first_message_that_cannot_be_edited_keeps_no_news_back(web: SlackWeb) -> None:
    bot_ = sender(web)
    thread = bot_.send(told.opened(), "", repeated=False).thread
    web.faults["chat.update"] = [says("edit_window_closed")]
    bot_.send(told.resolved(), thread, repeated=False)
    assert len(web.slack.messages()) == 2


def test_a_workspace_without_charts_gets_the_message_without_and_is_not_asked_again(
    web: SlackWeb,
) -> None:
    web.slack.state.charts = False
    bot_ = sender(web)
    bot_.send(told.opened(), "", repeated=False)
    bot_.send(told.opened(), "", repeated=False)
    assert len(web.of("chat.postMessage")) == 3
    assert chart_count(web) == 0
    assert {"slack"} == slack_module._WITHOUT_CHARTS


def test_blocks_refused_for_another_reason_are_not_laid_on_the_chart(web: SlackWeb) -> None:
    web.faults["chat.postMessage"] = [says("invalid_blocks"), says("invalid_blocks")]
    with pytest.raises(MessageRefused, match="invalid_blocks"):
        sender(web).send(told.opened(), "", repeated=False)
    sender(web).send(told.opened(), "", repeated=False)
    assert chart_count(web) == 1


@pytest.mark.fault_case(33)
@pytest.mark.parametrize("news", [told.opened(), told.updated()], ids=["first", "reply"])
def test_a_message_whose_answer_was_lost_is_found_and_not_posted_twice(
    web: SlackWeb, news: News
) -> None:
    bot_ = sender(web)
    thread = ""
    if news.what is not Happening.OPENED:
        thread = bot_.send(told.opened(), "", repeated=False).thread
    web.lost = {"chat.postMessage"}
    with pytest.raises(ChannelUnavailable):
        bot_.send(news, thread, repeated=False)
    before = web.slack.messages()

    receipt = bot_.send(news, thread, repeated=True)

    assert web.slack.messages() == before
    assert receipt.reference == before[-1]["ts"]
    assert receipt.thread == before[0]["ts"]


def test_a_message_that_never_arrived_is_posted_as_if_for_the_first_time(web: SlackWeb) -> None:
    sender(web).send(told.opened(), "", repeated=True)
    [posted] = web.slack.messages()
    assert "twice" not in json.dumps(posted)


@pytest.mark.fault_case(33)
def test_where_the_channel_may_not_be_read_the_second_says_that_it_may_be_one(
    web: SlackWeb,
) -> None:
    web.faults["conversations.history"] = [says("missing_scope")]
    sender(web).send(told.opened(), "", repeated=True)
    assert "may be here twice" in json.dumps(web.slack.messages())


def test_more_pages_than_are_read_leave_it_in_doubt(web: SlackWeb) -> None:
    page = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "more"}}
    web.faults["conversations.history"] = [fails(body=json.dumps(page))] * 5
    sender(web).send(told.opened(), "", repeated=True)
    assert "may be here twice" in json.dumps(web.slack.messages())


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    ("answer", "wait", "in_doubt"),
    [
        (fails(429, "", **{"retry-after": "30"}), 30, False),
        (fails(503), None, True),
        (fails(200, "<html>proxy</html>"), None, True),
        (says("ratelimited"), None, False),
        (says("internal_error"), None, True),
    ],
)
def test_what_passes_is_tried_again_when_slack_says(
    web: SlackWeb, answer: Callable[[], WebAnswer], wait: float | None, *, in_doubt: bool
) -> None:
    web.faults["chat.postMessage"] = [answer]
    with pytest.raises(ChannelUnavailable) as caught:
        sender(web).send(told.opened(), "", repeated=False)
    assert caught.value.retry_after == wait
    assert caught.value.in_doubt is in_doubt


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("invalid_auth", "token is wrong"),
        ("account_inactive", "install it again"),
        ("token_revoked", "store the new one"),
        ("channel_not_found", "invite it"),
        ("is_archived", "name another"),
        ("something_new", "docs.slack.dev"),
    ],
)
def test_what_stays_until_somebody_acts_says_what_to_do(
    web: SlackWeb, word: str, hint: str
) -> None:
    web.faults["chat.postMessage"] = [says(word)]
    with pytest.raises(ChannelRefused, match=hint):
        sender(web).send(told.opened(), "", repeated=False)


@pytest.mark.fault_case(33)
def test_a_rotated_token_is_read_anew_at_once(web: SlackWeb) -> None:
    web.slack.rotate("xoxb-new")
    sender(web, **{"/costgov/slack/bot": "xoxb-new"}).send(told.opened(), "", repeated=False)
    assert len(web.slack.messages()) == 1
    with pytest.raises(ChannelRefused, match="revoked"):
        sender(web).send(told.opened(), "", repeated=False)


def test_a_digest_is_one_message_without_a_thread(web: SlackWeb) -> None:
    receipt = sender(web).send_digest(told.held(), "digest-1", repeated=False)
    [posted] = web.slack.messages(CHANNEL)
    assert receipt.reference == posted["ts"]
    assert receipt.thread == ""


def test_a_digest_whose_answer_was_lost_is_found_and_one_in_doubt_says_so(web: SlackWeb) -> None:
    bot_ = sender(web)
    bot_.send_digest(told.held(), "digest-1", repeated=False)
    found = bot_.send_digest(told.held()[:2], "digest-1", repeated=True)
    assert [one["ts"] for one in web.slack.messages()] == [found.reference]

    web.faults["conversations.history"] = [says("missing_scope")]
    bot_.send_digest(told.held(), "digest-2", repeated=True)
    assert "may be here twice" in json.dumps(web.slack.messages()[-1])


def test_a_webhook_shows_the_same_without_threads_and_buttons(web: SlackWeb) -> None:
    hooked = webhook(web)
    hooked.send(told.opened(), "", repeated=False)
    hooked.send(told.resolved(), "", repeated=True)
    hooked.send_digest(told.held(), "digest-1", repeated=False)
    opened, resolved, digest = web.of("hook")
    assert "costgov_acknowledge" not in json.dumps(opened)
    assert "data_visualization" in json.dumps(opened)
    assert "Lasted" in json.dumps(resolved)
    assert "may be here twice" in json.dumps(resolved)
    assert digest["text"].startswith("Digest of")


def test_a_webhook_of_a_workspace_without_charts_sends_none_after_the_first(web: SlackWeb) -> None:
    web.slack.state.charts = False
    hooked = webhook(web)
    hooked.send(told.opened(), "", repeated=False)
    hooked.send(told.opened(), "", repeated=False)
    refused, *taken = web.of("hook")
    assert "refused" in refused
    assert len(taken) == 2
    assert "data_visualization" not in json.dumps(taken)


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    ("status", "body"), [(404, "no_service"), (410, "channel_is_archived"), (400, "invalid_token")]
)
def test_a_revoked_webhook_is_refused(web: SlackWeb, status: int, body: str) -> None:
    web.faults["hook"] = [fails(status, body)] * 2
    with pytest.raises(ChannelRefused, match=body):
        webhook(web).send(told.opened(), "", repeated=False)


def test_a_message_that_a_webhook_takes_from_nobody_is_not_the_webhooks_fault(
    web: SlackWeb,
) -> None:
    web.faults["hook"] = [fails(400, "invalid_blocks")] * 2
    with pytest.raises(MessageRefused):
        webhook(web).send(told.opened(), "", repeated=False)


@pytest.mark.fault_case(33)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_webhook_is_tried_later(web: SlackWeb, status: int) -> None:
    web.faults["hook"] = [fails(status, "", **{"retry-after": "7"})]
    with pytest.raises(ChannelUnavailable) as caught:
        webhook(web).send(told.opened(), "", repeated=False)
    assert caught.value.retry_after == 7


def test_a_secret_that_is_no_webhook_is_posted_nowhere(web: SlackWeb) -> None:
    secrets = FakeSecrets()
    secrets.kept["/costgov/slack/hook"] = "https://hooks.slack.com.example.net/services/x"
    with pytest.raises(ChannelRefused, match="no address"):
        SlackWebhookSender(hook(), web, secrets, POLICY).send(told.opened(), "", repeated=False)
    assert web.calls == []
