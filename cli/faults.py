"""Which test proves the outcome of which fault case, read from the tests' markers.

The tests are parsed, not imported: the page is written without running anything of theirs.
"""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from costgov.errors import InvalidInput

MARKER = "fault_case"
CASES = Path("tests/fault_cases.toml")

type Proofs = Mapping[int, Sequence[str]]


def outcomes(root: Path) -> dict[int, str]:
    """The required outcome of every case, by its number."""
    cases = tomllib.loads((root / CASES).read_text(encoding="utf-8"))
    return {int(number): outcome for number, outcome in cases.items()}


def proofs(root: Path) -> Proofs:
    """Marked tests as `path::name` by case number, each list sorted.

    Raises:
        InvalidInput: a marker stands where it marks no test, or names no number.
    """
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted((root / "tests").rglob("test_*.py")):
        name = path.relative_to(root).as_posix()
        for number, test in marked_tests(path.read_text(encoding="utf-8"), name):
            found[number].add(f"{name}::{test}")
    return {number: sorted(tests) for number, tests in found.items()}


def marked_tests(source: str, path: str) -> Iterator[tuple[int, str]]:
    """Every (case number, test) of a module's text; methods as `Class::name`.

    A marker in the module's `pytestmark` is one of all its tests.

    Raises:
        InvalidInput: a marker stands where it marks no test, or names no number.
    """
    module = ast.parse(source)
    found = list(_marked(module.body, "", frozenset(_of_module(module))))
    decorated = {marker for _, _, marker in found}
    for marker in _markers([module]):
        if marker not in decorated:
            raise InvalidInput(f"{path}:{marker.lineno}: {MARKER} marks no test")
    for marker in decorated:
        if not _numbers(marker):
            raise InvalidInput(f"{path}:{marker.lineno}: {MARKER} names no number")
    return ((number, test) for number, test, _ in found if number)


def page(cases: Mapping[int, str], tests: Proofs) -> str:
    """The table in Markdown.

    Raises:
        InvalidInput: a test claims a case that is not described.
    """
    if unknown := sorted(tests.keys() - cases.keys()):
        raise InvalidInput(f"fault case {unknown[0]} is not described in {CASES}")
    rows = (
        f"| {number} | {outcome} | {_cell(tests.get(number, ()))} |"
        for number, outcome in sorted(cases.items())
    )
    return "\n".join((_HEAD, *rows, ""))


def unproved(cases: Mapping[int, str], tests: Proofs) -> list[int]:
    """The cases that no test proves."""
    return sorted(cases.keys() - tests.keys())


_HEAD = """\
# Faults and their tests

What can go wrong on the way from AWS to an answer, what has to come of it, and the tests that fail
without the code for it. Whatever arrives ends as exactly one of: a stored fact, a recorded gap with
its reason and the day it is tried again, or a dead letter that can be replayed.

| case | outcome | tests |
|---:|---|---|"""


def _cell(tests: Sequence[str]) -> str:
    return "<br>".join(f"`{test}`" for test in tests) or "**none yet**"


def _marked(
    nodes: Iterable[ast.stmt], prefix: str, inherited: frozenset[ast.Call]
) -> Iterator[tuple[int, str, ast.Call]]:
    """(number, test, marker) of the tests among statements; a class's markers are its tests'.

    A marker without a number is given as number 0, for the caller to refuse.
    """
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            own = inherited.union(_markers(node.decorator_list))
            yield from _marked(node.body, f"{prefix}{node.name}::", own)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            for marker in inherited.union(_markers(node.decorator_list)):
                for number in _numbers(marker) or (0,):
                    yield number, prefix + node.name, marker


def _of_module(module: ast.Module) -> Iterator[ast.Call]:
    for node in module.body:
        if isinstance(node, ast.Assign) and "pytestmark" in map(ast.unparse, node.targets):
            yield from _markers([node.value])


def _markers(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """Every call of the marker below the nodes, also inside `pytest.param(…, marks=…)`."""
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and getattr(part.func, "attr", "") == MARKER:
                yield part


def _numbers(marker: ast.Call) -> tuple[int, ...]:
    return tuple(
        argument.value
        for argument in marker.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int)
    )
