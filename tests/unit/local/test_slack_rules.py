"""The receiver holds messages to Slack's documented limits."""

from typing import Any

import pytest

from cli.local.receiver.slack_rules import problems

type Json = dict[str, Any]

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Ack"}, "action_id": "a"}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def words(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def chart(**changed: object) -> Json:
    points = [{"label": "20 Nov", "value": 1.5}]
    told: Json = {
        "type": "bar",
        "series": [{"name": "actual", "data": points}],
        "axis_config": {"categories": ["20 Nov"]},
    }
    return {"type": "data_visualization", "title": "EC2 daily cost", "chart": told | changed}


GOOD: list[Json] = [
    {"type": "header", "text": plain("EC2 is over")},
    {"type": "section", "text": words("*why*"), "fields": [words("a"), words("b")]},
    chart(),
    {"type": "divider"},
    {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "a chart"},
    {"type": "actions", "elements": [BUTTON]},
    {"type": "context", "elements": [words("as of today")]},
]


def test_a_message_within_the_limits_is_taken() -> None:
    assert problems(GOOD) == []


def test_a_workspace_without_charts_refuses_only_those() -> None:
    assert problems(GOOD, charts=False) == ["block 2 (data_visualization): unsupported type"]


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"type": "header", "text": plain("x" * 151)}, "151 characters long, 150 at most"),
        ({"type": "header", "text": words("x")}, "must be an object of type plain_text"),
        ({"type": "section"}, "neither text nor fields"),
        ({"type": "section", "text": words("x" * 3_001)}, "3000 at most"),
        ({"type": "section", "text": words(" ")}, "text is empty"),
        ({"type": "section", "fields": [words("x")] * 11}, "at most 10"),
        ({"type": "section", "fields": [words("x" * 2_001)]}, "2000 at most"),
        ({"type": "context", "elements": [words("x")] * 11}, "at most 10"),
        ({"type": "context", "elements": []}, "no elements"),
        ({"type": "actions", "elements": [{**BUTTON, "text": plain("x" * 76)}]}, "75 at most"),
        ({"type": "actions", "elements": [{**BUTTON, "value": "x" * 2_001}]}, "value is longer"),
        ({"type": "actions", "elements": [BUTTON, BUTTON]}, "action_id is used twice"),
        ({"type": "image", "image_url": "https://a.example/b.png"}, "alt_text"),
        ({"type": "divider", "block_id": "x" * 256}, "block_id longer"),
        ({**chart(), "title": "x" * 51}, "title must be"),
        (chart(type="sankey"), "bar, line, area or pie"),
        (chart(axis_config={"categories": ["x"] * 2}), "different categories"),
        (chart(axis_config={"categories": ["x" * 21]}), "1 to 20 characters"),
        (chart(axis_config={"categories": ["21 Nov"]}), "'20 Nov' is no category"),
        (chart(series=[{"name": "a", "data": [{"label": "20 Nov", "value": "1"}]}]), "no number"),
        (chart(type="pie", segments=[{"label": "a", "value": 0}]), "positive"),
        ({"type": "rich_text"}, "unsupported type"),
    ],
)
def test_what_is_past_a_limit_is_refused(block: Json, problem: str) -> None:
    found = problems([block])

    assert any(problem in one for one in found), found


def test_a_message_as_a_whole_has_limits_too() -> None:
    assert problems([{"type": "divider"}] * 51) == ["51 blocks, 50 at most"]
    assert problems([chart()] * 3) == ["more than 2 charts"]
    assert problems([{"type": "divider", "block_id": "a"}] * 2) == ["a block_id is used twice"]
    assert problems("text") == ["blocks: not a list"]
