"""The demo's last part: alerts that arrive, are seen to and end, and who may see what."""

from collections import Counter
from typing import Any, Final

import httpx
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiClient
from cli.local.alert_flow import judge_again, press, send_click, slack_message, until
from cli.local.laptop import Running
from cli.local.receiver import slack_button

type Json = dict[str, Any]

BUDGET: Final = "data-platform"
GRANTED: Final = "30000"
FAILING: Final = "old-slack"
_NAMES: Final = {
    "mail": "e-mail",
    "slack": "Slack",
    "pagerduty": "PagerDuty",
    "webhook": "signed webhook",
}


def break_a_channel(running: Running) -> None:
    """Somebody removed an incoming webhook in Slack and told nobody."""
    running.receiver.slack.state.hook_works = False


def show_alerts(console: Console, running: Running, run_id: str) -> None:
    """From the breach to the resolved note, a line or two each.

    Raises:
        NothingCame: a message did not arrive.
    """
    operator = ApiClient(running.deployment)
    _print_received(console, running, operator)
    alert = _of_budget(operator)
    _print_acknowledged(console, running, operator, alert)
    _print_failing(console, running, operator)
    _print_resolved(console, running, operator, run_id)
    _print_sign_in(console, running)
    console.print(f"[bold]What was received[/bold]  {running.receiver.url}", soft_wrap=True)


def _print_received(console: Console, running: Running, operator: ApiClient) -> None:
    alerts = operator.get("/v1/alerts", limit="100")["alerts"]
    slack_message(running, BUDGET)
    mails = until(running.receiver.texts, "an e-mail")
    kinds = Counter(alert["kind"] for alert in alerts)
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    console.print(f"\n[bold]Alerts[/bold]  {len(alerts)} open: {told}")
    counts = Counter(post.service for post in running.receiver.received())
    received = ", ".join(f"{counts[name]} by {words}" for name, words in _NAMES.items())
    console.print(f"  received: {received}")
    for mail in mails[:3]:
        console.print(f"  e-mail   {escape(mail.partition(chr(10))[0])}", soft_wrap=True)


def _of_budget(operator: ApiClient) -> Json:
    alerts = operator.get("/v1/alerts", kind="budget", limit="100")["alerts"]
    found: Json = next(alert for alert in alerts if BUDGET in alert["title"])
    return found


def _print_acknowledged(
    console: Console, running: Running, operator: ApiClient, alert: Json
) -> None:
    message = slack_message(running, BUDGET)
    forged = slack_button.click(message, "Acknowledge", channel="C0", secret="guessed")  # noqa: S106
    refused = send_click(running, forged)
    pressed = press(running, message, "Acknowledge")
    now = operator.get(f"/v1/alerts/{alert['id']}")["alert"]
    console.print(
        f"  Slack    button Acknowledge: {refused.status_code} with a forged signature, "
        f"{pressed.status_code} with Slack's; {now['state']} by {escape(now['acknowledged_by'])}",
        soft_wrap=True,
    )
    entry = _audited(operator, alert["id"])
    if entry:
        console.print(
            f"  audit    {entry['at'][:19]}Z {escape(entry['who'])}: {entry['action']} "
            f"{entry['subject']}, {entry['outcome']}",
            soft_wrap=True,
        )


def _audited(operator: ApiClient, alert_id: str) -> Json | None:
    entries = operator.get("/v1/audit", limit="100")["entries"]
    return next((one for one in entries if one["subject"].endswith(alert_id)), None)


def _print_failing(console: Console, running: Running, operator: ApiClient) -> None:
    message = slack_message(running, FAILING)
    channels = operator.get("/v1/channels")["channels"]
    health = next(one for one in channels if one["name"] == FAILING)
    console.print(
        f"  channel  {FAILING} fails: {escape(str(health['last_error']))}", soft_wrap=True
    )
    console.print(f"           told by Slack: {escape(message['text'])}", soft_wrap=True)


def _print_resolved(console: Console, running: Running, operator: ApiClient, run_id: str) -> None:
    _raise(operator, BUDGET)
    judge_again(running.deployment, run_id)

    def resolved() -> Json | None:
        thread = running.receiver.slack.messages()
        return next((one for one in thread if "esolved" in one.get("text", "")), None)

    note = until(resolved, "the resolved note")
    told = [field["text"] for block in note["blocks"] for field in block.get("fields", ())]
    total = next((one for one in told if "Total" in one), "").replace("*", "").replace("\n", ": ")
    console.print(f"  Slack    {escape(note['text'])}", soft_wrap=True)
    console.print(f"           {escape(total)}", soft_wrap=True)


def _raise(operator: ApiClient, budget: str) -> None:
    """Grant the budget more, as of the revision that was read."""
    path = f"/v1/budgets/{budget}"
    found = operator.send(path)
    plan: Json = found.json()["plan"]
    del plan["id"]
    raised = plan | {"amount": GRANTED, "reason": "agreed with finance"}
    operator.replace(path, raised, found.headers["ETag"])


def _print_sign_in(console: Console, running: Running) -> None:
    issuer = running.receiver.issuer
    viewer = running.bearer(issuer.token("vera", ["everyone"]))
    team = running.bearer(issuer.token("tom", ["team-data"]))
    expired = running.bearer(issuer.token("eve", ["finops"], lifetime=-60))
    denied = viewer.post("/v1/budgets", {"id": "mine", "amount": "1"})
    console.print("\n[bold]Sign-in[/bold]  tokens of an OIDC issuer on this machine")
    console.print(f"  expired token            {expired.get('/v1/alerts').status_code}")
    console.print(f"  viewer makes a budget    {denied.status_code}: {_detail(denied)}")
    for who, client in (("viewer", viewer), ("team", team)):
        values = client.get("/v1/costs/by/account").json()["values"]
        seen = ", ".join(one["value"] for one in values)
        console.print(f"  {who:<6} sees accounts     {seen}", soft_wrap=True)
    other = team.get("/v1/costs/history", scope="account=222233334444")
    console.print(
        f"  team asks for another    {other.status_code}: {_detail(other)}", soft_wrap=True
    )


def _detail(answer: httpx.Response) -> str:
    return escape(str(answer.json().get("detail", "")))
