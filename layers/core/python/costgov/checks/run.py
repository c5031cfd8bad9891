"""Runs checks over an estate: every check judges every resource of its kinds."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from costgov.checks.contract import SEEN_DAYS, Check, Look
from costgov.checks.registry import registry
from costgov.domain.demand import PolicyName
from costgov.domain.estate import Estate
from costgov.domain.findings import Unknown, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_GLOBAL: Final = "global"


@dataclass(frozen=True, slots=True)
class Judged:
    """A check's verdict on a resource."""

    check: Check
    resource: Resource
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """What checks look at: an account's resources, prices, instance types, users' thresholds.

    `settings` are by check id and threshold. `unlisted` says by region which IAM actions told
    nothing there at the last look, and why ("global" for what belongs to no region).
    """

    as_of: date
    estate: Estate
    prices: PriceBook
    catalogue: InstanceCatalogue
    settings: Mapping[str, Mapping[str, Decimal]]
    policy: PolicyName = "balanced"
    unlisted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def unseen(self, check: Check, resource: Resource) -> str:
        """Why a check's evidence is incomplete; empty where everything was listed.

        What was not listed looks like what does not exist, so it is no evidence of absence.
        """
        if (self.as_of - resource.as_of).days > SEEN_DAYS:
            return f"it was last listed on {resource.as_of.isoformat()}"
        regions = self.unlisted if resource.region == _GLOBAL else (resource.region, _GLOBAL)
        for region in regions:
            told = self.unlisted.get(region, {})
            if refused := next((told[one] for one in check.meta.iam if one in told), ""):
                return refused
        return ""


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
                if unseen := evidence.unseen(check, resource):
                    yield Judged(check, resource, Unknown(unseen))
                else:
                    yield Judged(check, resource, _verdict(check, resource, look))


def _verdict(check: Check, resource: Resource, look: Look) -> Verdict:
    try:
        return check.evaluate(resource, look)
    except NotKnown as error:
        return Unknown(str(error))
