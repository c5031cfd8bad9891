"""Keeps the run-time half of costgov.yaml and its deployed copy in step, showing the difference."""

from typing import TYPE_CHECKING

from costgov.configuration import Configuration
from costgov.pipeline.audit import Trail, noted

from cli.config_kept import Difference, as_yaml
from cli.config_shelf import KEPT
from cli.config_unseen import note_seen, taken_back, unseen

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore

__all__ = ["KEPT", "Difference", "difference", "pulled", "push"]


def difference(control: "DocumentStore", configuration: Configuration) -> Difference:
    """How the file differs from what is deployed."""
    changes = Difference((), (), (), taken_back(control, configuration))
    for kept in KEPT:
        changes += kept.difference(control, configuration)
    return changes


def push(control: "DocumentStore", configuration: Configuration, trail: Trail) -> Difference:
    """Make what is deployed that of the file, each change noted first; returns what changed."""
    changes = difference(control, configuration)
    for kept in KEPT:
        with noted(trail):
            kept.push(control, configuration, trail)
    note_seen(control, unseen(control))
    return changes


def pulled(control: "DocumentStore", text: str) -> str:
    """The file's text with `governance` as it is deployed; the deployment half is kept as written.

    Comments above the `governance` key stay, those inside it go with what they described.
    """
    section = {kept.field: kept.dumped(control) for kept in KEPT}
    governance = {"governance": {name: found for name, found in section.items() if found} or {}}
    before, after = _around_governance(text)
    return before + as_yaml(governance) + after


def _around_governance(text: str) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line.startswith("governance:")]
    if not starts:
        return text if not text or text.endswith("\n") else text + "\n", ""
    start = starts[0]
    end = next(
        (
            i
            for i in range(start + 1, len(lines))
            if lines[i].strip() and not lines[i].startswith((" ", "\t", "#", "-"))
        ),
        len(lines),
    )
    return "".join(lines[:start]), "".join(lines[end:])
