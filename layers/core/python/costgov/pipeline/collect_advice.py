"""Collects AWS's own advice, to be held against ours and told once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from costgov.clock import Clock
from costgov.collectors.aws_advice import (
    HUB_CALL,
    OPTIMIZER_CALLS,
    hub_advice,
    optimizer_advice,
)
from costgov.collectors.inventory.contract import GLOBAL
from costgov.domain.aws_advice import COMPUTE_OPTIMIZER, COST_OPTIMIZATION_HUB, AwsAdvice
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import Gap, Target
from costgov.errors import AccountNotReady, OutOfTime, SourceError
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.advice_records import aws_advice
from costgov.pipeline.findings import Findings

STEP: Final = "collect_rates"


@dataclass(slots=True)
class _Told:
    """What a service told, in which regions it did, and what those said that did not."""

    advice: list[AwsAdvice] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    refused: dict[str, SourceError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectAdvice:
    """The use case; `home` is the account we run in, `regions` where its resources are."""

    listings: Listings
    results: DocumentStore
    clock: Clock
    home: str
    regions: Sequence[str]

    def collect(self, accounts: Iterable[str], as_of: date, deadline: datetime) -> Findings:
        """Store what both services advise; where one refuses, what was known of it is kept.

        Args:
            accounts: the accounts we look at; advice on others is not kept.
            as_of: the day it is told.
            deadline: nothing is asked from then on.

        A service that the account has not opted in to advises nothing and is a note, no gap.

        Raises:
            StoreError: advice could not be written.
        """
        known = set(accounts)
        found = Findings()
        for service, regions in (
            (COST_OPTIMIZATION_HUB, [GLOBAL]),
            (COMPUTE_OPTIMIZER, self.regions),
        ):
            told = self._read(service, regions, as_of, deadline)
            self._store(service, told, known)
            found += _findings(service, told, as_of)
        return found

    def _read(self, service: str, regions: Sequence[str], as_of: date, deadline: datetime) -> _Told:
        told = _Told()
        for region in regions:
            try:
                if self.clock() >= deadline:
                    raise OutOfTime("no time was left")
                told.advice += self._of(service, region, as_of)
            except AccountNotReady:
                told.outside.add(region)
            except SourceError as error:
                told.refused[region] = error
            else:
                told.regions.add(region)
        return told

    def _of(self, service: str, region: str, as_of: date) -> list[AwsAdvice]:
        target = Target(account_id=self.home, region=region)
        if service == COST_OPTIMIZATION_HUB:
            return list(hub_advice(self.listings.reader(target, (HUB_CALL,)), as_of))
        return list(optimizer_advice(self.listings.reader(target, OPTIMIZER_CALLS), region, as_of))

    def _store(self, service: str, told: _Told, accounts: Iterable[str]) -> None:
        """Make what is stored of the service equal this, account by account."""
        table = aws_advice(self.results)
        by_account: defaultdict[str, list[AwsAdvice]] = defaultdict(list)
        for one in told.advice:
            by_account[one.account_id].append(one)
        for account in sorted(accounts):
            kept = [one for one in table.all(account) if not _is_replaced(one, service, told)]
            table.make_equal([(one.sort, one) for one in [*kept, *by_account[account]]], account)


def _is_replaced(one: AwsAdvice, service: str, told: _Told) -> bool:
    """Whether the service was asked for it again; the Hub tells all regions in one."""
    place = GLOBAL if service == COST_OPTIMIZATION_HUB else one.region
    return one.service == service and place not in told.refused


def _findings(service: str, told: _Told, as_of: date) -> Findings:
    asked = bool(told.regions or told.refused)
    notes = (f"{service}: {len(told.advice)} pieces of advice",) if told.regions else ()
    if told.outside:
        notes = (*notes, f"{service}: the account has not opted in")
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for region, error in told.refused.items():
        by_reason[error.reason].append(f"{region}: {error}")
    gaps = tuple(
        Gap(
            step=STEP,
            target=service,
            reason=reason,
            detail="; ".join(details),
            retry_after=as_of + ONE_DAY,
        )
        for reason, details in sorted(by_reason.items())
    )
    return Findings(int(asked), int(asked and not gaps), gaps, notes)
