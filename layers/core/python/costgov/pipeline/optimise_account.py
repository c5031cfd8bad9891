"""One account: its resources judged by every check, each finding priced, everything counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from costgov.checks.contract import Check
from costgov.checks.run import Evidence, Judged, judge
from costgov.collectors.inventory.contract import GLOBAL
from costgov.collectors.inventory.registry import sources
from costgov.domain.backlog.confidence import confidence
from costgov.domain.backlog.coverage import (
    AccountAdvice,
    Example,
    NoAdviceTally,
    NotSeen,
    PlaceSeen,
)
from costgov.domain.backlog.overlaps import Found
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.estate import Estate
from costgov.domain.findings import (
    Action,
    CheckCount,
    Failed,
    Finding,
    Line,
    Passed,
    Subject,
    Unknown,
)
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.domain.pricing import Priced, priced
from costgov.domain.rates import Rates
from costgov.domain.resources import InventoryState, Resource
from costgov.domain.runs import Gap, Target
from costgov.errors import NotKnown
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

_0: Final = Decimal(0)

type Place = tuple[str, str, str, str]
"""A check and a resource: check id, account, region, ARN."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what an account is judged: the checks that run, thresholds, whose things are."""

    as_of: date
    checks: Sequence[Check]
    thresholds: Mapping[str, Mapping[str, Decimal]]
    advice: AdvicePolicy


@dataclass(frozen=True, slots=True)
class Money:
    """What things cost: unit prices, instance types, and what the account really pays."""

    prices: PriceBook
    catalogue: InstanceCatalogue
    rates: Rates


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checks said of one account.

    `unknown` says why a check could not tell, for the places that were asked for.
    """

    found: list[Found]
    unknown: dict[Place, str]
    advice: AccountAdvice


@dataclass(slots=True)
class _Tally:
    passed: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def counts(self, checks: Iterable[Check]) -> tuple[CheckCount, ...]:
        return tuple(
            CheckCount(
                check=name,
                looked_at=self.passed[name] + self.failed[name] + self.unknown[name],
                passed=self.passed[name],
                failed=self.failed[name],
                unknown=self.unknown[name],
            )
            for name in (check.meta.id for check in checks)
        )


@dataclass(frozen=True)
class Inventory:
    """The stored resources of an account by region, and what was not seen where."""

    account_id: str
    by_region: Mapping[str, Sequence[Resource]]
    days: Mapping[str, date]
    gaps: Mapping[str, Sequence[Gap]]
    unlisted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By region: which IAM actions told nothing at the last look there, and why."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The account's regions, "global" among them."""
        return tuple(self.by_region)

    @cached_property
    def estate(self) -> Estate:
        """All of its resources."""
        return Estate(one for some in self.by_region.values() for one in some)

    def places(self) -> tuple[PlaceSeen, ...]:
        """What was looked at, region by region."""
        return tuple(
            PlaceSeen(
                region=region,
                as_of=self.days.get(region),
                resources=len(some),
                kinds=dict(sorted(Counter(one.kind for one in some).items())),
                not_seen=tuple(
                    NotSeen(reason=gap.reason, detail=gap.detail)
                    for gap in self.gaps.get(region, ())
                ),
            )
            for region, some in self.by_region.items()
        )


def stored_inventory(
    results: DocumentStore, account_id: str, regions: Iterable[str], gaps: Iterable[Gap]
) -> Inventory:
    """What is stored of an account: its regions in order, then what belongs to none."""
    table, found = records.resources(results), dict[str, Sequence[Resource]]()
    for region in [*sorted(regions), GLOBAL]:
        found[region] = table.all(account_id, region)
    states = list(records.inventories(results).all(prefix=f"{account_id}/"))
    days = {state.target.region: state.as_of for state in states}
    by_region: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        account, _, region = gap.target.partition("/")
        if account == account_id:
            by_region[region].append(gap)
    if found[GLOBAL]:
        days[GLOBAL] = max(one.as_of for one in found[GLOBAL])
    return Inventory(account_id, found, days, by_region, _unlisted(states))


def _unlisted(states: Iterable[InventoryState]) -> dict[str, dict[str, str]]:
    """What could not be listed, by the IAM actions that checks declare to rest on."""
    by_name = {source.name: source for source in sources()}
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for state in states:
        for name, reason in state.unlisted.items():
            if (source := by_name.get(name)) is not None:
                region = GLOBAL if source.is_global else state.target.region
                why = f"{name} could not be listed: {reason}"
                found[region] |= dict.fromkeys(source.listing_actions, why)
    return dict(found)


def judge_account(
    inventory: Inventory, rules: Rules, money: Money, wanted: Collection[str] = frozenset()
) -> Judgement:
    """Judge every resource of an account; `wanted` are ARNs whose UNKNOWN verdicts are told."""
    tally, reasons = _Tally(), NoAdviceTally()
    found: list[Found] = []
    unknown: dict[Place, str] = {}
    for judged in _verdicts(inventory, rules, money):
        name, resource = judged.check.meta.id, judged.resource
        match judged.verdict:
            case Passed():
                tally.passed[name] += 1
            case Failed() as failed:
                tally.failed[name] += 1
                found.append(_found(judged, failed, rules, money))
            case Unknown(reason):
                tally.unknown[name] += 1
                example = Example.model_construct(
                    id=resource.id, name=resource.name, region=resource.region
                )
                reasons.add(name, resource.kind, reason, example)
                if resource.arn in wanted:
                    place = (name, resource.account_id, resource.region, resource.arn)
                    unknown[place] = reason
    more_reasons, more_resources = reasons.left_out()
    advice = AccountAdvice(
        account_id=inventory.account_id,
        as_of=rules.as_of,
        places=inventory.places(),
        checks=tally.counts(rules.checks),
        no_advice=reasons.groups(),
        more_reasons=more_reasons,
        more_resources=more_resources,
    )
    return Judgement(found, unknown, advice)


def _verdicts(inventory: Inventory, rules: Rules, money: Money) -> Iterator[Judged]:
    evidence = Evidence(
        as_of=rules.as_of,
        estate=inventory.estate,
        prices=money.prices,
        catalogue=money.catalogue,
        settings=rules.thresholds,
        policy=rules.advice.rightsizing,
        unlisted=inventory.unlisted,
    )
    return judge(evidence, rules.checks)


def _found(judged: Judged, failed: Failed, rules: Rules, money: Money) -> Found:
    meta, region = judged.check.meta, judged.resource.region
    price = priced(failed, judged.resource, money.prices, money.rates)
    after = failed.options[0].then if failed.options else failed.then
    gone, new = _changed(failed.now, after)
    return Found(
        finding=_finding(judged, failed, price, rules),
        parts=frozenset(line.key.partition("/")[0] for line in (*gone, *new)),
        left=_left(gone, new, region, money.prices),
        whole=meta.action is Action.DELETE and bool(failed.now) and not after,
    )


def _changed(now: Sequence[Line], then: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """What is charged no longer and what instead; what stays as it is others may save on."""
    return [one for one in now if one not in then], [one for one in then if one not in now]


def _left(
    gone: Sequence[Line], new: Sequence[Line], region: str, prices: PriceBook
) -> Decimal | None:
    """The share of the cost concerned that is left afterwards, at list price."""
    try:
        before, after = (
            sum((line.quantity * prices.get(line.key, region).amount for line in lines), _0)
            for lines in (gone, new)
        )
    except NotKnown:
        return None
    return after / before if before else None


def _finding(judged: Judged, failed: Failed, price: Priced, rules: Rules) -> Finding:
    meta, resource = judged.check.meta, judged.resource
    sure, doubts = confidence(resource, meta.metrics, price.saving)
    return Finding(
        check=meta.id,
        subject=subject_of(resource, rules.advice),
        title=meta.title,
        why=failed.why,
        action=meta.action,
        severity=meta.severity,
        effort=meta.effort,
        risk=meta.risk,
        reversible=meta.reversible,
        saving=price.saving,
        unpriced=price.unpriced,
        monthly_cost=price.monthly_cost,
        options=price.options,
        facts=dict(failed.facts),
        confidence=sure,
        confidence_why=doubts,
        as_of=rules.as_of,
    )


def subject_of(resource: Resource, advice: AdvicePolicy) -> Subject:
    """The resource as findings name it."""
    return Subject(
        id=resource.id,
        arn=resource.arn,
        kind=resource.kind,
        account_id=resource.account_id,
        region=resource.region,
        name=resource.name,
        owner=advice.owner(resource),
    )


def places_of(targets: Iterable[Target]) -> dict[str, list[str]]:
    """The regions of each account, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in targets:
        found[one.account_id].append(one.region)
    return {account: sorted(regions) for account, regions in sorted(found.items())}
