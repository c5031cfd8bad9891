"""Reads JSON answers three times faster where they are DynamoDB items.

botocore looks every attribute up in its model. An item's JSON is its Python form already, but for
binary values, so it is taken as it comes; everything else is read as botocore reads it.
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory
from pydantic_core import from_json

if TYPE_CHECKING:
    from botocore.model import MapShape

type Json = dict[str, Any]


class Parsers(ResponseParserFactory):
    """botocore's parsers, the one for JSON replaced by ours."""

    def create_parser(self, protocol_name: str) -> ResponseParser:
        """The parser of a protocol."""
        if protocol_name == "json":
            return _ItemParser(**self._defaults)  # type: ignore[attr-defined] # not in its stubs
        return super().create_parser(protocol_name)


class _ItemParser(JSONParser):
    def _parse_body_as_json(self, body_contents: bytes) -> Json:
        try:
            parsed: Json = from_json(body_contents or b"{}", cache_strings="keys")
        except ValueError:
            # botocore's way to keep the text of what is no JSON.
            return {"message": body_contents.decode("utf-8")}
        return parsed

    def _handle_map(self, shape: "MapShape", value: Json) -> Json:
        # Cost Explorer has an AttributeValue too, which is a text.
        if shape.value.name == "AttributeValue" and shape.value.type_name == "structure":
            return self._attributes(value)
        items: Json = super()._handle_map(shape, value)  # type: ignore[misc] # not in its stubs
        return items

    def _attribute(self, value: Json) -> Json:
        if "S" in value or "N" in value:
            return value
        [(kind, held)] = value.items()
        match kind:
            case "M":
                return {"M": self._attributes(held)}
            case "L":
                return {"L": [self._attribute(one) for one in held]}
            case "B":
                return {"B": b64decode(held)}
            case "BS":
                return {"BS": [b64decode(one) for one in held]}
        return value

    def _attributes(self, values: Mapping[str, Json]) -> Json:
        return {name: self._attribute(value) for name, value in values.items()}
