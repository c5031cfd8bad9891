"""What the product finds of its own work when a run ends: incomplete, no access, too expensive."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Final

from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.rules import AccessRule, OwnCostRule, RunRule
from costgov.domain.alerting.signal import Driver, Fact, Link, RuleKind, Severity, Signal, Subject
from costgov.domain.money import EXACT
from costgov.domain.notices import AccountNotice
from costgov.domain.own_cost import CURRENCY, OwnCost
from costgov.domain.runs import ORGANIZATION, Gap, Run, RunStatus
from costgov.errors import RequestCapReached
from costgov.pipeline.alerting.evaluate.ground import grown, open_on
from costgov.pipeline.alerting.evaluate.words import day_words, money, short
from costgov.pipeline.notice_texts import cause_words, step_words

RUN: Final = "run"
ACCESS: Final = "access"
OWN_COST: Final = "own-cost"
SHOWN: Final = 15
_DETAIL: Final = 300
_FAILED: Final = "failed"


def run_signals(
    rule: RunRule, run: Run, told_elsewhere: Sequence[Gap], alerts: Iterable[Alert]
) -> list[Signal]:
    """A signal where a run has gaps that no other alert is about, or no result.

    Runs that stay incomplete are one alert; a further kind of gap is a step of it.
    """
    failed = run.status is RunStatus.FAILED
    own = [gap for gap in run.gaps if gap not in told_elsewhere]
    if not rule.enabled or not (failed or own):
        return []
    subject = Subject(dimension=RUN)
    before = open_on(alerts, rule.name, subject)
    kinds = {f"{gap.step}:{gap.reason}".replace(" ", "-") for gap in own}
    count = "1 gap" if len(run.gaps) == 1 else f"{len(run.gaps)} gaps"
    outcome = "gave no result" if failed else "is incomplete"
    first = f", {step_words(own[0].step)} first ({short(own[0].reason)})" if own else ""
    signal = Signal(
        rule=rule.name,
        kind=RuleKind.RUN,
        subject=subject,
        period=before.signal.period if before else run.run_id,
        severity=Severity.HIGH if failed else Severity.MEDIUM,
        title=f"The run {run.run_id} {outcome}: {count}{first}",
        why=f"{rule.name}: what the run expected is not all there; over when a run is complete",
        facts=tuple(_gap_facts(run.gaps)),
        since=before.signal.since if before else run.as_of,
        as_of=run.as_of,
        step=grown(before, {*kinds, *([_FAILED] if failed else [])}),
        step_words=f"the run of {day_words(run.as_of)} {outcome}: {count}",
        advice="costgov status",
        links=(Link(label="Runs", address="/v1/runs"),),
        basis=f"the run's own records, for {run.as_of}",
    )
    return [signal]


def _gap_facts(gaps: Sequence[Gap]) -> Iterator[Fact]:
    for number, gap in enumerate(gaps[:SHOWN], 1):
        of = "" if gap.target == "all" else f" of {gap.target}"
        detail = gap.detail if len(gap.detail) <= _DETAIL else f"{gap.detail[:_DETAIL]}…"
        yield Fact(
            label=f"Gap {number}",
            text=f"{step_words(gap.step)}{of}: {gap.reason}: {detail}; tried again from "
            f"{gap.retry_after}",
        )
    if len(gaps) > SHOWN:
        yield Fact(label="Further", text=f"{len(gaps) - SHOWN} more gaps")


def access_signals(
    rule: AccessRule, notices: Iterable[AccountNotice], run: Run, alerts: Iterable[Alert]
) -> list[Signal]:
    """A signal for each cause that keeps accounts from being looked at, with all of them.

    An account that joins them is a step, and so is one that comes back after it was mended.
    """
    if not rule.enabled:
        return []
    by_cause: dict[str, list[AccountNotice]] = defaultdict(list)
    for notice in notices:
        if notice.state == "open":
            by_cause[notice.cause].append(notice)
    known = list(alerts)
    return [_access_signal(rule, hindered, run, known) for _, hindered in sorted(by_cause.items())]


def _access_signal(
    rule: AccessRule, hindered: Sequence[AccountNotice], run: Run, alerts: Sequence[Alert]
) -> Signal:
    first = hindered[0]
    subject = Subject(dimension=ACCESS, value=first.cause)
    before = open_on(alerts, rule.name, subject)
    meaning, advice = cause_words(first.cause)
    return Signal(
        rule=rule.name,
        kind=RuleKind.ACCESS,
        subject=subject,
        period=before.signal.period if before else run.as_of.isoformat(),
        severity=Severity.MEDIUM,
        title=f"Cost Governor cannot look at {_which(hindered)}: {short(first.cause)}",
        why=f"{rule.name}: {meaning} All other accounts are looked at as usual.",
        facts=tuple(_account_facts(hindered)),
        since=min(notice.since for notice in hindered),
        as_of=run.as_of,
        step=_members(hindered),
        step_words=f"now {_which(hindered)}",
        advice=advice,
        links=(Link(label="Accounts", address="/v1/accounts"),),
        basis=f"the run of {run.as_of}: {first.detail[:_DETAIL]}",
    )


def _members(hindered: Sequence[AccountNotice]) -> str:
    """Stands for who is hindered since when; short, however many they are."""
    told = sorted(f"{notice.account_id}@{notice.since}" for notice in hindered)
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def _which(hindered: Sequence[AccountNotice]) -> str:
    if len(hindered) > 1:
        return f"{len(hindered)} accounts"
    [only] = hindered
    if only.account_id == ORGANIZATION:
        return "the organisation"
    called = f"{only.account_name} " if only.account_name else ""
    return f"account {called}{only.account_id}"


def _account_facts(hindered: Sequence[AccountNotice]) -> Iterator[Fact]:
    for notice in hindered[:SHOWN]:
        name = f"{notice.account_name}, " if notice.account_name else ""
        regions = f", {', '.join(notice.regions)}" if notice.regions else ""
        yield Fact(label=notice.account_id[:24], text=f"{name}since {notice.since}{regions}")
    if len(hindered) > SHOWN:
        yield Fact(label="Further", text=f"{len(hindered) - SHOWN} more accounts")


def own_cost_signals(
    rule: OwnCostRule, cost: OwnCost, run: Run, limit: Decimal, alerts: Iterable[Alert]
) -> list[Signal]:
    """A signal where the product itself cost too much on a day, or reached a cap of requests."""
    capped = any(gap.reason == RequestCapReached.reason for gap in run.gaps)
    if not rule.enabled or not (capped or cost.usd > limit):
        return []
    subject = Subject(dimension=OWN_COST, currency=CURRENCY)
    before = open_on(alerts, rule.name, subject)
    spent, most = money(cost.usd, CURRENCY), money(limit, CURRENCY)
    over = cost.usd > limit
    title = f"Cost Governor itself: {spent} of AWS on {day_words(cost.day)}, limit {most}"
    lines = sorted(cost.lines, key=lambda line: -line.usd)
    signal = Signal(
        rule=rule.name,
        kind=RuleKind.OWN_COST,
        subject=subject,
        period=before.signal.period if before else cost.day.isoformat(),
        severity=Severity.MEDIUM,
        title=title if over else "Cost Governor itself: a day's cap of paid requests is reached",
        why=f"{rule.name}: more than {most} a day, or a cap of paid requests is reached",
        facts=(Fact(label="Today", text=f"{spent} at list prices"),),
        drivers=tuple(
            Driver(name=f"{line.item}", amount=line.usd) for line in lines[:5] if line.usd > 0
        ),
        drivers_of="cost by item",
        amount=EXACT.subtract(cost.usd, limit) if over else None,
        since=before.signal.since if before else cost.day,
        as_of=run.as_of,
        step=grown(before, [*(["cost"] if over else []), *(["capped"] if capped else [])]),
        step_words=f"{spent} on {day_words(cost.day)}",
        advice="See what it did: costgov status. The daily cap of requests is a setting.",
        links=(Link(label="Status", address="/v1/status"),),
        basis=f"what its functions counted on {cost.day}, at list prices",
    )
    return [signal]
