"""In which order to do what is advised, and the safest way to save a percentage of the spend."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from costgov.domain.findings import Action
from costgov.domain.investment import Investment
from costgov.domain.roadmap import MAX_TARGET, MIN_TARGET, Pick, Roadmap
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import backlog_records
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Question, distinct
from costgov.pipeline.queries.recommendations import SOURCES, backlog_rows, backlog_summary
from costgov.pipeline.queries.stores import ReadStores


class RoadmapQuestion(Question):
    """The roadmap, and with `savings_target` the set of steps that saves so much of the spend."""

    savings_target: Annotated[
        int | None,
        Field(ge=MIN_TARGET, le=MAX_TARGET, description="Whole percent of a month's spend."),
    ] = None
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None


class Picked(Pick):
    """A chosen recommendation by name; what is in the backlog no more has none."""

    title: str | None
    name: str | None
    account_id: str | None
    owner: str | None
    action: Action | None


class TargetAnswer(Frozen):
    """The least risky set for the target that was asked for, the largest saving first.

    Where it is out of reach `reached` is false, `missing` says by how much, and the set is the one
    that saves the most. `percent` is what it saves of the spend.
    """

    savings_target: int
    wanted: Decimal
    reached: bool
    missing: Decimal
    saving: Decimal
    percent: Decimal
    risk: Decimal
    hours: Decimal
    investment: Investment
    steps: tuple[Picked, ...]


class RoadmapAnswer(Answer):
    """The phases, and the answer to the target where there was one."""

    as_of: date
    roadmap: Roadmap
    target: TargetAnswer | None


def roadmap(stores: ReadStores, question: RoadmapQuestion) -> RoadmapAnswer:
    """The backlog in phases, and the least risky set that saves a percentage of the spend.

    Raises:
        NotFound: no roadmap is stored, or none in this currency.
        InvalidInput: the currency is not clear, or no spend is known to take a percentage of.
    """
    found = _roadmap(stores, question.currency)
    target = question.savings_target
    summary = backlog_summary(stores)
    said = summary.sources if summary else {}
    return RoadmapAnswer(
        data_as_of=found.as_of.isoformat(),
        sources=distinct(name for each in said for name in SOURCES[each]),
        currency=found.currency,
        as_of=found.as_of,
        roadmap=found,
        target=None if target is None else _target(stores, found, target),
    )


def _roadmap(stores: ReadStores, currency: str | None) -> Roadmap:
    stored = {one.currency: one for one in backlog_records.roadmaps(stores.results).all()}
    if not stored:
        raise NotFound("no roadmap is stored yet")
    if currency is None and len(stored) > 1:
        raise InvalidInput(f"name a currency: {', '.join(sorted(stored))}")
    if currency is not None and currency not in stored:
        raise NotFound(f"there is no roadmap in {currency}; there is {', '.join(sorted(stored))}")
    return stored[currency] if currency else next(iter(stored.values()))


def _target(stores: ReadStores, found: Roadmap, target: int) -> TargetAnswer:
    if found.spend is None or found.spend.amount <= 0:
        raise InvalidInput(f"no spend in {found.currency} is known to take a percentage of")
    table = backlog_records.target_sets(stores.results)
    wanted = found.spend.amount * target / MAX_TARGET
    try:
        chosen = table.get(backlog_records.target_sort(target), found.currency)
    except NotFound:
        chosen = table.get(backlog_records.MOST, found.currency)
    return TargetAnswer(
        savings_target=target,
        wanted=wanted,
        reached=chosen.saving >= wanted,
        missing=max(wanted - chosen.saving, Decimal(0)),
        saving=chosen.saving,
        percent=chosen.percent,
        risk=chosen.risk,
        hours=chosen.hours,
        investment=chosen.investment,
        steps=tuple(_named(stores, chosen.picks)),
    )


def _named(stores: ReadStores, picks: Sequence[Pick]) -> Iterator[Picked]:
    rows = {row.id: row for row in backlog_rows(stores)}
    for pick in picks:
        row = rows.get(pick.id)
        yield Picked(
            **dict(pick),
            title=row.title if row else None,
            name=row.name if row else None,
            account_id=row.account_id if row else None,
            owner=row.owner if row else None,
            action=row.action if row else None,
        )
