"""Months that were restated after they were over, also after their close."""

from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.restatements import Correction
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores


class CorrectionsQuestion(Paged):
    """One currency's corrections."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None


class Corrections(PagedAnswer):
    """The newest month first; what a month was before and after, in each metric."""

    listed: ClassVar[str] = "corrections"

    corrections: tuple[Correction, ...]


def cost_corrections(stores: ReadStores, question: CorrectionsQuestion) -> Corrections:
    """Months whose total was restated after they were over.

    Raises:
        InvalidInput: the currency is not clear, or the page token is bad.
        NotFound: no such currency.
    """
    ledger = ledger_of(stores.costs, question.currency)
    found, next_page = page_of(
        records.corrections(stores.control),
        question,
        records.correction_sort,
        ledger.currency,
        newest_first=True,
    )
    basis = ledger.basis("corrections")
    return Corrections(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=next_page,
        corrections=found,
    )
