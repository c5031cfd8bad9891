"""Reads the organisation's accounts, keeps their history, and says which cannot be looked at."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from costgov.configuration import OrganizationAccounts
from costgov.domain.accounts import (
    CLOSED,
    PENDING_ACTIVATION,
    SUSPENDED,
    AccountInfo,
    ListedAccount,
    seen,
)
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import DISCOVER_ACCOUNTS, ORGANIZATION, Gap, StepRecord
from costgov.errors import AccountNotReady, AccountSuspended, NoOrganization, SourceError
from costgov.gateways.ports import DocumentStore, Organization
from costgov.pipeline import records


def discover_accounts(
    run_id: str,
    wanted: OrganizationAccounts,
    organization: Organization,
    control: DocumentStore,
    now: datetime,
) -> Mapping[str, AccountInfo]:
    """What is known of every account, by id; nothing unless discovery is on.

    A listing that fails is a gap, and what was known before still counts. An account that is in
    no organisation is alone, which is no gap, unless others were known before. A suspended account
    is one; a closed account, one that has left and an excluded one are not: nothing is expected of
    them.

    Raises:
        StoreError: the accounts or the record could not be written.
    """
    if not wanted.discover:
        return {}
    known = {info.id: info for info in records.accounts(control).all()}
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    try:
        listed = _listed(organization, known.values())
    except SourceError as error:
        gaps = (_gap(ORGANIZATION, error.reason, str(error), now),)
    else:
        before, known = known, seen(known, listed, now.date())
        records.accounts(control).make_equal((info.id, info) for info in known.values())
        notes = tuple(_news(before, known))
    got = 0 if gaps else 1
    gaps += tuple(_closed_doors(known.values(), wanted.exclude, now))
    record = StepRecord(
        step=DISCOVER_ACCOUNTS, expected=1, got=got, gaps=gaps, notes=notes, finished_at=now
    )
    records.record_step(control, run_id, record)
    return known


def _listed(organization: Organization, known: Iterable[AccountInfo]) -> list[ListedAccount]:
    try:
        return organization.accounts()
    except NoOrganization:
        # That all of them left at once is for somebody to say: by turning discovery off.
        if any(info.left_on is None for info in known):
            raise
        return []


def _closed_doors(
    known: Iterable[AccountInfo], excluded: Collection[str], now: datetime
) -> Iterator[Gap]:
    for info in known:
        if info.left_on is not None or info.id in excluded:
            continue
        if info.state == SUSPENDED:
            detail = f"AWS has suspended account {info.name}"
            yield _gap(info.id, AccountSuspended.reason, detail, now)
        if info.state == PENDING_ACTIVATION:
            detail = f"the sign-up of account {info.name} is not complete"
            yield _gap(info.id, AccountNotReady.reason, detail, now)


def _news(before: Mapping[str, AccountInfo], known: Mapping[str, AccountInfo]) -> Iterator[str]:
    """What has changed since the last listing, in words."""
    for info in sorted(known.values(), key=lambda info: info.id):
        was = before.get(info.id)
        if was is None:
            yield f"account {info.id} ({info.name}) is new"
            continue
        if was.name != info.name:
            yield f"account {info.id} ({was.name}) is now called {info.name}"
        if was.left_on is None and info.left_on is not None:
            yield f"account {info.id} ({info.name}) is no longer visible"
        if was.state != info.state and info.state in CLOSED:
            yield f"account {info.id} ({info.name}) is closed"


def _gap(target: str, reason: str, detail: str, now: datetime) -> Gap:
    return Gap(
        step=DISCOVER_ACCOUNTS,
        target=target,
        reason=reason,
        detail=detail,
        retry_after=now.date() + ONE_DAY,
    )
