"""The CloudWatch widget in a real browser: accessible in both of the console's themes."""

from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.unit.console.widgets import demo_with_alerts, widget_of
from tests.unit.reporting.demo import Demo

# One worker with what else installs the tools.
pytestmark = pytest.mark.xdist_group("e2e")

# The console's own colours behind a widget.
BEHIND = {"light": ("#ffffff", "#16191f"), "dark": ("#161d26", "#eef2f6")}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Chromium:
    return Chromium(tmp_path_factory.mktemp("browser"))


def on_dashboard(demo: Demo, theme: str, **parameters: object) -> str:
    """A widget where the console would put it."""
    behind, ink = BEHIND[theme]
    widget = widget_of(demo, widgetContext={"theme": theme}, **parameters)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dashboard</title>'
        f"<style>body{{margin:16px;background:{behind};color:{ink}}}</style></head>"
        f"<body><main><h1>CostGovernor</h1>{widget}</main></body></html>"
    )


@pytest.mark.parametrize("theme", BEHIND)
@pytest.mark.parametrize("width", [375, 760])
def test_axe_finds_nothing(browser: Chromium, theme: str, width: int) -> None:
    told = browser.checked(on_dashboard(demo_with_alerts(), theme), width=width)

    assert told["violations"] == []
    assert told["undecided"] == []
    assert told["passed"] > 10


def test_an_empty_widget_is_accessible_too(browser: Chromium) -> None:
    assert browser.checked(on_dashboard(Demo(), "dark"))["violations"] == []


def test_the_check_does_find_what_is_wrong(browser: Chromium) -> None:
    page = on_dashboard(demo_with_alerts(), "light").replace("--soft: #4a5361", "--soft: #e0e0e0")

    assert [one["id"] for one in browser.checked(page)["violations"]] == ["color-contrast"]


def test_it_can_be_looked_at(browser: Chromium, tmp_path: Path) -> None:
    picture = tmp_path / "widget.png"

    browser.pictured(on_dashboard(demo_with_alerts(), "dark"), picture)

    assert picture.read_bytes().startswith(b"\x89PNG")
