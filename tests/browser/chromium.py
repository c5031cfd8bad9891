"""Pages in a real browser: what axe-core finds wrong with them, and how they look."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest

from cli.local.tools import ROOT, ensure_tools

type Json = dict[str, Any]

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-extensions", "--virtual-time-budget=20000",
)  # fmt: skip
_SECONDS: Final = 120
_FOUND: Final = re.compile(r'<pre id="axe-result">(.*?)</pre>', re.DOTALL)
_RUN: Final = """
axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(found => {
  const told = document.createElement("pre");
  told.id = "axe-result";
  told.textContent = JSON.stringify({
    violations: found.violations.map(one => ({
      id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.map(node => node.html)})),
    undecided: found.incomplete.map(one => one.id), passed: found.passes.length});
  document.body.append(told);
});
"""


class Chromium:
    """A browser of this machine, started anew for each look."""

    def __init__(self, folder: Path) -> None:
        found = next(filter(None, map(shutil.which, _NAMES)), None)
        if found is None:
            pytest.skip(f"no browser is installed (looked for {', '.join(_NAMES)})")
        ensure_tools(print)
        self._browser = found
        self._folder = folder

    def checked(self, html: str, *, width: int = 760) -> Json:
        """What axe-core says of a page: `violations`, what it is `undecided` about, `passed`."""
        script = f'<script src="{_AXE.as_uri()}"></script><script>{_RUN}</script></body>'
        page = self._written(html.replace("</body>", script))
        flags = ["--dump-dom", f"--window-size={width},1400"]
        dumped = self._run([*flags, page.as_uri()])
        found = _FOUND.search(dumped)
        assert found, f"axe-core told nothing: {dumped[-500:]}"
        told: Json = json.loads(unescape(found[1]))
        return told

    def pictured(self, html: str, picture: Path, *, width: int = 760, height: int = 1000) -> None:
        """A screenshot as PNG."""
        page = self._written(html)
        self._run([f"--screenshot={picture}", f"--window-size={width},{height}", page.as_uri()])

    def _written(self, html: str) -> Path:
        page = self._folder / "page.html"
        page.write_text(html, encoding="utf-8")
        return page

    def _run(self, arguments: Sequence[str]) -> str:
        profile = f"--user-data-dir={self._folder / 'profile'}"
        command = [self._browser, *_FLAGS, profile, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
        return done.stdout
