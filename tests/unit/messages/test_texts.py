"""E-mails read well raw, say everything in order, and survive whatever a tag is called."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.alert import AlertState, Happening
from costgov.domain.alerting.signal import Driver, Fact, Link
from costgov.pipeline.alerting.plain import BODY_BYTES, COLUMNS
from costgov.pipeline.alerting.texts import (
    digest_subject,
    digest_text,
    subject_of,
    text_of,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.messages import told
from tests.unit.messages.snapshots import FOLDER, snapshots

HOSTILE = st.one_of(
    st.text(max_size=120),
    st.sampled_from(
        [
            "<!channel> <@U012> <#C012>",
            "=cmd|'/C calc'!A0",
            "web\r\nImpact:        $0.00\x1b[2J",
            "\u202egnp.exe\u2066 \u200b",
            "👩\u200d💻 rocket 🚀",
            "<script>alert(1)</script>&amp;",
            "x" * 200,
        ]
    ),
)


@pytest.mark.parametrize("name", snapshots())
def test_messages_look_as_they_were_reviewed(name: str) -> None:
    assert snapshots()[name]() == (FOLDER / name).read_text("utf-8")


def test_facts_stand_in_the_order_in_which_they_are_asked_for() -> None:
    text = text_of(told.opened())
    order = ("Amazon EC2", "Impact:", "Since:", "Largest", "Owner:", "Why:", "To do:", "https://")
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert text.rstrip().rpartition("\n")[2].strip().startswith("https://")


def test_a_budget_tells_all_it_knows() -> None:
    text = text_of(told.news(told.budget()))
    for label in (
        "Spent",
        "Limit reached",
        "Over",
        "Forecast",
        "Period",
        "Covers",
        "Largest services",
    ):
        assert f"\n{label}" in text


def test_an_alert_that_is_over_tells_its_total_and_how_long_it_was() -> None:
    text = text_of(told.resolved())
    assert "Total:         $1,204.50\n" in text
    assert "Seen to:       acknowledged by Slack user U012AB3CD" in text
    assert "Note:" not in text
    assert "Lasted:        5 days, 18 Nov 2026 to 22 Nov 2026\n" in text
    assert "alerts ack" not in text


def test_what_was_over_when_it_was_found_does_not_still_run() -> None:
    one_day = told.news(told.anomaly(until=told.SINCE))
    assert "Days:          18 Nov 2026, 1 day, over\n" in text_of(one_day)
    assert "still running" not in text_of(one_day)
    two = told.news(told.anomaly(until=told.SINCE + timedelta(days=1)))
    assert "Days:          18 Nov 2026 to 19 Nov 2026, 2 days, over\n" in text_of(two)


def test_an_update_tells_what_is_new_and_without_a_word_of_it_its_step() -> None:
    assert "New:           the impact has more than doubled" in text_of(told.updated())
    silent = told.news(told.anomaly(step="actual-100"), Happening.UPDATED, 2)
    assert "New:           actual-100\n" in text_of(silent)


def test_a_drop_and_an_amount_without_a_currency_are_told_as_they_are() -> None:
    fallen = told.anomaly(amount=Decimal("-80.5"), projected=None)
    assert "Impact:        -$80.50 so far\n" in text_of(told.news(fallen))
    bare = fallen.model_copy(
        update={"subject": fallen.subject.model_copy(update={"currency": None}), "drivers": ()}
    )
    assert "Impact:        -80.5 so far\n" in text_of(told.news(bare))


def test_what_may_be_a_copy_says_so_and_by_what_to_tell() -> None:
    news = told.opened()
    assert "may reach you twice" in text_of(news, repeated=True)
    assert "twice" not in text_of(news)
    assert f"Reference:     {news.id}\n" in text_of(news)


def test_more_drivers_than_are_shown_are_counted() -> None:
    many = tuple(Driver(name=f"account {n}", amount=Decimal(n)) for n in range(9))
    text = text_of(told.news(told.anomaly(drivers=many)))
    assert "account 4" in text
    assert "account 5" not in text
    assert "\n  and 4 more\n" in text


def test_a_subject_asks_or_says_what_has_happened() -> None:
    assert subject_of(told.opened()).startswith("[high] Amazon EC2")
    assert subject_of(told.resolved()).startswith("Resolved: Amazon EC2")
    snoozed = told.decided(AlertState.SNOOZED, snoozed_until=told.OPENED)
    assert subject_of(snoozed).startswith("Snoozed: ")


@pytest.mark.fault_case(20)
@given(title=HOSTILE, label=HOSTILE.map(lambda text: text[:24]), name=HOSTILE, team=HOSTILE)
def test_any_name_keeps_the_shape_of_a_message(
    title: str, label: str, name: str, team: str
) -> None:
    signal = told.anomaly(
        title=title,
        why=name,
        advice=name,
        facts=(Fact(label=label, text=name),),
        drivers=(Driver(name=name, amount=Decimal(1), share_percent=Decimal(100)),),
        drivers_of=label,
        links=(Link(label=label, address="/v1/anomalies"),),
        basis=name,
    )
    news = told.news(signal, owner=team)
    text, subject = text_of(news), subject_of(news)
    assert all(len(line) <= COLUMNS for line in text.splitlines())
    assert text.splitlines() == text.split("\n")[:-1]
    assert not [mention for mention in ("<!", "<@", "<#") if mention in text + subject]
    assert len([line for line in text.splitlines() if line.startswith("Impact:")]) == 1 + (
        label.strip() == "Impact"
    )
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()
    assert text.encode()


@pytest.mark.fault_case(20)
@given(title=HOSTILE, why=HOSTILE, team=HOSTILE)
def test_any_name_keeps_the_shape_of_a_digest(title: str, why: str, team: str) -> None:
    items = (told.item(told.news(told.anomaly(title=title), owner=team), why),)
    text = digest_text(items)
    assert all(len(line) <= COLUMNS for line in text.splitlines())
    assert text.splitlines() == text.split("\n")[:-1]
    assert not [mention for mention in ("<!", "<@", "<#") if mention in text]


@pytest.mark.fault_case(34)
def test_a_long_address_stays_whole_and_an_enormous_body_says_where_the_rest_is() -> None:
    address = "https://example.com/?" + "&".join(f"filter{n}=value" for n in range(40))
    linked = told.anomaly(links=(Link(label="All of it", address=address),))
    assert f"\n  {address}\n" in text_of(told.news(linked))

    news = told.news(told.anomaly(why="€ " * BODY_BYTES))
    text = text_of(news)
    assert len(text.encode()) <= BODY_BYTES
    assert text.endswith(f"[cut: costgov alerts show {news.alert.id} has the rest]\n")


def test_a_digest_lists_everything_by_reason_and_team_and_says_how_much_it_is() -> None:
    items = told.held()
    text = digest_text(items)
    assert digest_subject(items) == "Cost Governor digest of 21 Nov 2026: 4 alerts"
    for told_item in items:
        assert told_item.news.alert.id in text
    assert "opened then updated" in " ".join(text.split())
    assert text.index("Beyond the team's") < text.index("Quiet hours") < text.index("Low severity")


def test_a_single_day_is_one_day() -> None:
    today = told.anomaly(since=date(2026, 11, 20))
    assert "Since:         20 Nov 2026, 1 day, still running\n" in text_of(told.news(today))
