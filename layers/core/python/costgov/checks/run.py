"""Runs checks over an estate: every check judges every resource of its kinds."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from costgov.checks.contract import Check, Look
from costgov.checks.registry import registry
from costgov.domain.demand import PolicyName
from costgov.domain.estate import Estate
from costgov.domain.findings import Unknown, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


@dataclass(frozen=True, slots=True)
class Judged:
    """A check's verdict on a resource."""

    check: Check
    resource: Resource
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """What checks look at: an account's resources, prices, instance types, users' thresholds.

    `settings` are by check id and threshold.
    """

    as_of: date
    estate: Estate
    prices: PriceBook
    catalogue: InstanceCatalogue
    settings: Mapping[str, Mapping[str, Decimal]]
    policy: PolicyName = "balanced"


def judge(evidence: Evidence, checks: Iterable[Check] | None = None) -> Iterator[Judged]:
    """Every verdict, check by check; what a check misses makes its verdict UNKNOWN."""
    made: dict[Hashable, Any] = {}
    for check in registry() if checks is None else checks:
        look = Look(
            as_of=evidence.as_of,
            estate=evidence.estate,
            prices=evidence.prices,
            catalogue=evidence.catalogue,
            meta=check.meta,
            settings=evidence.settings.get(check.meta.id, {}),
            policy=evidence.policy,
            made=made,
        )
        for kind in check.meta.kinds:
            for resource in evidence.estate.of_kind(kind):
                yield Judged(check, resource, _verdict(check, resource, look))


def _verdict(check: Check, resource: Resource, look: Look) -> Verdict:
    try:
        return check.evaluate(resource, look)
    except NotKnown as error:
        return Unknown(str(error))
