"""`costgov init`: a first costgov.yaml, from a few answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from costgov.errors import InvalidInput

from infra.config import load_configuration

_HEAD = """\
# Every field has a default; docs/costgov.schema.json lists all of them, costgov.example.yaml shows
# each section. `costgov config check` says what is wrong, `costgov doctor` what is missing.
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a first configuration says."""

    region: str
    emails: Sequence[str] = ()
    billing_files: bool = False
    organization: bool = False
    tags: Sequence[str] = ()
    budget: str | None = None
    time_zone: str = "UTC"


def write_first(path: Path, answers: Answers, *, force: bool = False) -> None:
    """Write the file and check it; nothing is left behind when it would not be valid.

    Raises:
        InvalidInput: the file is there already.
        ConfigurationError: an answer is not usable; the sentence names the field.
    """
    if path.exists() and not force:
        raise InvalidInput(f"{path} is there already; --force replaces it")
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text_of(answers), encoding="utf-8")
        load_configuration(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def text_of(answers: Answers) -> str:
    """The file's text; what is as by default is left out."""
    deployment: dict[str, object] = {"region": answers.region}
    if answers.billing_files:
        deployment["cost_source"] = "billing_files"
    if answers.organization:
        deployment["organization"] = {"discover": True}
    if answers.time_zone != "UTC":
        deployment["schedule"] = {"time_zone": answers.time_zone}
    if answers.tags:
        deployment["tags"] = list(answers.tags)
    if answers.emails:
        deployment["notifications"] = {"emails": list(answers.emails)}
    file: dict[str, object] = {"deployment": deployment}
    if answers.budget is not None:
        file["governance"] = {"budgets": [{"id": "everything", "amount": answers.budget}]}
    return _HEAD + yaml.safe_dump(file, sort_keys=False, allow_unicode=True)
