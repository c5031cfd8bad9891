"""The backlog: what is advised, what it is worth, whose it is, and what became of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from costgov.domain.backlog.recommendation import Recommendation, Row
from costgov.domain.backlog.standing import (
    TO_DO,
    Decision,
    DecisionEntry,
    Stance,
    Standing,
    standing,
)
from costgov.domain.backlog.summary import BacklogSummary, Total
from costgov.domain.findings import Action
from costgov.errors import NotFound
from costgov.pipeline import backlog_records
from costgov.pipeline.queries.exchange import Answer, Question, distinct
from costgov.pipeline.queries.pages import Paged, PagedAnswer, slice_of
from costgov.pipeline.queries.sights import require
from costgov.pipeline.queries.stores import ReadStores

type Wanted = Literal[
    "to-do", "open", "approved", "planned", "done", "dismissed", "reopened", "covered", "any"
]
type RecommendationSort = Literal[
    "-saving", "saving", "-monthly_cost", "monthly_cost", "-confidence", "account_id", "owner"
]
type RecommendationId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{20}$", description="The recommendation's id.")
]
type Text = Annotated[str, Field(max_length=256)]
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "checks": ("checks",),
    "aws": ("aws",),
    "both": ("checks", "aws"),
}
"""Who says what a recommendation says."""


class RecommendationsQuestion(Paged):
    """The backlog, by default the largest saving first; what has no price comes last."""

    state: Annotated[
        Wanted, Field(description="`to-do` is what is open, reopened, approved or planned.")
    ] = "to-do"
    account: Annotated[str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId.")] = (
        None
    )
    region: Annotated[Text | None, Field(description="A RegionId, or `global`.")] = None
    owner: Annotated[Text | None, Field(description="As its tag says, else the account.")] = None
    action: Annotated[Action | None, Field(description="What is to be done.")] = None
    check: Annotated[Text | None, Field(description="The id of a check.")] = None
    kind: Annotated[Text | None, Field(description="A CloudFormation type.")] = None
    min_saving: Annotated[
        Decimal | None, Field(ge=0, description="A month's, in the currency of each.")
    ] = None
    sort: Annotated[
        RecommendationSort,
        Field(description="`-` is the largest first; what has no such figure comes last."),
    ] = "-saving"

    def ordered(self, rows: list["ListedRecommendation"]) -> list["ListedRecommendation"]:
        """The rows in the order that was asked for; as they were where two are equal."""
        name = self.sort.removeprefix("-")
        known = [row for row in rows if getattr(row, name) is not None]
        unknown = [row for row in rows if getattr(row, name) is None]
        known.sort(key=lambda row: getattr(row, name), reverse=self.sort.startswith("-"))
        return known + unknown

    def accepts(self, row: Row, state: Stance) -> bool:
        """Whether it is one that was asked for."""
        asked = (
            (self.account, row.account_id),
            (self.region, row.region),
            (self.owner, row.owner),
            (self.action, row.action),
            (self.check, row.check),
            (self.kind, row.kind),
        )
        return (
            self._has(state)
            and all(wanted in {None, found} for wanted, found in asked)
            and (self.min_saving is None or (row.saving or Decimal(0)) >= self.min_saving)
        )

    def _has(self, state: Stance) -> bool:
        if self.state == "any":
            return True
        return state in TO_DO if self.state == "to-do" else state.value == self.state


class ListedRecommendation(Row):
    """A row with how it stands."""

    standing: Standing


class Recommendations(PagedAnswer):
    """A page of the backlog.

    `count` and `savings` are of everything that was asked for, on all pages; `totals` of the whole
    backlog as it was computed on its day, beside the spend (for who sees every account).
    """

    listed: ClassVar[str] = "recommendations"

    as_of: date | None
    count: int
    savings: dict[str, Decimal]
    totals: tuple[Total, ...]
    recommendations: tuple[ListedRecommendation, ...]


class RecommendationQuestion(Question):
    """One recommendation."""

    id: RecommendationId


class RecommendationDetail(Answer):
    """One recommendation with its arithmetic, options, facts and history.

    `covered` are those that it makes superfluous, `covered_by` the one that makes it so, `first`
    those that are to be done before it.
    """

    recommendation: Recommendation
    standing: Standing
    history: tuple[DecisionEntry, ...]
    covered: tuple[ListedRecommendation, ...]
    covered_by: ListedRecommendation | None
    first: tuple[ListedRecommendation, ...]


def list_recommendations(stores: ReadStores, question: RecommendationsQuestion) -> Recommendations:
    """Recommendations, the largest saving first.

    Raises:
        InvalidInput: the page token is bad.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    summary = backlog_summary(stores)
    if summary is None:
        return Recommendations(
            data_as_of=None,
            sources=(),
            next_page=None,
            as_of=None,
            count=0,
            savings={},
            totals=(),
            recommendations=(),
        )
    if question.account is not None:
        require(stores.sight, question.account, f"account {question.account}")
    said = _decisions(stores)
    every = (_listed(row, said, summary.as_of) for row in backlog_rows(stores))
    found = question.ordered([one for one in every if question.accepts(one, one.standing.state)])
    page, _, next_page = slice_of(
        question, _version(summary, said), len(found), lambda part: found[part]
    )
    currencies = [total.currency for total in summary.totals]
    return Recommendations(
        data_as_of=summary.as_of.isoformat(),
        sources=distinct(name for one in found for name in SOURCES[one.source]),
        currency=currencies[0] if len(currencies) == 1 else None,
        next_page=next_page,
        as_of=summary.as_of,
        count=len(found),
        savings=savings_of(found),
        # Those are of every account, beside the organisation's spend.
        totals=summary.totals if stores.sight.is_whole else (),
        recommendations=tuple(page),
    )


def recommendation(stores: ReadStores, question: RecommendationQuestion) -> RecommendationDetail:
    """One recommendation: how its saving was computed, its options, and its history.

    Raises:
        NotFound: there is no such recommendation.
    """
    one, summary = stored_recommendation(stores, question.id), backlog_summary(stores)
    said = decision_on(stores, one.id)
    as_of = summary.as_of if summary else one.life.last_seen
    behind = one.life.covered_by
    others = {
        name: _listed_of(stores, name, as_of)
        for name in {*one.covers, *one.after, *({behind} if behind else ())}
    }
    return RecommendationDetail(
        data_as_of=one.finding.as_of.isoformat(),
        sources=SOURCES[one.source],
        currency=one.finding.saving.currency if one.finding.saving else None,
        recommendation=one,
        standing=standing(one.life, said, as_of),
        history=said.history if said else (),
        covered=_there(others[name] for name in one.covers),
        covered_by=others[behind] if behind else None,
        first=_there(others[name] for name in one.after),
    )


def stored_recommendation(stores: ReadStores, name: str) -> Recommendation:
    """A recommendation by its id.

    Raises:
        NotFound: there is none that the caller sees.
    """
    missing = f"there is no recommendation {name}"
    try:
        found = backlog_records.recommendations(stores.results).get(name)
    except NotFound as error:
        raise NotFound(missing) from error
    if not stores.sight.sees(found.finding.subject.account_id):
        raise NotFound(missing)
    return found


def decision_on(stores: ReadStores, name: str) -> Decision | None:
    """What was decided on a recommendation, if anything was."""
    try:
        return backlog_records.decisions(stores.control).get(name)
    except NotFound:
        return None


def backlog_summary(stores: ReadStores) -> BacklogSummary | None:
    """What the backlog comes to; None before its first day."""
    try:
        return backlog_records.backlog_summaries(stores.results).get(backlog_records.ONLY)
    except NotFound:
        return None


def backlog_rows(stores: ReadStores) -> list[Row]:
    """Every row that the caller sees, the largest saving first."""
    pages = backlog_records.backlog_pages(stores.results).all()
    return [row for page in pages for row in page.rows if stores.sight.sees(row.account_id)]


def savings_of(found: Iterable[ListedRecommendation]) -> dict[str, Decimal]:
    """What those that are to be done save a month, by currency; no money twice."""
    savings: dict[str, Decimal] = {}
    for one in found:
        if one.currency and one.saving and one.saving > 0 and one.standing.state in TO_DO:
            savings[one.currency] = savings.get(one.currency, Decimal(0)) + one.saving
    return savings


def _decisions(stores: ReadStores) -> dict[str, Decision]:
    return {one.id: one for one in backlog_records.decisions(stores.control).all()}


def _listed(row: Row, said: Mapping[str, Decision], as_of: date) -> ListedRecommendation:
    stands = standing(row.life, said.get(row.id), as_of)
    return ListedRecommendation.model_construct(**dict(row), standing=stands)


def _listed_of(stores: ReadStores, name: str, as_of: date) -> ListedRecommendation | None:
    try:
        row = Row.of(stored_recommendation(stores, name))
    except NotFound:
        return None
    said = decision_on(stores, name)
    return _listed(row, {name: said} if said else {}, as_of)


def _there(
    found: Iterable[ListedRecommendation | None],
) -> tuple[ListedRecommendation, ...]:
    return tuple(one for one in found if one is not None)


def _version(summary: BacklogSummary, said: Mapping[str, Decision]) -> str:
    """Names what the list is made of: the run, and what was decided since."""
    latest = sorted(f"{one.id} {one.latest.at.isoformat()}" for one in said.values())
    return sha256("\n".join([summary.run_id, *latest]).encode()).hexdigest()[:16]
