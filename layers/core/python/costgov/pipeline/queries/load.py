"""What load is expected of Auto Scaling groups, hour by hour."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from costgov.domain.load import LoadForecast
from costgov.domain.runs import Target
from costgov.errors import InvalidInput
from costgov.pipeline.load_records import load_forecasts, load_sort
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of, slice_of
from costgov.pipeline.queries.sights import basis_for, require
from costgov.pipeline.queries.stores import ReadStores


class LoadQuestion(Paged):
    """Every group, those of one account, or of one of its regions."""

    account: Annotated[
        str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId; all by default.")
    ] = None
    region: Annotated[
        str | None,
        Field(pattern=r"^[a-z0-9-]{1,32}$", description="A RegionId of the account."),
    ] = None

    @model_validator(mode="after")
    def _region_of_an_account(self) -> Self:
        if self.region is not None and self.account is None:
            raise InvalidInput("region needs account beside it")
        return self

    @property
    def prefix(self) -> str:
        """Where the groups asked for are sorted."""
        if self.account is None:
            return ""
        if self.region is None:
            return f"{self.account}/"
        return load_sort(Target(account_id=self.account, region=self.region))


class LoadForecasts(PagedAnswer):
    """Groups by account, region and name."""

    listed: ClassVar[str] = "predictions"

    predictions: tuple[LoadForecast, ...]


def load_predictions(stores: ReadStores, question: LoadQuestion) -> LoadForecasts:
    """Predicted hourly load of Auto Scaling groups, and which of two methods was better at it.

    Raises:
        InvalidInput: the page token is bad.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    page, next_page = _page(stores, question)
    found = tuple(
        one.model_copy(update={"basis": basis_for(stores.sight, one.basis)}) for one in page
    )
    return LoadForecasts(
        data_as_of=oldest(one.basis.as_of for one in found),
        sources=distinct(name for one in found for name in one.basis.sources),
        next_page=next_page,
        predictions=found,
    )


def _page(stores: ReadStores, question: LoadQuestion) -> tuple[Sequence[LoadForecast], str | None]:
    table = load_forecasts(stores.results)
    if question.account is not None or stores.sight.is_whole:
        if question.account is not None:
            require(stores.sight, question.account, f"account {question.account}")
        return page_of(
            table,
            question,
            lambda one: load_sort(one.target, one.group),
            prefix=question.prefix,
        )
    seen = [one for account in stores.sight.own for one in table.all(prefix=f"{account}/")]
    version = max((one.basis.as_of for one in seen), default="none")
    page, _, next_page = slice_of(question, version, len(seen), lambda part: seen[part])
    return page, next_page
