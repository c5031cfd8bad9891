"""Use case optimise: every account judged and priced, one backlog of it, and a roadmap.

Accounts are judged one after the other, so that the memory of one is enough; what was found in all
of them becomes the backlog.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from costgov.checks.contract import Check
from costgov.checks.registry import registry
from costgov.clock import Clock
from costgov.domain.backlog.coverage import AccountAdvice, nothing_seen, with_reason
from costgov.domain.backlog.overlaps import Found
from costgov.domain.backlog.recommendation import AwsWord, Looked, Recommendation
from costgov.domain.host_advice import CHECK as HOSTS
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import COLLECT_RESOURCES, OPTIMISE, Gap, StepEvent, StepRecord
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline import backlog_records, records
from costgov.pipeline.advice_records import aws_advice
from costgov.pipeline.estate_use import run_targets
from costgov.pipeline.optimise_account import (
    Inventory,
    Judgement,
    Money,
    Place,
    Rules,
    judge_account,
    places_of,
    stored_inventory,
)
from costgov.pipeline.optimise_advice import CHECKS as AWS_CHECKS
from costgov.pipeline.optimise_advice import Merged, with_aws
from costgov.pipeline.optimise_backlog import Known, Today, backlog, store_backlog, summarised
from costgov.pipeline.optimise_checks import check_list, enabled, refused
from costgov.pipeline.optimise_commitments import CHECK as COMMITMENTS
from costgov.pipeline.optimise_commitments import commitment_findings
from costgov.pipeline.optimise_hosts import judge_hosts
from costgov.pipeline.optimise_plan import Planned, late
from costgov.pipeline.optimise_spend import Spending, spending

OUT_OF_TIME: Final = "out-of-time"
UNKNOWN_SETTING: Final = "unknown-check"
BEYOND_CHECKS: Final = (*AWS_CHECKS.values(), COMMITMENTS, HOSTS)
"""The names that advice goes by which is no check's."""

# Kept for what is written after the last target of the roadmap.
_RESERVE: Final = timedelta(seconds=30)


type MoneyOf = Callable[[Inventory, date], Money]
"""What things cost an account on a day."""


@dataclass(frozen=True, slots=True)
class OptimisePorts:
    """What the use case needs from outside; `payer` is the account that pays for all."""

    costs: CostReader
    results: DocumentStore
    control: DocumentStore
    money: MoneyOf
    clock: Clock
    payer: str


@dataclass(slots=True)
class _Judged:
    """What the accounts gave so far."""

    found: list[Found] = field(default_factory=list)
    unknown: dict[Place, str] = field(default_factory=dict)
    resources: int = 0
    advice: dict[str, AccountAdvice] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    elsewhere: frozenset[str] = frozenset()
    words: dict[str, tuple[AwsWord, ...]] = field(default_factory=dict)

    def add(self, account: str, one: Judgement, merged: Merged) -> None:
        """One more account."""
        self.found += merged.found
        self.words |= merged.words
        self.unknown |= one.unknown
        self.resources += one.advice.resources
        self.accounts.append(account)
        self.advice[account] = one.advice


def optimise(
    event: StepEvent,
    ports: OptimisePorts,
    remaining: timedelta,
    checks: Sequence[Check] | None = None,
) -> StepRecord:
    """Judge the run's accounts, and store what was found as one backlog with its roadmap.

    Running twice changes nothing. Targets of the roadmap for which no time was left are a gap.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    work = Optimising(event, ports, tuple(registry() if checks is None else checks))
    return work.run(ports.clock() + remaining - _RESERVE)


@dataclass(frozen=True)
class Optimising:
    """One day's run of it."""

    event: StepEvent
    ports: OptimisePorts
    checks: tuple[Check, ...]

    def run(self, deadline: datetime) -> StepRecord:
        """Judge, store, plan, record."""
        policy = backlog_records.check_policy(self.ports.control)
        rules = Rules(
            as_of=self.event.as_of,
            checks=enabled(policy, self.checks),
            thresholds=policy.thresholds,
            advice=backlog_records.advice_policy(self.ports.control),
        )
        known = Known.read(self.ports.results, self.ports.control)
        judged, expected = self._accounts(rules, known)
        found, spend = self._backlog(judged, rules, known)
        listed = check_list(self.checks, policy, self.event.as_of)
        lists = backlog_records.check_lists(self.ports.results)
        lists.make_equal([(backlog_records.ONLY, listed)])
        planned = Planned(self.event.as_of, found, known.decisions, rules.advice, spend)
        late_targets = planned.store(self.ports.results, late(deadline, self.ports.clock))
        gaps = [
            *(
                _gap(self.event.as_of, UNKNOWN_SETTING, why)
                for _, why in refused(policy, self.checks)
            ),
            *(_gap(self.event.as_of, OUT_OF_TIME, one) for one in late_targets),
        ]
        note = (
            f"{judged.resources} resources of {len(judged.accounts)} accounts, "
            f"{len(judged.found)} findings of {len(rules.checks)} checks"
        )
        record = StepRecord(
            step=OPTIMISE,
            expected=expected,
            got=len(judged.accounts),
            gaps=tuple(gaps),
            notes=(note,),
            finished_at=self.ports.clock(),
        )
        records.record_step(self.ports.control, self.event.run_id, record)
        return record

    def _accounts(self, rules: Rules, known: Known) -> tuple[_Judged, int]:
        """Judge every account of the run and keep what was looked at."""
        gaps = self._gaps()
        done, places = _Judged(), places_of(run_targets(self.ports.control, self.event.run_id))
        for account, regions in places.items():
            inventory = stored_inventory(self.ports.results, account, regions, gaps)
            one = judge_account(
                inventory, rules, self.ports.money(inventory, self.event.as_of), known.arns
            )
            advice = aws_advice(self.ports.results).all(account)
            merged = with_aws(one.found, advice, inventory.estate, rules.advice)
            done.add(account, one, merged)
        self._elsewhere(done)
        backlog_records.account_advice(self.ports.results).make_equal(done.advice.items())
        return done, len(places)

    def _elsewhere(self, done: _Judged) -> None:
        """What is advised of no resource: what to commit to (the payer), and hosts by measures."""
        findings, no_advice = commitment_findings(self.ports.results, self.ports.payer)
        hosts = judge_hosts(self.ports.results, self.ports.control, self.event.as_of)
        done.elsewhere = hosts.accounts | {self.ports.payer}
        done.found += [Found(one) for one in (*findings, *hosts.findings)]
        for one in (*no_advice, *hosts.no_advice):
            subject = one.subject
            place = (one.check, subject.account_id, subject.region, subject.arn)
            done.unknown[place] = one.reason
            before = done.advice.get(subject.account_id) or nothing_seen(
                subject.account_id, self.event.as_of
            )
            done.advice[subject.account_id] = with_reason(before, one)

    def _gaps(self) -> list[Gap]:
        """What this run could not look at."""
        table = records.steps(self.ports.control)
        steps = table.all(self.event.run_id, prefix=f"{COLLECT_RESOURCES}#")
        return [gap for step in steps for gap in step.gaps]

    def _backlog(
        self, judged: _Judged, rules: Rules, known: Known
    ) -> tuple[list[Recommendation], list[Spending]]:
        spend = spending(self.ports.costs, self.event.as_of)
        looked = Looked(
            as_of=self.event.as_of,
            accounts=frozenset(judged.accounts) | judged.elsewhere,
            checks=[*(one.meta.id for one in rules.checks), *BEYOND_CHECKS],
            unknown=judged.unknown,
        )
        today = Today(judged.found, looked, judged.words)
        found = backlog(today, known, spend)
        summary = summarised(
            found,
            {one.total.currency: one.total for one in spend},
            run_id=self.event.run_id,
            as_of=self.event.as_of,
            accounts=len(judged.accounts),
            resources=judged.resources,
        )
        store_backlog(self.ports.results, found, summary)
        return found, spend


def _gap(as_of: date, reason: str, detail: str) -> Gap:
    return Gap(
        step=OPTIMISE, target="all", reason=reason, detail=detail, retry_after=as_of + ONE_DAY
    )
