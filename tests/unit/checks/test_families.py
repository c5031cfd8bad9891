"""What a family's name says."""

import pytest
from costgov.checks._families import Family, family_of


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("m5.large", Family("m", 5, "Intel", "")),
        ("m6i.large", Family("m", 6, "Intel", "")),
        ("m6id.metal", Family("m", 6, "Intel", "d")),
        ("c7gn.medium", Family("c", 7, "AWS", "n")),
        ("t3a.nano", Family("t", 3, "AMD", "")),
        ("g4dn.xlarge", Family("g", 4, "Intel", "dn")),
        ("im4gn.large", Family("im", 4, "AWS", "n")),
    ],
)
def test_series_generation_maker_and_extras(name: str, family: Family) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize("name", ["u-6tb1.56xlarge", "m7i-flex.large"])
def test_names_of_another_make(name: str) -> None:
    assert family_of(name) is None
