"""Reads costgov.yaml into the validated model; every error names file, line and field."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from botocore.session import get_session
from costgov.configuration import Configuration
from costgov.domain.backlog.policy import CheckPolicy
from costgov.errors import ConfigurationError
from costgov.pipeline.optimise_checks import refused
from pydantic import ValidationError


def load_configuration(path: Path) -> Configuration:
    """The configuration a file holds; an absent section takes its defaults.

    Raises:
        ConfigurationError: `costgov.yaml:12: governance.budgets.0.amount: …`, one line for each
            mistake.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    root = _syntax_tree(path, text)
    _refuse_repeated_keys(path, root)
    try:
        found = Configuration.model_validate(yaml.load(text, _TextLoader) or {})  # noqa: S506
    except ValidationError as error:
        problems = [(one["loc"], one["msg"]) for one in error.errors()]
        raise _mistakes(path, root, problems) from error
    looked_for = (_unlisted_tags, _unknown_regions, _unknown_checks, _dead_buttons)
    if wrong := [mistake for look in looked_for for mistake in look(found)]:
        raise _mistakes(path, root, wrong)
    return found


def _mistakes(
    path: Path, root: yaml.Node | None, problems: Iterable[tuple[Sequence[Any], str]]
) -> ConfigurationError:
    lines = sorted(
        (_line_of(root, location), _field(location), message.removeprefix("Value error, "))
        for location, message in problems
    )
    return ConfigurationError(
        "\n".join(f"{path}:{line}: {field}: {message}" for line, field, message in lines)
    )


def _field(location: Sequence[Any]) -> str:
    return ".".join(str(part) for part in location if part != "[key]") or "the file"


def _unlisted_tags(found: Configuration) -> Iterator[tuple[Sequence[Any], str]]:
    """Rules for tags that are not read every day, so that what they allocate would lag or lack."""
    for name, view in found.governance.allocation.views.items():
        for number, rule in enumerate(view.rules):
            if rule.tag is not None and rule.tag not in found.deployment.tags:
                location = ("governance", "allocation", "views", name, "rules", number, "tag")
                yield location, f"{rule.tag!r} must be listed in deployment.tags to be read"


def _dead_buttons(found: Configuration) -> Iterator[tuple[Sequence[Any], str]]:
    """Buttons in Slack whose clicks would reach nobody."""
    secret = found.governance.alerts.slack_signing_secret
    if secret is not None and not found.deployment.api.slack_actions:
        location = ("governance", "alerts", "slack_signing_secret")
        yield location, "buttons need their route: set deployment.api.slack_actions to true"


def _unknown_checks(found: Configuration) -> Iterator[tuple[Sequence[Any], str]]:
    """Checks and thresholds that there are not."""
    if found.governance.checks == CheckPolicy():
        # Few files set any, and every check is imported to compare them.
        return
    for location, sentence in refused(found.governance.checks):
        yield ("governance", "checks", *location), sentence


def _unknown_regions(found: Configuration) -> Iterator[tuple[Sequence[Any], str]]:
    """Regions that would be a gap of every day; a new one may take a newer boto3."""
    deployment = found.deployment
    given: list[tuple[Sequence[Any], str]] = [(("region",), deployment.region)]
    given += [
        (("accounts", number, "regions", index), name)
        for number, one in enumerate(deployment.accounts)
        for index, name in enumerate(one.regions)
    ]
    given += [
        (("organization", "regions", index), name)
        for index, name in enumerate(deployment.organization.regions)
    ]
    known = _regions()
    for location, name in given:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f": is it {near[0]}?" if near else ""
            yield ("deployment", *location), f"{name!r} is no region that boto3 knows{hint}"


def _regions() -> frozenset[str]:
    """The regions of every partition."""
    data = get_session().get_component("data_loader").load_data("partitions")
    return frozenset(name for partition in data["partitions"] for name in partition["regions"])


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
        # What pydantic puts between, such as the kind of a change, is no key of the file.
        if (child := _child(node, part)) is not None:
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
