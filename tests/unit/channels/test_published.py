"""What programs are sent keeps to the schemas that are published."""

import json
from collections.abc import Iterator

import pytest
from costgov.domain.alerting.alert import AlertState, Happening, News
from costgov.pipeline.channels.events import EventsSender
from costgov.pipeline.channels.published import published_digest, published_news
from jsonschema_rs import Draft202012Validator, meta

from cli.published_schemas import event_schema, webhook_schema
from tests.unit.channels.ports import FakeBus
from tests.unit.messages import told


def every_happening() -> Iterator[News]:
    yield from (told.opened(), told.updated(), told.resolved())
    yield from (told.decided(state) for state in told.HISTORY)
    for what in (Happening.REOPENED, Happening.WOKEN):
        yield told.news(told.budget(), what, 4, state=AlertState.OPEN)


def test_webhooks_keep_to_their_schema() -> None:
    meta.validate(webhook_schema())
    validator = Draft202012Validator(webhook_schema())

    for news in every_happening():
        validator.validate(json.loads(published_news(news).model_dump_json()))
    validator.validate(json.loads(published_digest(told.held(), "digest-1").model_dump_json()))


def test_events_keep_to_theirs() -> None:
    validator = Draft202012Validator(event_schema())
    bus = FakeBus()
    for news in every_happening():
        EventsSender(bus).send(news, "", repeated=False)

    assert {kind for kind, *_ in bus.events} == {
        f"Alert {what.value.capitalize()}" for what in Happening
    }
    for kind, detail, *_ in bus.events:
        validator.validate({"source": "costgov", "detail-type": kind, "detail": json.loads(detail)})


@pytest.mark.parametrize(
    "broken", [{"type": "news"}, {"type": "news", "version": "2"}, {"type": "other"}, []]
)
def test_the_schema_does_refuse(broken: object) -> None:
    assert not Draft202012Validator(webhook_schema()).is_valid(broken)


def test_further_fields_break_nobody() -> None:
    body = json.loads(published_news(told.opened()).model_dump_json())
    body["alert"]["added_later"] = 1

    Draft202012Validator(webhook_schema()).validate(body)


def test_amounts_are_text_and_nothing_internal_leaves() -> None:
    alert = json.loads(published_news(told.opened()).model_dump_json())["alert"]

    assert (alert["amount"], alert["projected"]) == ("412.00", "1786.00")
    assert not {"history", "unqueued", "channels", "step", "strength"} & set(alert)
