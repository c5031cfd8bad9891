"""Slack messages keep within Slack's limits whatever they tell, and no name reaches its markup."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.alerting.alert import AlertState, Happening
from costgov.domain.alerting.signal import Driver, Fact, Link, Point, RuleKind
from costgov.pipeline.channels.slack_blocks import (
    Look,
    SlackMessage,
    first_message,
    standing_message,
    update_message,
)
from costgov.pipeline.channels.slack_chart import chart_blocks
from costgov.pipeline.channels.slack_digest import digest_message
from costgov.pipeline.channels.slack_markup import HEADER, escaped
from hypothesis import given
from hypothesis import strategies as st

from cli.local.receiver.slack_rules import problems
from tests.unit.messages import told
from tests.unit.messages.test_texts import HOSTILE

LOOK = Look(mention="<!subteam^S0PLATFORM>", buttons=True)
MARKUP = re.compile(r"<[^>]*>")


def texts(part: object) -> list[str]:
    """Every text of a message."""
    if isinstance(part, dict):
        return [
            *([part["text"]] if isinstance(part.get("text"), str) else []),
            *(text for value in part.values() for text in texts(value)),
        ]
    return [text for one in part for text in texts(one)] if isinstance(part, list | tuple) else []


def fields_of(message: SlackMessage) -> dict[str, str]:
    """Labels and what they say."""
    found = [one["text"] for block in message.blocks for one in block.get("fields", ())]
    return {label.strip("*"): said for label, _, said in (one.partition("\n") for one in found)}


def buttons(message: SlackMessage) -> list[dict[str, Any]]:
    """The buttons of a message."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button for row in rows for button in row]


def test_a_message_tells_how_much_for_how_long_and_whose_it_is() -> None:
    message = first_message(told.opened(), LOOK)
    said = fields_of(message)
    assert said["Impact"].startswith("$412.00 so far, $1,786.00 projected")
    assert said["Since"] == "18 Nov 2026, 3 days, still running"
    assert said["Owner"] == "platform"
    assert message.text.startswith("🔴 Amazon EC2 in prod-ml is $412.00 over")
    assert [one["action_id"] for one in buttons(message)] == [
        "costgov_acknowledge",
        "costgov_snooze",
        "costgov_planned",
    ]
    assert {one["value"] for one in buttons(message)} == {told.opened().alert.id}
    assert problems(list(message.blocks)) == []


def test_where_clicks_are_not_taken_there_are_no_buttons() -> None:
    assert buttons(first_message(told.opened(), LOOK._replace(buttons=False))) == []
    assert buttons(standing_message(told.resolved(), LOOK)) == []


def test_only_news_that_asks_calls_the_team() -> None:
    assert "<!subteam^S0PLATFORM>" in json.dumps(first_message(told.opened(), LOOK).blocks)
    assert "<!subteam" not in json.dumps(update_message(told.decided(), LOOK).blocks)
    assert "<!subteam" not in json.dumps(update_message(told.resolved(), LOOK).blocks)


def test_a_decision_names_who_made_it_and_is_not_offered_again() -> None:
    message = standing_message(told.decided(), LOOK)
    assert fields_of(message)["State"] == "acknowledged by <@U012AB3CD>, 21 Nov 2026 09:40 UTC"
    assert message.text.startswith("👀 Acknowledged: Amazon EC2")
    assert "costgov_acknowledge" not in [one["action_id"] for one in buttons(message)]
    assert fields_of(update_message(told.decided(), LOOK)).keys() >= {"State", "Note"}
    assert "Actual" not in fields_of(update_message(told.decided(), LOOK))


def test_the_end_tells_the_total_and_how_long_it_took() -> None:
    said = fields_of(update_message(told.resolved(), LOOK))
    assert said["Total"] == "$1,204.50"
    assert said["Seen to"] == "acknowledged by <@U012AB3CD>, 21 Nov 2026 09:40 UTC"
    assert "Note" not in said
    assert said["Lasted"] == "5 days, 18 Nov 2026 to 22 Nov 2026"


def test_the_first_message_shows_how_the_alert_stands_and_not_what_came_last() -> None:
    assert standing_message(told.updated(), LOOK).text.startswith("🔴 Amazon EC2")
    snoozed = told.decided(AlertState.SNOOZED, snoozed_until=told.OPENED)
    still = snoozed.model_copy(update={"what": Happening.UPDATED})
    assert standing_message(still, LOOK).text.startswith("💤 Snoozed: Amazon EC2")


def test_a_chart_has_the_latest_twenty_days_that_have_a_figure() -> None:
    days = told.anomaly().series
    assert chart(days)["axis_config"]["categories"][0] == "7 Nov"
    assert [one["name"] for one in chart(days)["series"]] == ["Actual", "Expected"]

    gaps = tuple(
        one.model_copy(update={"actual": None}) if index == 3 else one
        for index, one in enumerate(days)
    )
    labels = chart(gaps)["axis_config"]["categories"]
    assert "10 Nov" not in labels
    assert len(labels) == len(days) - 1

    partly = (*days[:-1], days[-1].model_copy(update={"expected": None}))
    assert [one["name"] for one in chart(partly)["series"]] == ["Actual"]


def chart(days: tuple[Point, ...]) -> dict[str, Any]:
    """The chart of these days."""
    blocks = first_message(told.news(told.anomaly(series=days)), LOOK).blocks
    [found] = [block["chart"] for block in blocks if block["type"] == "data_visualization"]
    assert isinstance(found, dict)
    return found


def test_a_budget_s_chart_says_that_its_days_are_summed_up() -> None:
    days = (Point(day=date(2026, 11, 1), actual=Decimal(5)),) * 2
    units = [
        next(chart_blocks(signal))["chart"]["axis_config"]["y_label"]
        for signal in (told.budget(series=days), told.anomaly(series=days))
    ]
    assert units == ["USD so far", "USD a day"]


def test_hardly_any_days_have_no_chart() -> None:
    one_day = told.news(told.anomaly(series=told.anomaly().series[:1]))
    message = first_message(one_day, LOOK)
    assert message == message.without_chart


def test_recommendations_can_be_approved_one_by_one() -> None:
    signal = told.anomaly(
        kind=RuleKind.RECOMMENDATION,
        drivers=(Driver(name="Delete 3 volumes", amount=Decimal("31.20"), id="volumes-7f"),),
    )
    message = first_message(told.news(signal), LOOK)
    [proposal] = [block for block in message.blocks if "accessory" in block]
    assert proposal["accessory"]["action_id"] == "costgov_approve"
    assert proposal["accessory"]["value"] == "volumes-7f"
    assert "saves *$31.20* a month" in proposal["text"]["text"]
    assert buttons(message) == []
    assert not any("accessory" in one for one in first_message(told.news(signal), Look()).blocks)


def test_what_may_be_a_copy_says_so() -> None:
    for make in (first_message, update_message):
        assert "may be here twice" in json.dumps(make(told.opened(), Look(repeated=True)).blocks)
        assert "twice" not in json.dumps(make(told.opened(), Look()).blocks)


@pytest.mark.fault_case(20)
@given(title=HOSTILE, label=HOSTILE.map(lambda text: text[:24]), name=HOSTILE, team=HOSTILE)
def test_no_name_mentions_links_or_breaks_a_message(
    title: str, label: str, name: str, team: str
) -> None:
    signal = told.anomaly(
        title=title,
        why=name,
        advice=name,
        facts=(Fact(label=label, text=name),),
        drivers=(Driver(name=name, amount=Decimal(1)),),
        drivers_of=label,
        links=(Link(label=name, address=f"https://example.com/{label}"),),
        basis=name,
    )
    news = told.news(signal, owner=team)
    for message in (
        first_message(news, LOOK),
        update_message(news, LOOK),
        standing_message(news, LOOK),
        digest_message((told.item(news, name),)),
    ):
        assert problems(list(message.blocks)) == []
        for text in (message.text, *texts(message.blocks)):
            own = {"<!subteam^S0PLATFORM>"}
            foreign = [one for one in MARKUP.findall(text) if one not in own]
            assert all(one.startswith("<https://example.com/") for one in foreign), text
            assert not re.search(r"&(?!(amp|lt|gt);)", text)
            assert all(line.isprintable() or "\u200d" in line for line in text.split("\n"))


@pytest.mark.parametrize("size", [10, 400, 5_000])
def test_much_to_tell_is_cut_to_what_slack_takes(size: int) -> None:
    many = "<&> " * size
    signal = told.anomaly(
        why=many,
        advice=many,
        basis=many,
        facts=tuple(Fact(label=f"Fact {n}", text=many) for n in range(30)),
        drivers=tuple(Driver(name=many, amount=Decimal(n)) for n in range(60)),
        links=tuple(
            Link(label=many, address="https://example.com/" + "x" * size) for _ in range(9)
        ),
    )
    for make in (first_message, update_message, standing_message):
        message = make(told.news(signal), LOOK)
        assert problems(list(message.blocks)) == []
        assert len(json.dumps(message.blocks, ensure_ascii=False)) <= 13_000


def test_a_long_digest_counts_what_it_cannot_show() -> None:
    items = tuple(
        told.item(told.news(told.anomaly(period=str(n)), owner=f"team {n % 40}"), "digest")
        for n in range(400)
    )
    message = digest_message(items)
    assert problems(list(message.blocks)) == []
    shown = json.dumps(message.blocks).count(" over expected since ")
    assert f"and {400 - shown} more" in json.dumps(message.blocks)
    assert shown > 40


@given(st.text(max_size=400))
def test_escaped_text_is_within_its_limit_and_breaks_no_entity(text: str) -> None:
    found = escaped(text, HEADER)
    assert len(found) <= HEADER
    assert not re.search(r"&(?!(amp|lt|gt);)", found)
    assert not set("<>") & set(found)
