"""The OpenAPI document as packaged with the function."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

PACKAGED: Final = Path(__file__).with_name("openapi.json")


@cache
def document() -> dict[str, Any]:
    """The generated document, read once per container."""
    found: dict[str, Any] = json.loads(PACKAGED.read_text("utf-8"))
    return found


def product_version() -> str:
    """The product's version, which the document carries; a layer has no package metadata."""
    return str(document()["info"]["version"])
