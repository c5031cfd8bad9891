"""Splitting a shared cost across units, to the last digit."""

from collections.abc import Mapping
from decimal import Decimal

from costgov.domain.allocation.amounts import Amounts, Booked, month_cost
from costgov.domain.allocation.plan import SharedCost, View
from costgov.domain.money import EXACT

# Shares are cut at this many decimals, or at the amount's own where it has more.
PLACES = 10
ONE = Decimal(1)

# Weights by unit; None stands for usage that cannot be told to be one unit's.
type Weights = Mapping[str | None, Decimal]


def split(amount: Decimal, weights: Weights) -> dict[str | None, Decimal]:
    """The amount in parts proportional to the weights, which add up to it exactly.

    Every part is cut towards zero and what is left over goes, one smallest step each, to those
    that were cut most (the largest-remainder method of Hamilton); of equals the first by name.

    Raises:
        ValueError: a weight is negative or all are 0.
    """
    places = max(PLACES, -_exponent(amount))
    whole = int(amount.scaleb(places, EXACT))
    parts = _integers(weights)
    total = sum(parts.values())
    if total <= 0 or min(parts.values()) < 0:
        raise ValueError("weights must not be negative, nor all of them 0")
    cuts = {name: divmod(abs(whole) * part, total) for name, part in parts.items()}
    left = abs(whole) - sum(steps for steps, _ in cuts.values())
    by_remainder = sorted(cuts, key=lambda name: (-cuts[name][1], name is None, name or ""))
    rounded_up = frozenset(by_remainder[:left])
    step = ONE.scaleb(-places).copy_sign(amount)
    return {
        name: EXACT.multiply(step, steps + (name in rounded_up))
        for name, (steps, _) in cuts.items()
    }


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "amounts and weights are finite"  # noqa: S101
    return exponent


def _integers(weights: Weights) -> dict[str | None, int]:
    places = max((-_exponent(weight) for weight in weights.values()), default=0)
    return {name: int(weight.scaleb(places, EXACT)) for name, weight in weights.items()}


def split_days(amounts: Amounts, weights: Weights) -> dict[str | None, Booked]:
    """Every day's amount split by the same weights, so that days and months both add up."""
    parts: dict[str | None, Booked] = {name: {} for name, weight in weights.items() if weight}
    for key, by_day in amounts.items():
        for day, amount in by_day.items():
            for name, part in split(amount, weights).items():
                if name in parts:
                    parts[name].setdefault(key, {})[day] = part
    return parts


def weights_of(
    shared: SharedCost, view: View, direct: Mapping[str, Amounts], used: Weights, month: str
) -> Weights:
    """Who takes how much of a shared cost in a month; empty where nothing says so.

    `direct` are the units' own amounts, `used` the consumed quantities by unit.
    """
    own_cost = sorted(direct.keys() - {one.unit for one in view.shared})
    among = shared.among or own_cost
    found: Weights
    match shared.split:
        case "even":
            found = {**dict.fromkeys(among, ONE)}
        case "proportional":
            # Credits beyond a unit's cost make no share negative.
            found = {name: max(month_cost(direct.get(name, {})), Decimal(0)) for name in among}
        case "fixed":
            found = dict(shared.percent.items())
        case "usage":
            given = used if shared.usage else dict((shared.weights_of(month) or {}).items())
            # Nor does usage that corrections take back.
            found = {name: max(weight, Decimal(0)) for name, weight in given.items()}
    return found if any(found.values()) else {}
