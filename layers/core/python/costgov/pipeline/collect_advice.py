"""Collects AWS's own advice, to be held against ours and told once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

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
from costgov.errors import AccountNotReady, SourceError
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.advice_records import aws_advice
from costgov.pipeline.findings import Findings

STEP: Final = "collect_rates"


@dataclass(frozen=True, slots=True)
class CollectAdvice:
    """The use case; `home` is the account we run in, `regions` where its resources are."""

    listings: Listings
    results: DocumentStore
    home: str
    regions: Sequence[str]

    def collect(self, accounts: Iterable[str], as_of: date) -> Findings:
        """Store what both services advise; what one refuses keeps what was known of it.

        Args:
            accounts: the accounts we look at; advice on others is not kept.
            as_of: the day it is told.

        A service that the account has not opted in to advises nothing and is a note, no gap.

        Raises:
            StoreError: advice could not be written.
        """
        known = set(accounts)
        hub = self._read(COST_OPTIMIZATION_HUB, [GLOBAL], as_of)
        optimizer = self._read(COMPUTE_OPTIMIZER, self.regions, as_of)
        for service, (advice, findings) in (
            (COST_OPTIMIZATION_HUB, hub),
            (COMPUTE_OPTIMIZER, optimizer),
        ):
            if not findings.gaps:
                self._store(service, [one for one in advice if one.account_id in known], known)
        return hub[1] + optimizer[1]

    def _read(
        self, service: str, regions: Sequence[str], as_of: date
    ) -> tuple[list[AwsAdvice], Findings]:
        found: list[AwsAdvice] = []
        try:
            for region in regions:
                found += self._of(service, region, as_of)
        except AccountNotReady:
            return [], Findings(notes=(f"{service}: the account has not opted in",))
        except SourceError as error:
            gap = Gap(
                step=STEP,
                target=service,
                reason=error.reason,
                detail=str(error),
                retry_after=as_of + ONE_DAY,
            )
            return [], Findings(expected=1, gaps=(gap,))
        return found, Findings(1, 1, notes=(f"{service}: {len(found)} pieces of advice",))

    def _of(self, service: str, region: str, as_of: date) -> list[AwsAdvice]:
        target = Target(account_id=self.home, region=region)
        if service == COST_OPTIMIZATION_HUB:
            return list(hub_advice(self.listings.reader(target, (HUB_CALL,)), as_of))
        return list(optimizer_advice(self.listings.reader(target, OPTIMIZER_CALLS), region, as_of))

    def _store(self, service: str, advice: Sequence[AwsAdvice], accounts: Iterable[str]) -> None:
        """Make what is stored of the service equal this, account by account."""
        table = aws_advice(self.results)
        by_account: defaultdict[str, list[AwsAdvice]] = defaultdict(list)
        for one in advice:
            by_account[one.account_id].append(one)
        for account in sorted(accounts):
            others = [one for one in table.all(account) if one.service != service]
            table.make_equal([(one.sort, one) for one in [*others, *by_account[account]]], account)
