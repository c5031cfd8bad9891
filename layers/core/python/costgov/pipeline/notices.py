"""Tells what the end of a run has found of the product's own work: gaps, access, its own cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from costgov.domain.accounts import NEW_ACCOUNT
from costgov.domain.alerting.rules import AccessRule, OwnCostRule, RunRule
from costgov.domain.alerting.signal import Signal
from costgov.domain.notices import AccountNotice
from costgov.domain.own_cost import OwnCost
from costgov.domain.runs import (
    COLLECT_RESOURCES,
    DISCOVER_ACCOUNTS,
    ORGANIZATION,
    Gap,
    Run,
    RunStatus,
)
from costgov.errors import (
    AccountNotReady,
    AccountSuspended,
    NotFound,
    PolicyDenied,
    RegionDisabled,
    RoleRefused,
    SourceDenied,
)
from costgov.gateways.alert_ports import Wake
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.life import Findings
from costgov.pipeline.alerting.own_signals import access_signals, own_cost_signals, run_signals
from costgov.pipeline.alerting.rule_records import rules_in_force
from costgov.pipeline.alerting.telling import Teller
from costgov.pipeline.records import account_notices, accounts

# What stays until somebody does something about it; every other gap is the run's.
LASTING: Final = frozenset(
    kind.reason
    for kind in (
        SourceDenied,
        RoleRefused,
        PolicyDenied,
        RegionDisabled,
        AccountSuspended,
        AccountNotReady,
    )
) | {NEW_ACCOUNT}
_OF_ACCOUNTS: Final = frozenset({COLLECT_RESOURCES, DISCOVER_ACCOUNTS})

type Problem = tuple[str, str]


class DayCost(NamedTuple):
    """What a day of the product itself has cost so far, and what it may cost in USD."""

    cost: OwnCost
    limit: Decimal


def tell(
    run: Run, control: DocumentStore, wake: Wake, now: datetime, day: DayCost | None = None
) -> int:
    """Put what is new about a run that has ended on its way; returns how many messages that is.

    `day` is its own cost, None where that is not known: then its alert stays as it is. What cannot
    be told stays with its alert, and whoever tells next takes it along.

    Raises:
        StoreError: the control table refused.
    """
    note_access(run, control)
    teller = Teller.of(control, wake)
    alerts, notices = teller.open_alerts(), account_notices(control).all()
    signals: list[Signal] = []
    judged: set[str] = set()
    for rule in rules_in_force(control):
        if isinstance(rule, RunRule):
            lasting = [gap for gap in run.gaps if _problem(gap) is not None]
            signals += run_signals(rule, run, lasting, alerts)
        elif isinstance(rule, AccessRule):
            signals += access_signals(rule, notices, run, alerts)
        elif isinstance(rule, OwnCostRule) and day is not None:
            signals += own_cost_signals(rule, day.cost, run, day.limit, alerts)
        else:
            continue
        judged.add(rule.name)
    return teller.tell(Findings(run.as_of, signals, judged), now)


def note_access(run: Run, control: DocumentStore) -> None:
    """Keep which accounts cannot be looked at, since when, and which can be again."""
    problems = _problems(run.gaps)
    known = {(one.account_id, one.cause): one for one in account_notices(control).all()}
    _close(run, problems, known, control)
    for problem, gaps in problems.items():
        before = known.get(problem)
        if before is None or before.state == "over":
            notice = _account_notice(run, problem, gaps, control)
            account_notices(control).put(notice, "#".join(problem))


def _problem(gap: Gap) -> Problem | None:
    """The account and cause behind a gap, if it is one of those that are told once."""
    if gap.step not in _OF_ACCOUNTS or gap.reason not in LASTING:
        return None
    return gap.target.partition("/")[0], gap.reason


def _problems(gaps: Iterable[Gap]) -> Mapping[Problem, list[Gap]]:
    found: dict[Problem, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if (problem := _problem(gap)) is not None:
            found[problem].append(gap)
    return found


def _close(
    run: Run,
    problems: Mapping[Problem, object],
    known: Mapping[Problem, AccountNotice],
    control: DocumentStore,
) -> None:
    """What no longer hinders is over, unless this run could not know."""
    places = [gap for gap in run.gaps if gap.step in _OF_ACCOUNTS]
    if run.status is RunStatus.FAILED or any(gap.target == ORGANIZATION for gap in places):
        return
    uncertain = {gap.target.partition("/")[0] for gap in places if _problem(gap) is None}
    for problem, notice in known.items():
        if notice.state == "open" and problem not in problems and problem[0] not in uncertain:
            over = notice.model_copy(update={"state": "over"})
            account_notices(control).put(over, "#".join(problem))


def _account_notice(
    run: Run, problem: Problem, gaps: Sequence[Gap], control: DocumentStore
) -> AccountNotice:
    account_id, cause = problem
    try:
        name = accounts(control).get(account_id).name
    except NotFound:
        name = ""
    return AccountNotice(
        account_id=account_id,
        account_name=name,
        cause=cause,
        detail=gaps[0].detail,
        regions=tuple(region for gap in gaps if (region := gap.target.partition("/")[2])),
        since=run.as_of,
        state="open",
    )
