"""The backlog of a day: today's findings beside what was known and decided before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costgov.domain.backlog.before_doing import before_doing
from costgov.domain.backlog.commitment_order import after_usage
from costgov.domain.backlog.limits import EVERYWHERE, account_of, clipped, everywhere
from costgov.domain.backlog.overlaps import Counted, Found, counted
from costgov.domain.backlog.recommendation import (
    AwsWord,
    Looked,
    Recommendation,
    Row,
    Source,
    lives,
    not_found,
)
from costgov.domain.backlog.standing import Decision, Life, is_dismissed
from costgov.domain.backlog.summary import (
    BacklogSummary,
    Spend,
    counts,
    pages,
    row_order,
    tallied,
    totals,
)
from costgov.domain.findings import Finding
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import backlog_records
from costgov.pipeline.optimise_spend import Spending


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of earlier days: recommendations and decisions, by id."""

    recommendations: Mapping[str, Recommendation]
    decisions: Mapping[str, Decision]

    @classmethod
    def read(cls, results: DocumentStore, control: DocumentStore) -> "Known":
        """All of it."""
        stored = backlog_records.recommendations(results).all()
        said = backlog_records.decisions(control).all()
        return cls({one.id: one for one in stored}, {one.id: one for one in said})

    @property
    def arns(self) -> frozenset[str]:
        """The resources that anything was recommended for."""
        return frozenset(one.finding.subject.arn for one in self.recommendations.values())


@dataclass(frozen=True, slots=True)
class Today:
    """What was found today, AWS's own words by finding id, and what could not be looked for."""

    found: Sequence[Found]
    looked: Looked
    words: Mapping[str, tuple[AwsWord, ...]]


def backlog(today: Today, known: Known, spending: Iterable[Spending]) -> list[Recommendation]:
    """Every recommendation as of today, the largest saving first."""
    as_of = today.looked.as_of
    set_aside = [
        one.finding.id
        for one in today.found
        if is_dismissed(_as_found(one.finding, today), known.decisions.get(one.finding.id), as_of)
    ]
    every = counted(today.found, set_aside)
    every = after_usage(every)
    for one in spending:
        total = one.total
        every = clipped(every, one.accounts, total.currency, account_of)
        every = clipped(every, {EVERYWHERE: total.amount}, total.currency, everywhere)
    going_on = lives(every, known.recommendations, today.looked)
    found = [_recommendation(one, going_on[one.id], today) for one in every]
    gone = not_found(going_on, tuple(known.recommendations.values()), today.looked)
    return sorted([*found, *gone], key=lambda one: row_order(Row.of(one)))


def _as_found(finding: Finding, today: Today) -> Life:
    as_of = today.looked.as_of
    saving = finding.saving.amount if finding.saving else None
    return Life(first_seen=as_of, last_seen=as_of, saving=saving)


def _recommendation(one: Counted, life: Life, today: Today) -> Recommendation:
    finding, words = one.found.finding, today.words.get(one.id, ())
    source: Source = "aws" if not one.found.ours else "both" if words else "checks"
    return Recommendation(
        finding=finding,
        owner=finding.subject.owner or finding.subject.account_id,
        source=source,
        aws=words,
        saving=one.amount,
        low=one.low,
        high=one.high,
        counted_why=one.why,
        covers=one.covers,
        after=one.after,
        before_doing=before_doing(finding),
        life=life,
    )


def store_backlog(
    results: DocumentStore, found: Sequence[Recommendation], summary: BacklogSummary
) -> None:
    """Make what is stored this backlog: each recommendation, the lists of them, what it comes to.

    Raises:
        StoreError: the store refused.
    """
    backlog_records.recommendations(results).make_equal((one.id, one) for one in found)
    backlog_records.backlog_pages(results).make_equal(pages(found))
    summaries = backlog_records.backlog_summaries(results)
    summaries.make_equal([(backlog_records.ONLY, summary)])


def summarised(
    found: Sequence[Recommendation],
    spend: Mapping[str, Spend],
    *,
    run_id: str,
    as_of: date,
    accounts: int,
    resources: int,
) -> BacklogSummary:
    """What a backlog comes to."""
    here = [one for one in found if counts(one)]
    prices = [one.finding.saving.prices_as_of for one in here if one.finding.saving]
    return BacklogSummary(
        as_of=as_of,
        run_id=run_id,
        totals=totals(here, spend),
        unpriced=sum(one.finding.saving is None for one in here),
        actions=tallied(one.finding.action for one in here),
        sources=tallied(one.source for one in here),
        accounts=accounts,
        resources=resources,
        prices_as_of=min(prices, default=None),
    )
