"""Synthesised templates as plain data, so that tests read them without CDK."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Json = dict[str, Any]

HOME_ACCOUNT = "123456789012"
PARTS = ("Storage", "Alerts", "Pipeline", "Api", "Observability")


@dataclass(frozen=True)
class Statement:
    """One statement of a role's policy, its tokens written out."""

    role: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Json


@dataclass(frozen=True)
class Templates:
    """What one stage synthesises to."""

    folder: Path

    def template(self, part: str) -> Json:
        """One stack's template."""
        found: Json = json.loads((self.folder / f"{part}.template.json").read_text())
        return found

    def paths(self) -> list[Path]:
        """The template files."""
        return [self.folder / f"{part}.template.json" for part in PARTS]

    def resources(self, kind: str) -> dict[str, Json]:
        """Every resource of a type, in all stacks, by logical id."""
        return {
            name: resource
            for part in PARTS
            for name, resource in self.template(part).get("Resources", {}).items()
            if resource["Type"] == kind
        }

    def properties(self, kind: str) -> dict[str, Json]:
        """The same, their properties only."""
        return {name: found["Properties"] for name, found in self.resources(kind).items()}

    def kinds(self) -> set[str]:
        """Every resource type in use."""
        return {
            resource["Type"]
            for part in PARTS
            for resource in self.template(part).get("Resources", {}).values()
        }

    def functions(self) -> dict[str, Json]:
        """Function properties by the folder that their handler is in."""
        return {
            found["Handler"].split(".")[1]: found
            for found in self.properties("AWS::Lambda::Function").values()
        }

    def statements(self) -> Iterator[Statement]:
        """Every allowing statement of every role."""
        for policy in self.properties("AWS::IAM::Policy").values():
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                yield Statement(
                    role=_stem(text(policy["Roles"][0])),
                    actions=tuple(_list(statement["Action"])),
                    resources=tuple(text(each) for each in _list(statement["Resource"])),
                    conditions=statement.get("Condition", {}),
                )

    def metadata(self) -> Iterator[tuple[str, str, Any]]:
        """Construct path, type and data of what CDK noted while synthesising."""
        for part in PARTS:
            found: Json = json.loads((self.folder / f"{part}.metadata.json").read_text())
            for path, entries in found.items():
                for entry in entries:
                    yield path, entry["type"], entry.get("data")


def text(value: object) -> str:  # noqa: PLR0911 - one form of value each
    """A template value as text: joins joined, references as `<LogicalId.Attribute>`."""
    match value:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(text(part) for part in parts)
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Ref": "AWS::AccountId"}:
            return HOME_ACCOUNT
        case {"Ref": "AWS::Partition"}:
            return "aws"
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::ImportValue": name}:
            return f"<{str(name).partition('ExportsOutput')[2]}>"
        case str():
            return value
    raise AssertionError(f"no text: {value}")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _stem(reference: str) -> str:
    """A logical id without CDK's hash."""
    return re.sub(r"[0-9A-F]{8}$", "", reference.strip("<>"))
