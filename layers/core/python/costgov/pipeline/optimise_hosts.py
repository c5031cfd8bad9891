"""Hosts of the configuration, judged by the values of their measures."""

from dataclasses import dataclass
from datetime import date, timedelta

from costgov.domain.findings import Finding, NoAdvice
from costgov.domain.host_advice import WINDOW_DAYS, host_finding
from costgov.domain.period import Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.backlog_records import hosts
from costgov.pipeline.measure_store import stored_values


@dataclass(frozen=True, slots=True)
class HostsJudged:
    """What is advised, of which hosts nothing can be told, and the accounts of all."""

    findings: tuple[Finding, ...]
    no_advice: tuple[NoAdvice, ...]
    accounts: frozenset[str]


def judge_hosts(results: DocumentStore, control: DocumentStore, as_of: date) -> HostsJudged:
    """Every configured host by its measures of the fortnight before a day.

    Raises:
        StoreError: a store refused.
    """
    window = Window(as_of - timedelta(days=WINDOW_DAYS), as_of)
    plans = hosts(control).all()
    said = [
        host_finding(
            plan,
            {name: list(stored_values(results, name, window).values()) for name in plan.measures},
            as_of,
        )
        for plan in plans
    ]
    return HostsJudged(
        findings=tuple(one for one in said if isinstance(one, Finding)),
        no_advice=tuple(one for one in said if isinstance(one, NoAdvice)),
        accounts=frozenset(plan.account for plan in plans),
    )
