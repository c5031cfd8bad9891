"""The page's colours can be read in both themes and told apart without colour vision."""

import math
import re
from importlib.resources import files
from itertools import combinations

import pytest

STYLE = (files("costgov.pipeline.reporting") / "templates" / "style.css").read_text("utf-8")
# Colour vision as it is, and without red, green or blue receptors: Machado, Oliveira and Fernandes
# (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.
VISION = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
THEMES = {"light": 0, "dark": 1, "print": 2}
LAYERS = ("s1", "s2", "s3", "s4", "s5", "other")


def colours(theme: str) -> dict[str, str]:
    """The colour variables of a theme."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    named = dict(re.findall(r"--([a-z0-9]+): (#[0-9a-f]+);", blocks[THEMES[theme]]))
    return {
        name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value
        for name, value in named.items()
    }


def linear(colour: str) -> tuple[float, float, float]:
    """sRGB to linear light."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


def seen(colour: str, vision: str) -> tuple[float, ...]:
    """A colour in OKLab as somebody with this vision sees it (Ottosson, 2020)."""
    light = linear(colour)
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0)
        for row in VISION[vision]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    low = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * low,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * low,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * low,
    )


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    found = colours(theme)
    for text in ("ink", "soft", "accent", "warm", "cool", "alarm"):
        for ground in ("card", "page"):
            assert contrast(found[text], found[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_layers_stand_out_from_the_card(theme: str) -> None:
    found = colours(theme)
    for layer in (*LAYERS, "credit", "bar"):
        assert contrast(found[layer], found["card"]) >= 2.5, layer


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_layers_can_be_told_apart(theme: str, vision: str) -> None:
    found = colours(theme)
    for one, other in combinations(LAYERS, 2):
        apart = math.dist(seen(found[one], vision), seen(found[other], vision))
        assert apart >= 0.09, (one, other, round(apart, 3))
