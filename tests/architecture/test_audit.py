"""Every change that the API makes is noted: each command's module says so before it writes."""

import ast
from pathlib import Path

import costgov
import pytest
from costgov.pipeline import commands

from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS

ROOT = Path(costgov.__path__[0]).parent
CHANGES = [
    endpoint for router in ROUTERS for endpoint in router.endpoints if endpoint.method != "GET"
]


def parsed(module: str) -> ast.Module:
    path = ROOT.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return ast.parse(file.read_text("utf-8"))


def records(tree: ast.AST) -> bool:
    """Whether `….trail.record(…)` is called somewhere in it."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "record"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "trail"
        for node in ast.walk(tree)
    )


def imported(tree: ast.Module) -> set[str]:
    """The modules of the pipeline that it has names of."""
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("costgov.pipeline.")
    }


@pytest.mark.parametrize("endpoint", CHANGES, ids=lambda one: f"{one.method} {one.path}")
def test_every_change_is_noted_by_its_command_or_by_what_it_calls(endpoint: Endpoint) -> None:
    tree = parsed(endpoint.named.partition(":")[0])

    assert records(tree) or any(records(parsed(module)) for module in imported(tree))


def test_every_command_is_a_module_of_the_commands() -> None:
    modules = {endpoint.named.partition(":")[0] for endpoint in CHANGES}

    assert modules
    assert {module.rpartition(".")[0] for module in modules} == {commands.__name__}
