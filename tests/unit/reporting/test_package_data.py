"""The templates travel with the package, wherever a layer puts it."""

import shutil
import subprocess
import sys
from pathlib import Path

import costgov
import pytest

SCRIPT = """
import costgov, sys
from costgov.pipeline.reporting.month_index import render_month
from costgov.domain.period import Month
assert costgov.__file__.startswith(sys.argv[1]), costgov.__file__
print(render_month(Month(2026, 10), [], None))
"""


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """The core layer as Lambda unpacks it: /opt/python/costgov."""
    python = tmp_path / "opt" / "python"
    package = Path(costgov.__file__).parent
    shutil.copytree(package, python / "costgov", ignore=shutil.ignore_patterns("__pycache__"))
    return python


def test_a_page_is_rendered_from_an_unpacked_layer(layer: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(layer)],
        env={"PYTHONPATH": str(layer), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "<title>Cost reports, October 2026</title>" in done.stdout
