"""What load is expected of Auto Scaling groups, hour by hour."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from costgov.domain.load import LoadForecast
from costgov.domain.runs import Target
from costgov.errors import InvalidInput
from costgov.pipeline.load_records import load_forecasts, load_sort
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
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

    predictions: tuple[LoadForecast, ...]


def load_predictions(stores: ReadStores, question: LoadQuestion) -> LoadForecasts:
    """Predicted hourly load of Auto Scaling groups, and which of two methods was better at it.

    Raises:
        InvalidInput: the page token is bad.
    """
    found, next_page = page_of(
        load_forecasts(stores.results),
        question,
        lambda one: load_sort(one.target, one.group),
        prefix=question.prefix,
    )
    return LoadForecasts(
        data_as_of=oldest(one.basis.as_of for one in found),
        sources=distinct(name for one in found for name in one.basis.sources),
        next_page=next_page,
        predictions=found,
    )
