"""The generated part of docs/api.md: every route, every other path, and what is not built."""

from collections.abc import Iterator

from functions.api.aliases import ALIASES, NOT_BUILT
from functions.api.formats import is_list
from functions.api.routes import ROUTERS

BEGIN = "<!-- generated: python -m cli.documents -->\n"
_SEES = {
    "open": "the same",
    "filtered": "what lies in them",
    "whole": "nothing (403)",
}


def page(written: str) -> str:
    """The page with its generated part as it should be, after what people wrote."""
    return written.partition(BEGIN)[0] + BEGIN + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "\n## Routes\n"
    yield "The last column is what a caller gets who sees some accounts only.\n"
    yield "| route | answers | list | role | sees |\n|---|---|---|---|---|"
    for router in ROUTERS:
        for one in router.endpoints:
            listed = "yes" if one.method == "GET" and is_list(one.answer) else ""
            yield (
                f"| `{one.method} {one.path}` | {one.summary} | {listed} | {one.role} "
                f"| {_SEES[one.sight]} |"
            )
    yield "\n## Other paths\n"
    yield (
        "The same answers under other names; parameters such as `timeframe=30d`, `service` or\n"
        "`confidence_level` are translated, what has no translation is handed on as it is. Role\n"
        "and accounts are those of the route.\n"
    )
    yield "| path | answered by |\n|---|---|"
    for alias in ALIASES:
        where = f" (with `{alias.when}`)" if alias.when else ""
        yield f"| `{alias.method} {alias.path}`{where} | `{alias.route}` |"
    yield "\n## Not built yet\n"
    yield "These answer 501 and do nothing.\n"
    yield "| path | instead |\n|---|---|"
    for unbuilt in NOT_BUILT:
        yield f"| `{unbuilt.method} {unbuilt.path}` | {unbuilt.instead} |"
