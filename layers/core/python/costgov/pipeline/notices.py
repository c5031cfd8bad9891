"""Tells what a run could not do: once for each account and cause, once for each run.

Claimed before it is published and marked afterwards, like budget alerts: a crash in between leaves
it pending, and the next run sends it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from costgov.domain.accounts import NEW_ACCOUNT
from costgov.domain.notices import AccountNotice, RunNotice
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
    StoreError,
    VersionConflict,
)
from costgov.gateways.ports import DocumentStore, Publisher
from costgov.pipeline.messages import Notification
from costgov.pipeline.notice_texts import account_notification, run_notification
from costgov.pipeline.quality_notices import due_quality
from costgov.pipeline.records import Records, account_notices, accounts, run_notices, runs

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
# How many runs back a notice that could not be published is looked for.
_RECENT: Final = 14

type Problem = tuple[str, str]


def tell(run: Run, control: DocumentStore, publisher: Publisher, now: datetime) -> int:
    """Publish what is new about a run that has ended; returns how many could not be published.

    What cannot be published stays due: the next run publishes it.

    Raises:
        StoreError: the control table refused.
    """
    problems = _problems(run.gaps)
    _close(run, problems, control, now)
    for problem, gaps in problems.items():
        notice = _account_notice(run, problem, gaps, control, now)
        _claim(account_notices(control), notice, "#".join(problem), lambda old: old.state == "over")
    if run.status is RunStatus.FAILED or any(_problem(gap) is None for gap in run.gaps):
        claim = _run_notice(run, now)
        _claim(run_notices(control), claim, run.run_id, lambda old: old.execution != run.execution)
    untold = 0
    due = (*_due_accounts(control, now), *_due_runs(control, now), *due_quality(control, now))
    for notification, sent in due:
        try:
            message_id = publisher.publish(
                notification.subject, notification.body, notification.attributes
            )
        except StoreError:
            untold += 1
        else:
            sent(message_id)
    return untold


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
    run: Run, problems: Mapping[Problem, object], control: DocumentStore, now: datetime
) -> None:
    """What no longer hinders is over, unless this run could not know."""
    uncertain = {gap.target.partition("/")[0] for gap in run.gaps if gap.step in _OF_ACCOUNTS}
    if run.status is RunStatus.FAILED or ORGANIZATION in uncertain:
        return
    for notice in account_notices(control).all():
        problem = notice.account_id, notice.cause
        if notice.state != "over" and problem not in problems and problem[0] not in uncertain:
            over = notice.model_copy(update={"state": "over", "over_at": now})
            account_notices(control).put(over, "#".join(problem))


def _account_notice(
    run: Run, problem: Problem, gaps: Sequence[Gap], control: DocumentStore, now: datetime
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
        state="pending",
        claimed_at=now,
    )


def _run_notice(run: Run, now: datetime) -> RunNotice:
    return RunNotice(
        run_id=run.run_id,
        execution=run.execution,
        status=run.status,
        state="pending",
        claimed_at=now,
    )


def _claim[T: BaseModel](
    table: Records[T], notice: T, sort: str, over: Callable[[T], bool]
) -> None:
    """Store the notice, unless it was claimed before and that is not over."""
    try:
        stored = table.versioned(sort)
    except NotFound:
        version = 0
    else:
        if not over(table.read(stored)):
            return
        version = stored.version
    try:
        table.put(notice, sort, if_version=version)
    except VersionConflict:
        return


type Due = tuple[Notification, Callable[[str], None]]


def _due_accounts(control: DocumentStore, now: datetime) -> list[Due]:
    """One notification for each cause, however many accounts it hinders since this run."""
    by_cause: dict[str, list[AccountNotice]] = defaultdict(list)
    for notice in account_notices(control).all():
        if notice.state == "pending":
            by_cause[notice.cause].append(notice)

    def mark(told: Sequence[AccountNotice]) -> Callable[[str], None]:
        def sent(message_id: str) -> None:
            for notice in told:
                update = {"state": "sent", "sent_at": now, "message_id": message_id}
                sort = f"{notice.account_id}#{notice.cause}"
                account_notices(control).put(notice.model_copy(update=update), sort)

        return sent

    return [(account_notification(told), mark(told)) for _, told in sorted(by_cause.items())]


def _due_runs(control: DocumentStore, now: datetime) -> list[Due]:
    """Of runs as they ended; of one that was begun again, its next end is told."""
    recent, _ = run_notices(control).page(newest_first=True, limit=_RECENT)

    def mark(notice: RunNotice) -> Callable[[str], None]:
        def sent(message_id: str) -> None:
            update = {"state": "sent", "sent_at": now, "message_id": message_id}
            run_notices(control).put(notice.model_copy(update=update), notice.run_id)

        return sent

    pending = [notice for notice in recent if notice.state == "pending"]
    ended = ((runs(control).get(notice.run_id), notice) for notice in pending)
    return [
        (run_notification(run), mark(notice))
        for run, notice in ended
        if run.execution == notice.execution
    ]
