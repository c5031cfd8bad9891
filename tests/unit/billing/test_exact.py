"""Amounts keep every digit or are refused; days are UTC days or are refused."""

import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Context, Decimal
from pathlib import Path

import pytest
from costgov.collectors.billing.engine import engine
from hypothesis import given, settings
from hypothesis import strategies as st

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**21), max_value=10**21)
_NEARLY = st.text(alphabet="0123456789.+-eE_ x", max_size=24)


# Calls a macro with a text.
type Macro = Callable[[str, str], object]


@pytest.fixture(scope="module")
def macro() -> Iterator[Macro]:
    with tempfile.TemporaryDirectory() as folder, engine(256, Path(folder)) as connection:
        yield lambda name, text: connection.execute(f"SELECT {name}($1)", [text]).fetchall()[0][0]


def as_it_should_be(text: str) -> Decimal | None:
    """The amount if it is a number of at most 20 and 18 digits around the point."""
    if not _NUMBER.fullmatch(text.strip(" ")):
        return None
    value = Decimal(text.strip(" "))
    exponent = value.normalize(Context(prec=1000)).as_tuple().exponent
    assert isinstance(exponent, int)
    fits = value == 0 or (exponent >= -18 and abs(value) < Decimal(10) ** 20)
    return value if fits else None


@settings(deadline=None)
@given(text=st.one_of(_AMOUNTS.map(str), _AMOUNTS.map("{:f}".format), _NEARLY))
def test_an_amount_is_the_decimal_of_its_text_or_nothing(macro: Macro, text: str) -> None:
    assert macro("exact_amount", text) == as_it_should_be(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1E-10", "0.0000000001"),
        ("1.50E-3", "0.0015"),
        ("1200E-20", "0.000000000000000012"),
        ("-0.000000000000000001", "-0.000000000000000001"),
        ("99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999"),
        ("0.1000000000000000000000000", "0.1"),
        ("0E-30", "0"),
        ("+.5", "0.5"),
    ],
)
@pytest.mark.fault_case(18)
def test_every_digit_is_kept(macro: Macro, text: str, wanted: str) -> None:
    assert macro("exact_amount", text) == Decimal(wanted)


@pytest.mark.parametrize(
    "text",
    ["0.0000000000000000001", "1E-19", "1e-400", "100000000000000000000", "1e20", "1e9999"],
)
def test_what_would_be_rounded_is_refused(macro: Macro, text: str) -> None:
    assert macro("exact_amount", text) is None
    assert macro("amount_fault", text) == (
        "has more than 18 digits after or 20 before the decimal point"
    )


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "1_000", "1,5", "$3", "0x10", "1e", "--1", "٣", "1e-99999999999"]
)
def test_what_is_no_number_is_refused(macro: Macro, text: str) -> None:
    assert macro("exact_amount", text) is None
    assert macro("amount_fault", text) == "is not a number"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-10-01T00:00:00Z", date(2026, 10, 1)),
        ("2026-10-01T23:59:59.999Z", date(2026, 10, 1)),
        ("2026-10-01 23:00:00", date(2026, 10, 1)),
        ("2026-10-01", date(2026, 10, 1)),
        ("2026-10-01T00:00:00+02:00", date(2026, 9, 30)),
        ("2026-09-30T23:00:00-05:00", date(2026, 10, 1)),
        ("2026-10-01 01:00+02", date(2026, 9, 30)),
        ("2024-02-29T00:00:00Z", date(2024, 2, 29)),
        ("2026-02-29T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("infinity", None),
        ("epoch", None),
        ("yesterday", None),
        ("10/01/2026", None),
    ],
)
def test_a_day_is_the_utc_day(macro: Macro, text: str, wanted: date | None) -> None:
    assert macro("utc_day", text) == wanted
