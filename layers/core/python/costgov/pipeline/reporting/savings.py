"""The backlog as the report shows it: what is worth most, in which order, and what was not seen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.backlog.coverage import AccountAdvice, NoAdviceGroup
from costgov.domain.backlog.recommendation import Row
from costgov.domain.backlog.standing import TO_DO, Standing, standing
from costgov.domain.backlog.summary import BacklogSummary, Total
from costgov.domain.roadmap import Phase, Roadmap
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import backlog_records
from costgov.pipeline.reporting.text import money, percent, plural, quantity_text, ratio_percent

ROWS = 25
REASONS = 15
PLACES = 50


@dataclass(frozen=True, slots=True)
class SavingRow:
    """A recommendation and how it stands on the day."""

    row: Row
    standing: Standing

    @property
    def is_to_do(self) -> bool:
        """Whether it may still be done."""
        return self.standing.state in TO_DO


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why checks could not tell anything of so many resources."""

    check: str
    reason: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class UnseenRow:
    """A place that could not be looked at, or only in part."""

    place: str
    as_of: date | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class SavingsSection:
    """What a run has stored of savings; `summary` is None where it stored nothing."""

    summary: BacklogSummary | None
    rows: tuple[SavingRow, ...]
    roadmaps: tuple[Roadmap, ...]
    accounts: tuple[AccountAdvice, ...]

    @property
    def to_do(self) -> tuple[SavingRow, ...]:
        """What may still be done, the largest saving first."""
        return tuple(one for one in self.rows if one.is_to_do)

    @property
    def top(self) -> tuple[SavingRow, ...]:
        """Those that are shown."""
        return self.to_do[:ROWS]

    @property
    def hidden(self) -> int:
        """How many are not."""
        return max(len(self.to_do) - ROWS, 0)

    @property
    def groups(self) -> tuple[NoAdviceGroup, ...]:
        """Every reason for no advice of every account."""
        return tuple(group for one in self.accounts for group in one.no_advice)

    @property
    def reasons(self) -> tuple[ReasonRow, ...]:
        """The reasons of most resources."""
        counts: defaultdict[tuple[str, str], int] = defaultdict(int)
        examples: dict[tuple[str, str], str] = {}
        for group in self.groups:
            key = (group.check, group.reason)
            counts[key] += group.count
            examples.setdefault(key, group.examples[0].name if group.examples else "")
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            ReasonRow(check, reason, count, examples[check, reason])
            for (check, reason), count in ordered[:REASONS]
        )

    @property
    def without_advice(self) -> int:
        """How often a check could not tell anything of a resource."""
        return sum(count.unknown for one in self.accounts for count in one.checks)

    @property
    def judged(self) -> int:
        """How often a check looked at a resource."""
        return sum(count.looked_at for one in self.accounts for count in one.checks)

    @property
    def unseen(self) -> tuple[UnseenRow, ...]:
        """Every place that was not looked at as a whole, as many as are shown."""
        return tuple(_unseen(self.accounts))[:PLACES]


def read_savings(control: DocumentStore, results: DocumentStore) -> SavingsSection:
    """What the last run of the advice stored."""
    try:
        summary = backlog_records.backlog_summaries(results).get(backlog_records.ONLY)
    except NotFound:
        return SavingsSection(None, (), (), ())
    said = {one.id: one for one in backlog_records.decisions(control).all()}
    pages = backlog_records.backlog_pages(results).all()
    return SavingsSection(
        summary=summary,
        rows=tuple(
            SavingRow(row, standing(row.life, said.get(row.id), summary.as_of))
            for page in pages
            for row in page.rows
        ),
        roadmaps=tuple(backlog_records.roadmaps(results).all()),
        accounts=tuple(backlog_records.account_advice(results).all()),
    )


def total_words(total: Total) -> str:
    """`$1,204.10 a month ($980.00 to $1,300.00), 4.1 % of $29,000.00, in 37 recommendations`."""
    low, high = (money(one, total.currency) for one in (total.low, total.high))
    said = f"{money(total.saving, total.currency)} a month"
    if total.low != total.high:
        said += f" ({low} to {high})"
    if total.spend is not None:
        share = ratio_percent(total.saving, total.spend.amount)
        spend = money(total.spend.amount, total.currency)
        said += f", {percent(share)} of {spend}" if share is not None else ""
    return f"{said}, in {plural(total.recommendations, 'recommendation')}"


def saving_text(row: Row) -> str | None:
    """What counts a month, None where there is no price."""
    if row.saving is None or row.currency is None:
        return None
    return money(row.saving, row.currency)


def break_even_words(phase: Phase, currency: str) -> str:
    """`$300.00 of work, paid back in 5.8 months`."""
    found = phase.investment
    cost = money(found.cost, currency)
    if found.break_even_months is None:
        return f"{cost} of work"
    months = quantity_text(round(found.break_even_months, 1))
    return f"{cost} of work, paid back in {months} months"


def return_words(phase: Phase) -> str | None:
    """The return over the months counted, in percent of the cost; None without a cost."""
    found: Decimal | None = phase.investment.return_percent
    return None if found is None else percent(found)


def _unseen(accounts: Iterable[AccountAdvice]) -> Iterator[UnseenRow]:
    for account in accounts:
        for place in account.places:
            name = f"{account.account_id}, {place.region}"
            for gap in place.not_seen:
                yield UnseenRow(name, place.as_of, gap.reason, gap.detail)
            if place.as_of is None and not place.not_seen and place.region != "global":
                yield UnseenRow(name, None, "never seen", "no inventory of it is stored")
