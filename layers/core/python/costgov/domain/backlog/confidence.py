"""How sure a finding is: one at best, less for everything that was not measured or not billed."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from costgov.domain.findings import Saving
from costgov.domain.resources import MetricDigest, Resource

_BASIS: Final = {
    "bill": Decimal(1),
    "effective rate": Decimal("0.95"),
    "list price": Decimal("0.85"),
}
_NO_PRICE: Final = Decimal("0.6")
_NOT_MEASURED: Final = Decimal("0.7")
_STEP: Final = Decimal("0.01")

type Doubt = tuple[Decimal, str]


def confidence(
    resource: Resource, metrics: Iterable[str], saving: Saving | None
) -> tuple[float, str]:
    """A finding's confidence in [0, 1], and what takes it below 1.

    The product of what is known of the price (the bill 1, an effective rate 0.95, the list 0.85,
    none 0.6) and of each metric that the check reads: what was measured in a share of the periods
    counts half and that share's half, one that was not measured 0.7. Where some were read, those
    that were not are of another type of the resource: a check that lacks one finds nothing.
    """
    doubts = [*_of_price(saving), *_of_metrics(resource, metrics)]
    product = Decimal(1)
    for factor, _ in doubts:
        product *= factor
    return float(product.quantize(_STEP)), "; ".join(why for _, why in doubts)


def _of_price(saving: Saving | None) -> Iterator[Doubt]:
    if saving is None:
        yield _NO_PRICE, "it has no price"
    elif (factor := _BASIS[saving.basis]) < 1:
        yield factor, f"priced by {saving.basis}, not by its own charges"


def _of_metrics(resource: Resource, metrics: Iterable[str]) -> Iterator[Doubt]:
    known = {one.metric: one for one in resource.digests}
    declared = list(metrics)
    for metric in [one for one in declared if one in known] or declared:
        found = known.get(metric)
        if found is None or found.state == "no data":
            yield _NOT_MEASURED, f"{metric} is not measured"
        elif (share := _covered(found)) < 1:
            yield (
                (1 + share) / 2,
                f"{metric} was measured in {found.points} of {found.expected_points} periods",
            )


def _covered(digest: MetricDigest) -> Decimal:
    if digest.state == "silent" or digest.points >= digest.expected_points:
        return Decimal(1)
    return Decimal(digest.points) / digest.expected_points
