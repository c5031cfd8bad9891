"""The state of each currency's ledger, as the analysis stored it."""

from typing import Annotated

from pydantic import Field

from costgov.domain.insights import Summary
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Question, distinct, oldest
from costgov.pipeline.queries.stores import ReadStores


class SummaryQuestion(Question):
    """One currency's summary, or all of them."""

    currency: Annotated[CurrencyCode | None, Field(description="All when left out.")] = None


class CostSummary(Answer):
    """The newest summary of each currency; each names its own currency and basis."""

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
    found = [summary for summary in newest if summary is not None]
    if not found:
        raise NotFound("no summary is stored yet: the analysis has not run")
    return CostSummary(
        data_as_of=oldest(summary.basis.as_of for summary in found),
        sources=distinct(name for summary in found for name in summary.basis.sources),
        currency=found[0].currency if len(found) == 1 else None,
        summaries=tuple(found),
    )
