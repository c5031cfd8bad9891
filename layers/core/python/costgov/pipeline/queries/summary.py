"""The state of each currency's ledger, as the analysis stored it."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from costgov.domain.costs import TOTAL
from costgov.domain.insights import Summary, Trend
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.ledger import CutReader, currency_ledgers
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Question, distinct, oldest
from costgov.pipeline.queries.sights import reader_of, sources_seen
from costgov.pipeline.queries.stores import ReadStores

_NO_TREND: Final = Trend(label="not computed", percent=None, days=0)


class SummaryQuestion(Question):
    """One currency's summary, or all of them."""

    currency: Annotated[CurrencyCode | None, Field(description="All when left out.")] = None


class CostSummary(Answer):
    """The newest summary of each currency; each names its own currency and basis.

    Who sees some accounts only gets the sums of these, as known now; their trend is not computed.
    """

    listed: ClassVar[str] = "summaries"

    summaries: tuple[Summary, ...]


def cost_summary(stores: ReadStores, question: SummaryQuestion) -> CostSummary:
    """The state of each currency's ledger.

    Raises:
        NotFound: there is no such currency, or the analysis has not run on it yet.
    """
    currencies = (
        [ledger.currency for ledger in currency_ledgers(stores.costs)]
        if question.currency is None
        else [ledger_of(stores.costs, question.currency).currency]
    )
    newest = [records.summaries(stores.results).newest(currency) for currency in currencies]
    found = [_seen(stores, summary) for summary in newest if summary is not None]
    if not found:
        raise NotFound("no summary is stored yet: the analysis has not run")
    return CostSummary(
        data_as_of=oldest(summary.basis.as_of for summary in found),
        sources=distinct(name for summary in found for name in summary.basis.sources),
        currency=found[0].currency if len(found) == 1 else None,
        summaries=tuple(found),
    )


def _seen(stores: ReadStores, summary: Summary) -> Summary:
    """The summary itself, or that of the accounts which the caller sees, as of its day."""
    if stores.sight.is_whole:
        return summary
    ledger = ledger_of(stores.costs, summary.currency)
    whole = CutReader(stores.costs, ledger.currency, ledger.window(summary.as_of))
    reader = reader_of(stores.sight, whole)
    settled = summary.settled_until or ledger.settled_until
    found = summarise(ledger, reader, summary.as_of, _NO_TREND, settled)
    sources = sources_seen(stores.sight, ledger, reader.cut(TOTAL))
    return found.model_copy(update={"basis": found.basis.model_copy(update={"sources": sources})})
