"""A month's amounts as text: what stores keep of a cost fact, and back again, digit for digit."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from costgov.domain.costs import Amounts, ChargeCategory, DayAmounts, Metric, Quantities
from costgov.domain.money import amount_text
from costgov.errors import InvalidInput

_KEYS: Final = {
    f"{category}.{metric}": (category, metric) for category in ChargeCategory for metric in Metric
}


class PackedDays(Mapping[int, Decimal]):
    """Amounts by day as the text that a query made of them, `2=3.00 1=0.5`, read when looked at.

    A store that keeps text need not read them at all. Days may come in any order, amounts with
    idle zeros but without an exponent.
    """

    __slots__ = ("_read", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[int, Decimal] | None = None

    def packed(self) -> str:
        """The text as `pack` writes it."""
        days = sorted(self._parts(), key=_day)
        return " ".join(f"{day}={_shortest(amount)}" for day, amount in days)

    def __getitem__(self, day: int) -> Decimal:
        return self._days()[day]

    def __iter__(self) -> Iterator[int]:
        return iter(self._days() if self._read else map(_day, self._parts()))

    def __len__(self) -> int:
        return self._text.count("=")

    def __repr__(self) -> str:
        return f"PackedDays({self._text!r})"

    def _parts(self) -> Iterator[list[str]]:
        return (part.split("=") for part in self._text.split(" "))

    def _days(self) -> dict[int, Decimal]:
        if self._read is None:
            self._read = {int(day): Decimal(amount) for day, amount in self._parts()}
        return self._read


def _day(part: list[str]) -> int:
    return int(part[0])


def _shortest(amount: str) -> str:
    """Plain decimal text without idle zeros, as `amount_text` writes it."""
    text = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return "0" if text in {"", "-", "-0"} else text


def pack(amounts: Mapping[tuple[ChargeCategory, Metric], DayAmounts]) -> dict[str, str]:
    """Amounts as one string per (category, metric): `{"Usage.BilledCost": "1=0.5 2=3"}`.

    One string per month reads four times faster than one DynamoDB number per day.
    """
    return {
        f"{category}.{metric}": _packed_days(by_day)
        for (category, metric), by_day in sorted(amounts.items())
    }


def unpack(packed: Mapping[str, str], metric: Metric | None = None) -> Amounts:
    """The inverse of `pack`; with `metric`, of its amounts only.

    Raises:
        InvalidInput: the text was not written by `pack`.
    """
    amounts: Amounts = {}
    for name, text in packed.items():
        try:
            key = _KEYS[name]
            if metric is None or key[1] is metric:
                amounts[key] = _unpacked_days(text)
        except (KeyError, ValueError, InvalidOperation) as error:
            raise InvalidInput(f"stored amounts {name!r} cannot be read") from error
    return amounts


def pack_quantities(quantities: Quantities) -> dict[str, str]:
    """Quantities as one string per unit: `{"Hours": "1=24 2=23.5"}`."""
    return {unit: _packed_days(by_day) for unit, by_day in sorted(quantities.items())}


def unpack_quantities(packed: Mapping[str, str]) -> Quantities:
    """The inverse of `pack_quantities`.

    Raises:
        InvalidInput: the text was not written by `pack_quantities`.
    """
    try:
        return {unit: _unpacked_days(text) for unit, text in packed.items()}
    except (ValueError, InvalidOperation) as error:
        raise InvalidInput("stored quantities cannot be read") from error


def _packed_days(by_day: DayAmounts) -> str:
    if isinstance(by_day, PackedDays):
        return by_day.packed()
    return " ".join(f"{day}={amount_text(by_day[day])}" for day in sorted(by_day))


def _unpacked_days(text: str) -> DayAmounts:
    # Day and amount by turns: thousands of days are unpacked for one answer.
    parts = text.replace("=", " ").split(" ") if text else []
    return dict(zip(map(int, parts[::2]), map(Decimal, parts[1::2]), strict=True))
