"""When the quality of a series' forecasts has fallen, and when it has recovered.

Medians over forecasts, because one surprising day is in seven forecasts of the last week's days
and must not look like a method that has become bad. To begin, a fall has to be larger than what
still lets it last, so that it does not come and go.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.accuracy_ledger import Drift, DriftKind, RecentScore
from costgov.domain.money import EXACT

# Forecasts that are compared, and the least of them that say something.
RECENT: Final = 28
LEAST_RECENT: Final = 14
# The past that they are compared with, and the least of it.
PAST: Final = 92
LEAST_PAST: Final = 28
KEPT: Final = RECENT + PAST
# Forecasts after which a level that lasts is the usual one.
USUAL: Final = 90
# Days after the last scored forecast from which nothing is known of a series' quality any more.
SILENT: Final = 45

# Beside a ratio, a fall begins with a difference that somebody would notice, as a share of cost.
_NOTICEABLE: Final[dict[DriftKind, Decimal]] = {
    "worse-than-before": Decimal("0.05"),
    "worse-than-naive": Decimal("0.02"),
}
_BEGINS: Final[dict[DriftKind, Decimal]] = {
    "worse-than-before": Decimal("1.5"),
    "worse-than-naive": Decimal("1.1"),
}
_LASTS: Final[dict[DriftKind, Decimal]] = {
    "worse-than-before": Decimal("1.2"),
    "worse-than-naive": Decimal(1),
}


def drifts(scores: Sequence[RecentScore], known: Sequence[Drift]) -> tuple[Drift, ...]:
    """The falls in quality after these forecasts, in the order of their days, were scored.

    `known` are those that were there before; one that lasts keeps its beginning, and that against
    the past also what it is compared with.
    """
    recent, past = scores[-RECENT:], scores[-KEPT:-RECENT]
    before = {one.kind: one for one in known}
    if len(recent) < LEAST_RECENT:
        return tuple(known)
    found = (
        _against_past(recent, past, before.get("worse-than-before")),
        _against_naive(recent, before.get("worse-than-naive")),
    )
    return tuple(one for one in found if one is not None)


def still_scored(scores: Sequence[RecentScore], today: date) -> bool:
    """Whether forecasts are still being scored: those of a closed account, or of a cost that has
    become nothing, are not, and a fall in their quality could neither last nor end."""
    return bool(scores) and (today - scores[-1].as_of).days <= SILENT


def _against_past(
    recent: Sequence[RecentScore], past: Sequence[RecentScore], known: Drift | None
) -> Drift | None:
    if known is not None:
        reference = known.reference
        if (recent[-1].as_of - known.since).days >= USUAL:
            return None
    elif len(past) < LEAST_PAST:
        return None
    else:
        reference = median([one.wape for one in past])
    return _drift("worse-than-before", recent, reference, known)


def _against_naive(recent: Sequence[RecentScore], known: Drift | None) -> Drift | None:
    compared = [one for one in recent if one.naive is not None]
    if len(compared) < LEAST_RECENT:
        return known
    reference = median([one.naive for one in compared if one.naive is not None])
    return _drift("worse-than-naive", compared, reference, known)


def _drift(
    kind: DriftKind, recent: Sequence[RecentScore], reference: Decimal, known: Drift | None
) -> Drift | None:
    wape = median([one.wape for one in recent])
    noticed = known is not None or EXACT.subtract(wape, reference) >= _NOTICEABLE[kind]
    ratio = _LASTS[kind] if known else _BEGINS[kind]
    if not noticed or wape <= EXACT.multiply(reference, ratio):
        return None
    return Drift(
        kind=kind,
        since=known.since if known else recent[-1].as_of,
        wape=wape,
        reference=reference,
        forecasts=len(recent),
    )


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle of some values, of an even number the mean of the middle two."""
    ordered = sorted(values)
    upper = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[upper]
    return EXACT.divide(EXACT.add(ordered[upper - 1], ordered[upper]), Decimal(2))
