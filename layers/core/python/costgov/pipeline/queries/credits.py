"""Credits: what is left of each grant and how long it lasts, as the last run found."""

from typing import Annotated

from pydantic import Field

from costgov.domain.credits import CreditReport
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Question
from costgov.pipeline.queries.stores import ReadStores


class CreditsQuestion(Question):
    """One currency's credits."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None


class Credits(Answer):
    """Every configured grant of the currency, and the credits that none of them explains."""

    report: CreditReport


def cost_credits(stores: ReadStores, question: CreditsQuestion) -> Credits:
    """Credit balances, how long they last, and credits that nobody configured.

    Raises:
        InvalidInput: the currency is not clear.
        NotFound: no such currency, or the analysis has not run on it yet.
    """
    ledger = ledger_of(stores.costs, question.currency)
    report = records.credit_reports(stores.results).newest(ledger.currency)
    if report is None:
        raise NotFound("no credits are stored yet: the analysis has not run")
    basis = ledger.basis("credits on the bill")
    return Credits(
        data_as_of=basis.as_of, sources=basis.sources, currency=ledger.currency, report=report
    )
