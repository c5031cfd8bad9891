"""Who changed what, and who was refused."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, ClassVar, Final

from pydantic import Field

from costgov.clock import instant_text
from costgov.domain.audit import AuditEntry, Outcome
from costgov.pipeline.alerting.records import audit_index
from costgov.pipeline.audit import entry_sort
from costgov.pipeline.queries.exchange import Day, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.stores import ReadStores

# Of so many entries those that fit are one page: a rare caller's may take several empty ones.
_LOOKED_AT: Final = 1_000


class AuditQuestion(Paged):
    """Entries of a window of UTC days, the newest first; all there are where nothing is said."""

    start: Annotated[Day | None, Field(description="The first day.")] = None
    end: Annotated[Day | None, Field(description="The day after the last.")] = None
    who: Annotated[
        str | None, Field(min_length=1, max_length=512, description="Part of the caller's name.")
    ] = None
    subject: Annotated[
        str | None,
        Field(min_length=1, max_length=512, description="How the subject begins: `budget/`."),
    ] = None
    outcome: Annotated[Outcome | None, Field(description="done, refused or failed.")] = None


class AuditTrail(PagedAnswer):
    """Entries, the newest first; a page may hold none although `next_page` leads to more."""

    listed: ClassVar[str] = "entries"

    entries: tuple[AuditEntry, ...]


def audit_trail(stores: ReadStores, question: AuditQuestion) -> AuditTrail:
    """Every change and every refused request: who, what, before, after and why.

    Raises:
        InvalidInput: the page token is bad.
    """
    looked_at = list(islice(_newest_first(stores, question), _LOOKED_AT))
    found = [entry for entry in looked_at if _fits(entry, question)]
    kept = fitting(found[: question.limit])
    last = None
    if len(kept) < len(found):
        last = kept[-1]
    elif len(looked_at) == _LOOKED_AT:
        last = looked_at[-1]
    return AuditTrail(
        data_as_of=oldest(instant_text(entry.at) for entry in kept),
        sources=(),
        next_page=question.token(entry_sort(last)) if last else None,
        entries=tuple(kept),
    )


def _newest_first(stores: ReadStores, question: AuditQuestion) -> Iterator[AuditEntry]:
    position = question.position(1)
    after = position[0] if position else str(question.end) if question.end else None
    table = audit_index(stores.control)
    while True:
        entries, after = table.page(after=after, newest_first=True, limit=question.limit)
        for entry in entries:
            if question.start and entry_sort(entry) < str(question.start):
                return
            yield entry
        if after is None:
            return


def _fits(entry: AuditEntry, question: AuditQuestion) -> bool:
    return (
        (question.who is None or question.who in entry.who)
        and (question.subject is None or entry.subject.startswith(question.subject))
        and (question.outcome is None or question.outcome == entry.outcome)
    )
