"""Generated documents are what would be generated now; every documented command exists."""

import re
from pathlib import Path

from typer.testing import CliRunner

from cli.documents import out_of_date
from cli.main import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_generated_documents_are_up_to_date() -> None:
    assert out_of_date() == []


def test_every_command_a_document_names_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = {
        tuple(word for word in found.split() if re.fullmatch(r"[a-z][a-z-]*", word))
        for found in re.findall(r"costgov ((?:[a-z-]+ ?){1,2})", text)
    }
    commands = {words[:2] if words[0] in {"config", "replay"} else words[:1] for words in named}
    for command in commands:
        result = CliRunner().invoke(app, [*command, "--help"])
        assert result.exit_code == 0, command


def test_every_link_to_a_file_leads_somewhere() -> None:
    for path in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_every_make_target_a_document_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for path in DOCUMENTS:
        code = re.findall(r"`make ([a-z-]+)|^\s*make ([a-z-]+)", path.read_text("utf-8"), re.M)
        assert {a or b for a, b in code} <= targets, path.name
