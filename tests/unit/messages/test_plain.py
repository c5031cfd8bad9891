"""Text is one visible line, subjects are what SNS takes, bodies are cut where a reader sees it."""

import pytest
from costgov.pipeline.alerting.plain import (
    BODY_BYTES,
    COLUMNS,
    body_text,
    labelled,
    plain,
    shortened,
    subject_text,
)
from hypothesis import given
from hypothesis import strategies as st


def test_invisible_characters_go_and_emoji_stay_whole() -> None:
    assert plain("web\r\nSpent: $0\x1b[2J\u202e exe\u2028\u200b") == "web Spent: $0 [2J exe"
    assert plain("half \ud83d a pair") == "half a pair"
    assert plain("👩\u200d💻") == "👩\u200d💻"


@given(st.text())
def test_plain_text_stays_as_it_is_when_made_plain_again(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert once.isprintable() or "\u200d" in once or " " in once
    assert not [mention for mention in ("<!", "<@", "<#") if mention in once]


@pytest.mark.fault_case(34)
@given(st.text())
def test_a_subject_is_what_sns_takes(text: str) -> None:
    subject = subject_text(text)
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable() or not subject
    assert not [mention for mention in ("<!", "<@", "<#") if mention in subject]


def test_a_long_subject_says_that_it_goes_on() -> None:
    assert subject_text("word " * 40).endswith("...")


@pytest.mark.fault_case(34)
@given(st.text(max_size=300), st.integers(100, 400))
def test_a_body_never_exceeds_its_limit(text: str, limit: int) -> None:
    body = body_text(text, limit)
    assert len(body.encode()) <= limit
    assert body == text or body.endswith("[cut: the rest is longer than a message may be]\n")


def test_a_body_is_cut_after_a_whole_line() -> None:
    body = body_text("a line\n" * BODY_BYTES)
    *lines, _, note, end = body.split("\n")
    assert set(lines) == {"a line"}
    assert note.startswith("[cut: ")
    assert end == ""
    assert body_text("€" * 10) == "€" * 10


def test_a_fact_without_text_has_no_line_and_a_long_label_has_its_own() -> None:
    assert labelled("Owner", " \n") == []
    assert labelled("A label of many words", "x") == ["A label of many words:", " " * 15 + "x"]
    assert all(len(line) <= COLUMNS for line in labelled("Why", "word " * 60))
    assert shortened("abcdef", 4) == "abc…"
