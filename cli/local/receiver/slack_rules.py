"""The limits of Slack's Block Kit, as far as the product uses it.

https://docs.slack.dev/reference/block-kit: what Slack refuses as `invalid_blocks` is refused here
with the same word, and with a sentence that says which block and why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

type Block = Mapping[str, Any]

MOST_BLOCKS: Final = 50
MOST_CHARTS: Final = 2
_ID: Final = 255
_URL: Final = 3_000
_AXIS_CHARTS: Final = frozenset({"bar", "line", "area"})
_PLAIN: Final = frozenset({"plain_text"})
_ANY: Final = frozenset({"plain_text", "mrkdwn"})


def problems(blocks: object, *, charts: bool = True) -> list[str]:
    """What Slack would refuse, one sentence each; nothing where it would take them.

    `charts` is whether the workspace knows the data visualization block yet.
    """
    if not isinstance(blocks, list):
        return ["blocks: not a list"]
    found = [
        f"block {number} ({_kind(block)}): {problem}"
        for number, block in enumerate(blocks)
        for problem in _block(block, charts=charts)
    ]
    if len(blocks) > MOST_BLOCKS:
        found.append(f"{len(blocks)} blocks, {MOST_BLOCKS} at most")
    if sum(_kind(block) == "data_visualization" for block in blocks) > MOST_CHARTS:
        found.append(f"more than {MOST_CHARTS} charts")
    names = [
        block["block_id"] for block in blocks if isinstance(block, dict) and "block_id" in block
    ]
    if len(set(map(str, names))) < len(names):
        found.append("a block_id is used twice")
    return found


def _kind(block: object) -> str:
    return str(block.get("type")) if isinstance(block, dict) else "no object"


def _block(block: object, *, charts: bool) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "not an object"
        return
    kind = _kind(block)
    if kind not in _RULES or (kind == "data_visualization" and not charts):
        yield "unsupported type"
        return
    if len(str(block.get("block_id", ""))) > _ID:
        yield f"block_id longer than {_ID}"
    yield from _RULES[kind](block)


def _text(text: object, limit: int, kinds: frozenset[str], what: str = "text") -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"{what} must be an object of type {' or '.join(sorted(kinds))}"
        return
    words = text.get("text")
    if not isinstance(words, str) or not words.strip():
        yield f"{what} is empty"
    elif len(words) > limit:
        yield f"{what} is {len(words)} characters long, {limit} at most"


def _header(block: Block) -> Iterator[str]:
    yield from _text(block.get("text"), 150, _PLAIN)


def _section(block: Block) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield "neither text nor fields"
    if "text" in block:
        yield from _text(block["text"], 3_000, _ANY)
    yield from _several(fields or [], 10, "fields", lambda one: _text(one, 2_000, _ANY, "field"))
    if "accessory" in block:
        yield from _element(block["accessory"])


def _context(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield "no elements"
    yield from _several(elements, 10, "elements", lambda one: _text(one, 3_000, _ANY, "element"))


def _actions(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield "no elements"
    yield from _several(elements, 25, "elements", _element)
    names = [one.get("action_id") for one in elements if isinstance(one, dict)]
    given = [name for name in names if name is not None]
    if len(set(given)) < len(given):
        yield "an action_id is used twice"


def _element(element: object) -> Iterator[str]:
    if not isinstance(element, dict) or element.get("type") != "button":
        yield "only buttons are known here"
        return
    yield from _text(element.get("text"), 75, _PLAIN, "button")
    for name, limit in (("action_id", _ID), ("value", 2_000), ("url", _URL)):
        if len(str(element.get(name, ""))) > limit:
            yield f"{name} is longer than {limit}"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "style must be primary or danger"


def _image(block: Block) -> Iterator[str]:
    if not 0 < len(str(block.get("image_url", ""))) <= _URL and "slack_file" not in block:
        yield "neither a usable image_url nor a slack_file"
    if not 0 < len(str(block.get("alt_text", ""))) <= 2_000:
        yield "alt_text missing or too long"


def _chart(block: Block) -> Iterator[str]:
    title, chart = block.get("title"), block.get("chart")
    if not isinstance(title, str) or not 0 < len(title) <= 50:
        yield "title must be 1 to 50 characters of text"
    if not isinstance(chart, dict):
        yield "no chart"
    elif chart.get("type") == "pie":
        yield from _pie(chart)
    elif chart.get("type") in _AXIS_CHARTS:
        yield from _axes(chart)
    else:
        yield "chart must be a bar, line, area or pie"


def _pie(chart: Block) -> Iterator[str]:
    segments = chart.get("segments") or []
    if not 1 <= len(segments) <= 12:
        yield "a pie has 1 to 12 segments"
    for segment in segments:
        yield from _point(segment)
        if isinstance(segment.get("value"), int | float) and segment["value"] <= 0:
            yield "a pie's segments are positive"


def _axes(chart: Block) -> Iterator[str]:
    categories = (chart.get("axis_config") or {}).get("categories") or []
    series = chart.get("series") or []
    if not 1 <= len(categories) <= 20 or len(set(categories)) < len(categories):
        yield "1 to 20 different categories"
    if not 1 <= len(series) <= 12:
        yield "1 to 12 series"
    for label in (*categories, *(one.get("name", "") for one in series)):
        if not isinstance(label, str) or not 0 < len(label) <= 20:
            yield f"label {label!r} must be 1 to 20 characters"
    for point in (point for one in series for point in one.get("data") or []):
        yield from _point(point)
        if point.get("label") not in categories:
            yield f"{point.get('label')!r} is no category"


def _point(point: Block) -> Iterator[str]:
    label, value = point.get("label"), point.get("value")
    if not isinstance(label, str) or not 0 < len(label) <= 20:
        yield f"label {label!r} must be 1 to 20 characters"
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"value {value!r} is no number"


def _several(
    parts: object, most: int, what: str, check: Callable[[object], Iterator[str]]
) -> Iterator[str]:
    if not isinstance(parts, Sequence) or len(parts) > most:
        yield f"{what}: a list of at most {most}"
        return
    for part in parts:
        yield from check(part)


_RULES: Final[Mapping[str, Callable[[Block], Iterator[str]]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": lambda _: iter(()),
    "data_visualization": _chart,
}
