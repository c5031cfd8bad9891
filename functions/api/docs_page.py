"""The OpenAPI document as a page for people: no script, nothing from anywhere else."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, ClassVar, Final

from costgov.pipeline.queries.exchange import TextAnswer
from costgov.pipeline.queries.status import NoQuestion
from costgov.pipeline.queries.stores import ReadStores

from functions.api.document import document

type Json = Mapping[str, Any]

_STYLE: Final = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.6rem}h2{margin-top:2rem;font-size:1.2rem;text-transform:capitalize}
details{border-top:1px solid #8884;padding:.3rem 0}summary{cursor:pointer}
code{font:.95em ui-monospace,monospace;overflow-wrap:anywhere}
.method{display:inline-block;min-width:4rem;font-weight:600}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}
.scroll{overflow-x:auto}p{max-width:45rem}
"""


class Page(TextAnswer):
    """A page for browsers."""

    kind: ClassVar[str] = "text/html; charset=utf-8"


def docs(_stores: ReadStores, _question: NoQuestion) -> Page:
    """This API as a page for people."""
    return Page(text="".join(_page(document())))


def _page(found: Json) -> Iterator[str]:
    info = found["info"]
    yield "<!doctype html><html lang=en><meta charset=utf-8>"
    yield '<meta name=viewport content="width=device-width,initial-scale=1">'
    yield f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style>"
    yield f"<main><h1>{escape(info['title'])} API {escape(info['version'])}</h1>"
    for paragraph in info["description"].split("\n\n"):
        yield f"<p>{_prose(paragraph)}</p>"
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for path, operations in found["paths"].items():
        for method, one in operations.items():
            by_tag.setdefault(one["tags"][0], []).append((method, path, one))
    for tag, listed in by_tag.items():
        yield f"<h2>{escape(tag)}</h2>"
        for method, path, one in listed:
            yield from _operation(method, path, one, found["components"])
    yield "</main></html>"


def _operation(method: str, path: str, one: Json, components: Json) -> Iterator[str]:
    yield f"<details id={escape(one['operationId'])}><summary><code>"
    yield f"<span class=method>{method.upper()}</span>{escape(path)}</code> "
    yield f"{_prose(one['summary'])}</summary>"
    yield f"<p>Role: {escape(one['x-required-role'])}.</p>"
    parameters = [_resolved(parameter, components) for parameter in one.get("parameters", ())]
    rows = [
        (parameter["name"], parameter["in"], parameter.get("required", False), parameter["schema"],
         parameter.get("description", ""))
        for parameter in parameters
    ]  # fmt: skip
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    if schema := body.get("schema"):
        needed = schema.get("required", ())
        rows += [
            (name, "body", name in needed, field, field.get("description", ""))
            for name, field in schema.get("properties", {}).items()
        ]
    if rows:
        yield "<div class=scroll><table><tr><th>name<th>in<th>kind<th>what it says"
        yield from (_row(*row) for row in rows)
        yield "</table></div>"
    answers = (f"{status} {escape(_kind(answer))}" for status, answer in one["responses"].items())
    yield f"<p>Answers: {', '.join(answer.strip() for answer in answers)}.</p></details>"


def _row(name: str, where: str, required: bool, schema: Json, text: str) -> str:  # noqa: FBT001 - a column
    needed = " (required)" if required else ""
    default = (
        f" Default: <code>{escape(str(schema['default']))}</code>." if schema.get("default") else ""
    )
    return (
        f"<tr><td><code>{escape(name)}</code>{needed}<td>{where}<td>{escape(_type(schema))}"
        f"<td>{_prose(text)}{default}"
    )


def _type(schema: Json) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    return str(schema.get("format") or schema.get("type") or "any")


def _kind(answer: Json) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    first = schema.get("oneOf", [schema])[0]
    return str(first.get("$ref", "")).rpartition("/")[2]


def _resolved(parameter: Json, components: Json) -> Json:
    if "$ref" not in parameter:
        return parameter
    found: Json = components["parameters"][parameter["$ref"].rpartition("/")[2]]
    return found


def _prose(text: str) -> str:
    """Text with its `code` set as such."""
    parts = escape(text, quote=False).split("`")
    return "".join(
        f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts)
    )
