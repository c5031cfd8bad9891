"""How each source of billing files stands, kept so that one importer at a time works on it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from costgov.domain.deliveries import Delivery, DeliveryState, DeliveryStatus, Lease, Verdict
from costgov.domain.keys import source_part
from costgov.domain.period import Month
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

# The function is stopped after fifteen minutes; what it had begun may then be begun again.
LEASE: Final = timedelta(minutes=20)
_ATTEMPTS: Final = 5

type Change = Callable[[DeliveryState | None], DeliveryState | None]


def state_of(control: DocumentStore, source: str) -> DeliveryState | None:
    """How the source stands; None when nothing was ever heard of it."""
    try:
        return records.deliveries(control).get(source_part(source))
    except NotFound:
        return None


def claim(control: DocumentStore, source: str, delivery: Delivery, now: datetime) -> Verdict:
    """Become the source's only importer if the delivery is to be imported.

    Raises:
        VersionConflict: others keep writing.
    """
    verdict = Verdict.IMPORT

    def leased(state: DeliveryState | None) -> DeliveryState | None:
        nonlocal verdict
        verdict = delivery.verdict(state, now)
        if verdict is not Verdict.IMPORT:
            return state
        lease = Lease(until=now + LEASE, version=delivery.version, etags=delivery.etags)
        before = state or DeliveryState(source=source, status="waiting", noted_at=now)
        return before.model_copy(update={"lease": lease})

    _amend(control, source, leased)
    return verdict


def note_imported(
    control: DocumentStore, source: str, delivery: Delivery, now: datetime
) -> DeliveryState | None:
    """The delivery's facts are stored: the end of a claim."""
    return _amend(
        control,
        source,
        lambda _: DeliveryState(
            source=source,
            status="imported",
            noted_at=now,
            version=delivery.version,
            etags=delivery.etags,
            reading=delivery.reading,
            imported_at=now,
        ),
    )


def note_news(
    control: DocumentStore,
    source: str,
    status: DeliveryStatus,
    reason: str,
    *,
    now: datetime,
    seen: Mapping[str, str] | None = None,
    claimed: bool = False,
) -> DeliveryState | None:
    """A delivery that is not imported, and why; what is stored stays, and so does its version.

    It is the end of a claim where it was `claimed`; else another importer's claim stands.
    """

    def noted(state: DeliveryState | None) -> DeliveryState:
        before = state or DeliveryState(source=source, status=status, noted_at=now)
        return before.model_copy(
            update={
                "status": status,
                "reason": reason,
                "noted_at": now,
                "seen": dict(seen or {}),
                "lease": None if claimed else before.lease,
            }
        )

    return _amend(control, source, noted)


def note_waiting(control: DocumentStore, source: str, now: datetime) -> None:
    """A file came that no manifest lists yet; only the first one is news."""

    def noted(state: DeliveryState | None) -> DeliveryState:
        if state is None:
            return DeliveryState(source=source, status="waiting", noted_at=now, waiting_since=now)
        return state.model_copy(update={"waiting_since": state.waiting_since or now})

    _amend(control, source, noted)


def note_begun(control: DocumentStore, source: str, months: Collection[Month]) -> None:
    """Months are about to be written; should the importer die, the next one replaces them too."""

    def noted(state: DeliveryState | None) -> DeliveryState | None:
        if state is None:
            return None
        begun = tuple(sorted({*state.begun, *map(str, months)}))
        return state.model_copy(update={"begun": begun})

    _amend(control, source, noted)


def forget(control: DocumentStore, source: str) -> None:
    """The source is no more: its file has become part of an export's delivery."""
    table = records.deliveries(control)
    table.store.delete(table.partition(), source_part(source))


def _amend(control: DocumentStore, source: str, change: Change) -> DeliveryState | None:
    """Apply a change to the state as it is, again if somebody else wrote meanwhile."""
    table, sort = records.deliveries(control), source_part(source)
    for _ in range(_ATTEMPTS):
        try:
            stored = table.versioned(sort)
        except NotFound:
            state, version = None, 0
        else:
            state, version = table.read(stored), stored.version
        wanted = change(state)
        if wanted is None or wanted == state:
            return state
        try:
            table.put(wanted, sort, if_version=version)
        except VersionConflict:
            continue
        return wanted
    raise VersionConflict(f"how {source} stands was written by others {_ATTEMPTS} times")
