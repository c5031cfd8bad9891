"""Alerts from the breach to the resolved note, through the deployed functions with IAM enforced."""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from costgov.clock import utc_now
from costgov.pipeline.alerting.records import outbox

from cli.api_client import ApiClient
from cli.local.alert_flow import (
    function_name,
    judge_again,
    press,
    send_click,
    slack_message,
    until,
)
from cli.local.channels import SLACK_TOKEN
from cli.local.receiver import Fault, slack_button
from cli.local.receiver.slack import CHANNEL, TOKEN
from cli.local.receiver.slack_button import USER
from cli.secret import put_secret
from tests.e2e.conftest import AS_OF, FirstRun
from tests.e2e.laptop_aws import Json, Product

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

BUDGET, ACCOUNT = "data-platform", "333344445555"


@pytest.fixture
def product(first_run: FirstRun) -> Iterator[Product]:
    """The product after its first run; what a test does to it is taken back."""
    found, receiver = first_run.product, first_run.product.running.receiver
    with receiver.as_it_was(), found.as_it_was():
        yield found
        receiver.heal()
        for channel in ("email", "slack", "tickets", "events"):
            found.hurry(channel)
        put_secret(found.deployment, SLACK_TOKEN, TOKEN)


@pytest.fixture
def operator(product: Product) -> Iterator[ApiClient]:
    """Somebody who may do everything."""
    with closing(ApiClient(product.deployment)) as client:
        yield client


def budget_alert(api: ApiClient) -> Json:
    [found] = [
        alert
        for alert in api.get("/v1/alerts", kind="budget", state="any")["alerts"]
        if alert["subject"]["value"] == BUDGET or BUDGET in alert["title"]
    ]
    return dict(found)


def state_of(api: ApiClient, alert: Json) -> str:
    return str(api.get(f"/v1/alerts/{alert['id']}")["alert"]["state"])


def test_a_breach_and_an_anomaly_arrive_by_mail_slack_and_webhook(first_run: FirstRun) -> None:
    receiver = first_run.product.running.receiver
    mails = receiver.texts()

    assert any(f"Budget {BUDGET}" in mail and "$9,000.00" in mail for mail in mails)
    assert any("over expected" in mail for mail in mails)
    assert slack_message(first_run.product.running, BUDGET)["blocks"]
    (ticket,) = [
        post.body for post in receiver.received("webhook") if post.body["what"] == "opened"
    ]
    assert ticket["alert"]["subject"]["account"] == ACCOUNT


def test_every_alert_is_shown_once_per_channel(first_run: FirstRun) -> None:
    api = first_run.product.api
    alerts = api.get("/v1/alerts", state="any")["alerts"]
    proofs = Counter(
        (proof["alert_id"], proof["channel"], proof["sequence"], proof["state"])
        for alert in alerts
        for proof in api.get(f"/v1/alerts/{alert['id']}")["deliveries"]
    )
    texts = Counter(message["text"] for message in shown(first_run.product, "slack"))

    assert set(proofs.values()) == {1}
    assert max(texts.values()) == 1


def test_events_of_the_bus_reach_the_target_of_somebody_elses_rule(first_run: FirstRun) -> None:
    opened = [event for event in first_run.events if event["detail-type"] == "Alert Opened"]

    assert {event["source"] for event in opened} == {"costgov"}
    assert {event["detail"]["version"] for event in opened} == {"1"}
    names = [event["detail"]["id"] for event in opened]
    assert len(names) == len(set(names)) >= 3


def test_a_signed_button_acknowledges_and_is_audited(product: Product, operator: ApiClient) -> None:
    alert = budget_alert(operator)
    message = slack_message(product.running, BUDGET)

    answer = press(product.running, message, "Acknowledge")

    assert answer.status_code == 200, answer.text
    assert state_of(operator, alert) == "acknowledged"
    (entry,) = operator.get("/v1/audit", subject=f"alert/{alert['id']}")["entries"]
    assert (entry["who"], entry["outcome"]) == (f"slack:{USER}", "done")
    assert (entry["before"]["state"], entry["after"]["state"]) == ("open", "acknowledged")
    stored = product.client("s3").list_objects_v2(
        Bucket=product.outputs.EvidenceBucket, Prefix="audit/"
    )["Contents"]
    assert any(entry["id"] in one["Key"] for one in stored)


@pytest.mark.fault_case(38)
def test_a_button_that_slack_did_not_sign_changes_nothing(
    product: Product, operator: ApiClient
) -> None:
    alert, message = budget_alert(operator), slack_message(product.running, BUDGET)
    old = (utc_now() - timedelta(minutes=6)).timestamp()
    good = slack_button.click(message, "Acknowledge", channel=CHANNEL)
    tries = {
        "forged": slack_button.click(message, "Acknowledge", channel=CHANNEL, secret="guess"),
        "replayed": slack_button.click(message, "Acknowledge", channel=CHANNEL, at=old),
        "altered": good._replace(body=good.body + "&x=1"),
        "unsigned": good._replace(headers={"Content-Type": good.headers["Content-Type"]}),
    }

    answers = {name: send_click(product.running, one).status_code for name, one in tries.items()}

    assert answers == dict.fromkeys(tries, 401)
    assert state_of(operator, alert) == "open"


def test_what_is_over_is_resolved_in_the_thread_with_its_impact(
    product: Product, operator: ApiClient
) -> None:
    alert, first = budget_alert(operator), slack_message(product.running, BUDGET)
    path = f"/v1/budgets/{BUDGET}"
    found = operator.send(path)
    raised = found.json()["plan"] | {"amount": "30000", "reason": "agreed with finance"}
    del raised["id"]
    operator.replace(path, raised, found.headers["ETag"])

    judge_again(product.deployment, f"daily-{AS_OF}")
    product.delivered()

    assert state_of(operator, alert) == "resolved"
    thread = [
        one
        for one in product.running.receiver.slack.messages()
        if one.get("thread_ts") == first["ts"] and "esolved" in str(one.get("text"))
    ]
    assert len(thread) == 1
    assert "$" in json.dumps(thread[0]["blocks"])
    (changed,) = operator.get("/v1/audit", subject=f"budget/{BUDGET}")["entries"]
    assert [Decimal(changed[side]["amount"]) for side in ("before", "after")] == [9000, 30000]
    assert changed["reason"] == "agreed with finance"


@pytest.mark.fault_case(33)
def test_a_failing_channel_is_seen_in_the_status_and_told_by_others(
    product: Product, operator: ApiClient
) -> None:
    alert, receiver = budget_alert(operator), product.running.receiver
    receiver.slack.state.hook_works = False

    operator.post(f"/v1/alerts/{alert['id']}/acknowledge", {"note": "on it"})

    told = slack_message(product.running, "old-slack")
    assert "do not arrive by old-slack" in told["text"]
    channels = {one["name"]: one for one in operator.get("/v1/channels")["channels"]}
    assert channels["old-slack"]["condition"] == "broken"
    assert "404" in channels["old-slack"]["last_error"]
    assert channels["slack"]["condition"] == channels["email"]["condition"] == "working"


@pytest.mark.fault_case(33)
def test_a_channel_that_throttles_gets_its_message_later_and_once(
    product: Product, operator: ApiClient
) -> None:
    alert, receiver = budget_alert(operator), product.running.receiver
    before = len(receiver.received("webhook"))
    receiver.fail("webhook", Fault(status=429, retry_after=1))
    receiver.fail("webhook", Fault(status=503))

    operator.post(f"/v1/alerts/{alert['id']}/acknowledge", {"note": "slowly"})
    product.hurry("tickets")

    assert len(receiver.received("webhook")) == before + 1


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(("service", "after"), [("webhook", 0), ("slack", 1)])
def test_an_answer_that_is_lost_shows_nothing_twice(
    product: Product, operator: ApiClient, service: str, after: int
) -> None:
    """The receiver took the message, deliver is killed before its proof: told again, shown once."""
    alert, receiver = budget_alert(operator), product.running.receiver
    before = len(shown(product, service))
    # In Slack the alert's first message is changed before the news is posted under it.
    receiver.fail(service, Fault(lost=True, after=after))

    operator.post(f"/v1/alerts/{alert['id']}/acknowledge", {"note": f"lost by {service}"})
    until(lambda: len(shown(product, service)) > before, "the message")
    product.hurry({"webhook": "tickets", "slack": "slack"}[service])

    assert len(shown(product, service)) == before + 1
    deliveries = operator.get(f"/v1/alerts/{alert['id']}")["deliveries"]
    assert {proof["state"] for proof in deliveries} == {"sent"}


@pytest.mark.fault_case(33)
@pytest.mark.skipif(sys.platform != "linux", reason="finds the function's process by /proc")
def test_deliver_killed_between_sending_and_proof_shows_nothing_twice(
    product: Product, operator: ApiClient
) -> None:
    alert, receiver = budget_alert(operator), product.running.receiver
    before = len(receiver.received("webhook"))
    receiver.fail("webhook", Fault(lost=True, wait=4))

    operator.post(f"/v1/alerts/{alert['id']}/acknowledge", {"note": "killed"})
    until(lambda: len(receiver.received("webhook")) > before, "the message")
    assert kill_workers(product, function_name(product.deployment, "deliver")) >= 1
    (leased,) = outbox(product.control).all("tickets")
    product.hurry("tickets")

    assert leased.leased_until is not None
    assert len(receiver.received("webhook")) == before + 1
    had = receiver.received("webhook", taken=False)[-1]
    assert had.answer == "had before"
    proofs = operator.get(f"/v1/alerts/{alert['id']}")["deliveries"]
    (proof,) = [one for one in proofs if one["sequence"] == 2 and one["channel"] == "tickets"]
    assert (proof["state"], proof["repeated"]) == ("sent", True)


def kill_workers(product: Product, function: str) -> int:
    """Kill the processes in which this laptop's emulator runs a function; how many they were."""
    emulator = product.running.emulator.log_path.parent
    marks = {f"TMPDIR={emulator}".encode(), f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()}
    killed = 0
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if marks <= set(environ.read_bytes().split(b"\0")):
                os.kill(int(environ.parent.name), signal.SIGKILL)
                killed += 1
    return killed


@pytest.mark.fault_case(33)
def test_a_rotated_secret_is_used_without_deploying(product: Product, operator: ApiClient) -> None:
    alert, receiver = budget_alert(operator), product.running.receiver
    receiver.slack.rotate("xoxb-rotated")
    put_secret(product.deployment, SLACK_TOKEN, "xoxb-rotated")

    operator.post(f"/v1/alerts/{alert['id']}/acknowledge", {"note": "with the new token"})
    product.delivered()

    assert slack_message(product.running, "cknowledged")
    assert operator.get("/v1/channels")["channels"]


def shown(product: Product, service: str) -> list[Json]:
    """Messages that stand where people see them."""
    receiver = product.running.receiver
    if service == "slack":
        return receiver.slack.messages()
    return [post.body for post in receiver.received(service)]


def test_the_widget_shows_what_is_open_to_who_may_invoke_it(product: Product) -> None:
    client = product.client("lambda")

    answer = client.invoke(
        FunctionName=function_name(product.deployment, "widget"),
        Payload=json.dumps({"widgetContext": {"theme": "dark"}}).encode(),
    )
    html = json.loads(answer["Payload"].read())

    assert "FunctionError" not in answer
    assert f"Budget {BUDGET}" in html
    assert "<script" not in html
