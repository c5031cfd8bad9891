"""Reads costgov.yaml into the validated model; every error names file, line and field."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from costgov.configuration import Configuration
from costgov.errors import ConfigurationError
from pydantic import ValidationError


def load_configuration(path: Path) -> Configuration:
    """The configuration a file holds; an absent section takes its defaults.

    Raises:
        ConfigurationError: one sentence, `costgov.yaml:12: governance.budgets.0.amount: …`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    root = _syntax_tree(path, text)
    _refuse_repeated_keys(path, root)
    try:
        return Configuration.model_validate(yaml.load(text, _TextLoader) or {})  # noqa: S506
    except ValidationError as error:
        problem = error.errors()[0]
        line = _line_of(root, problem["loc"])
        field = ".".join(map(str, problem["loc"])) or "the file"
        message = problem["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{path}:{line}: {field}: {message}") from error


class _TextLoader(yaml.SafeLoader):
    """Safe loading that leaves numbers as written: `0.10` must not become a binary float."""


def _number_as_text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_TextLoader.add_constructor("tag:yaml.org,2002:float", _number_as_text)


def _syntax_tree(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: not YAML: {error.problem}") from error


def _refuse_repeated_keys(path: Path, node: yaml.Node | None) -> None:
    """YAML lets the last of two equal keys win; a budget lost that way is lost silently."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(path, item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            line = key.start_mark.line + 1
            raise ConfigurationError(f"{path}:{line}: {key.value!r} is given twice")
        seen.add(key.value)
        _refuse_repeated_keys(path, value)


def _line_of(node: yaml.Node | None, location: Sequence[Any]) -> int:
    """The line of the deepest part of a field's path that is written in the file."""
    line = 1
    for part in location:
        child = _child(node, part)
        if child is None:
            break
        node, line = child
    return line


def _child(node: yaml.Node | None, part: Any) -> tuple[yaml.Node, int] | None:  # noqa: ANN401
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item, item.start_mark.line + 1
    return None
