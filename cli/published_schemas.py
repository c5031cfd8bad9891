"""JSON Schemas of what webhooks and the event bus carry, for those who write receivers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from costgov.domain.alerting.alert import Happening
from costgov.gateways.aws_event_bus import SOURCE
from costgov.pipeline.channels.events import detail_type_of
from costgov.pipeline.channels.published import PublishedDigest, PublishedNews
from pydantic import Field, TypeAdapter

type Json = dict[str, Any]

WEBHOOK: Final = Path("docs/webhook.schema.json")
EVENTS: Final = Path("docs/events/alert-1.schema.json")
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[Path, str]:
    """Both documents."""
    return {WEBHOOK: _text(webhook_schema()), EVENTS: _text(event_schema())}


def webhook_schema() -> Json:
    """The body of a webhook: news, or a digest of what was held back."""
    body: TypeAdapter[Any] = TypeAdapter(
        Annotated[PublishedNews | PublishedDigest, Field(discriminator="type")]
    )
    schema = body.json_schema(mode="serialization")
    return {"$schema": _DRAFT, "title": "Cost Governor webhook, version 1", **_open(schema)}


def event_schema() -> Json:
    """An event of the bus, as far as it is ours: source, detail-type and detail."""
    news = TypeAdapter(PublishedNews).json_schema(mode="serialization")
    definitions = news.pop("$defs")
    event = {
        "type": "object",
        "required": ["source", "detail-type", "detail"],
        "properties": {
            "source": {"const": SOURCE},
            "detail-type": {"enum": [detail_type_of(what) for what in Happening]},
            "detail": news,
        },
        "$defs": definitions,
    }
    return {"$schema": _DRAFT, "title": "Cost Governor alert event, version 1", **_open(event)}


def _open(schema: Json) -> Json:
    """Without what forbids further fields: they come within a version."""
    found: Json = _without(schema)
    return found


def _without(node: Any) -> Any:  # noqa: ANN401 - JSON is anything
    match node:
        case dict():
            return {
                name: _without(value)
                for name, value in node.items()
                if not (name == "additionalProperties" and value is False)
            }
        case list():
            return [_without(value) for value in node]
    return node


def _text(schema: Json) -> str:
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"
