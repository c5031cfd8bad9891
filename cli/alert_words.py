"""Alerts and channels in words, for tables and for one alert at length."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from costgov.domain.alerting.closing import person
from costgov.domain.money import display

type Json = dict[str, Any]


def row_of(alert: Json) -> tuple[str, ...]:
    """An alert in a table: id, severity, state, first day, money, team, title."""
    return (
        alert["id"],
        alert["severity"],
        _state(alert),
        alert["since"],
        amount_words(alert["amount"], alert["subject"]["currency"]),
        alert["owner"] or "-",
        alert["title"],
    )


def channel_row(channel: Json) -> tuple[str, ...]:
    """A channel in a table; the last cell says what is wrong."""
    wrong = channel["last_error"] if channel["failing_since"] else channel["warning"]
    return (
        channel["name"],
        channel["kind"],
        channel["condition"],
        str(channel["waiting"] - channel["held"]),
        str(channel["held"]),
        _minute(channel["last_sent"]) if channel["last_sent"] else "-",
        wrong,
    )


def detail_lines(answer: Json) -> list[str]:
    """One alert: its line, its facts and drivers, its history, and how it was delivered."""
    return [
        *_head(answer),
        *_section("history", (_entry(one) for one in answer["history"])),
        *_section("delivered", (_delivery(one) for one in answer["deliveries"])),
        *_section("waiting", (_waiting(one) for one in answer["waiting"])),
    ]


def amount_words(amount: str | None, currency: str | None) -> str:
    """An amount of the API as people read it."""
    if amount is None:
        return "-"
    return display(Decimal(amount), currency) if currency else amount


def _head(answer: Json) -> Iterator[str]:
    alert, signal = answer["alert"], answer["signal"]
    yield signal["title"]
    yield f"  {alert['severity']}, {_state(alert)}, team {alert['owner'] or '-'}, {alert['id']}"
    yield f"  rule {signal['rule']}: {signal['why']}"
    for fact in signal["facts"]:
        yield f"  {fact['label']}: {fact['text']}"
    currency = signal["subject"]["currency"]
    for driver in signal["drivers"]:
        yield f"  {amount_words(driver['amount'], currency)} {driver['name']}"
    if signal["basis"]:
        yield f"  {signal['basis']}"


def _state(alert: Json) -> str:
    if alert["state"] == "snoozed" and alert["snoozed_until"]:
        return f"snoozed to {alert['snoozed_until'][:10]}"
    if alert["state"] == "acknowledged" and alert["acknowledged_by"]:
        return f"acknowledged by {person(alert['acknowledged_by'])}"
    return str(alert["state"])


def _section(name: str, lines: Iterator[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return [f"{name}:", *found] if found else []


def _entry(entry: Json) -> str:
    note = f": {entry['note']}" if entry["note"] else ""
    return f"{_minute(entry['at'])} {entry['what']} by {person(entry['who'])}{note}"


def _delivery(delivery: Json) -> str:
    failed = f": {delivery['error']}" if delivery["error"] else ""
    again = ", sent again after a try whose outcome is unknown" if delivery["repeated"] else ""
    said = f"message {delivery['sequence']} {delivery['state']} by {delivery['channel']}"
    return f"{_minute(delivery['at'])} {said}{again}{failed}"


def _waiting(item: Json) -> str:
    why = {
        "digest": ", low severity goes with the digest",
        "quiet": ", quiet hours",
        "budget": ", beyond the team's weekly budget",
    }.get(item["held"], f": {item['last_error']}" if item["last_error"] else "")
    said = f"message {item['sequence']} ({item['what']}) for {item['channel']}"
    return f"{said} from {_minute(item['not_before'])} on{why}"


def _minute(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]} UTC"
