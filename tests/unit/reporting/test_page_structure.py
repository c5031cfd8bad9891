"""The page stands alone, can be read by machines and by people who do not see it."""

import re
from itertools import pairwise

import pytest

from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, read_html
from tests.unit.reporting.pages import html_of


@pytest.fixture(scope="module")
def text() -> str:
    return html_of(complete_demo())


@pytest.fixture(scope="module")
def page(text: str) -> Element:
    return read_html(text)


def test_nothing_outside_the_file_is_asked_for(text: str, page: Element) -> None:
    assert not page.all("script")
    assert not page.all("link")
    assert not re.search(r"@import|https?://", text)
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", text))
    for element in page.walk():
        assert not {"src", "srcset", "xlink:href", "action"} & element.attributes.keys()
        assert (element.attributes.get("href") or "#").startswith("#")
        assert not [name for name in element.attributes if name.startswith("on")]


def test_the_language_the_title_and_the_landmarks_are_there(page: Element) -> None:
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("head").one("title").text == "Cost report, 20 Oct 2026"
    for landmark in ("header", "main", "footer"):
        page.one(landmark)
    assert page.one("nav").attributes["aria-label"] == "Sections"
    assert page.one("a", class_="skip").attributes["href"] == "#main"


def test_every_id_is_unique_and_every_reference_leads_somewhere(page: Element) -> None:
    ids = [element.attributes["id"] for element in page.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.walk():
        for name in ("href", "aria-labelledby"):
            reference = element.attributes.get(name)
            assert reference is None or reference.removeprefix("#") in ids


def test_headings_descend_one_level_at_a_time(page: Element) -> None:
    levels = [int(one.tag[1]) for one in page.walk() if re.fullmatch(r"h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps) == 1


def test_every_section_is_named(page: Element) -> None:
    for section in page.all("section"):
        assert "aria-labelledby" in section.attributes


def test_every_drawing_speaks_or_is_passed_over(page: Element) -> None:
    for drawing in page.all("svg"):
        said = drawing.attributes.get("role") == "img" and drawing.attributes.get("aria-label")
        assert said or drawing.attributes.get("aria-hidden") == "true"


def test_every_chart_has_its_numbers_as_a_table(page: Element) -> None:
    for chart in page.all("figure"):
        assert chart.one("details").one("table").one("caption").text


def test_every_table_has_a_caption_headers_and_a_region_to_scroll_in(page: Element) -> None:
    assert len(page.all("div", class_="scroll")) == len(page.all("table"))
    for table in page.all("table"):
        assert table.one("caption").text
        assert all("scope" in cell.attributes for cell in table.all("th"))
    for region in page.all("div", class_="scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-label"]


def test_directions_are_said_in_words(page: Element) -> None:
    changes = page.all("span", class_="change")
    assert changes
    words = re.compile(r"up|down|unchanged|new|gone|no earlier data|rise|drop")
    assert all(words.search(change.text) for change in changes)


def test_the_page_says_what_it_was_made_from(page: Element) -> None:
    words = page.one("header").text
    assert "run daily-2026-10-20" in words
    assert "data as of 20 Oct 2026, 06:00 UTC" in words


def test_the_page_adapts_to_dark_small_and_paper(text: str) -> None:
    assert "prefers-color-scheme: dark" in text
    assert "max-width: 519px" in text
    assert "@media print" in text
    assert 'name="viewport"' in text
