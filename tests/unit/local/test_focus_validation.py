"""The FinOps Foundation's validator finds what we know it finds, and nothing else."""

import os
from pathlib import Path

import pytest

from cli.local.focus_validation import KNOWN, is_installed, validate
from cli.local.tools import ROOT

DATA = Path(os.environ.get("COSTGOV_DATA", ""))


def test_every_known_finding_is_explained_in_the_documentation() -> None:
    told = (ROOT / "docs" / "focus-export.md").read_text(encoding="utf-8")

    assert [rule for rules in KNOWN.values() for rule in rules if f"`{rule}`" not in told] == []


@pytest.mark.skipif(not is_installed(), reason="make validate-focus installs the validator")
@pytest.mark.skipif(
    not (DATA / "billing_exports").is_dir(),
    reason="COSTGOV_DATA does not name a folder with billing_exports/",
)
def test_our_exports_pass_the_validator() -> None:
    for verdict in validate(DATA, print):
        assert (verdict.unexpected, verdict.vanished) == ((), ()), verdict.bill
        assert verdict.checks > 500
