"""How much of each instance was in use lately: CPU, memory, disk, network, day by day."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, ClassVar, Final

from pydantic import Field

from costgov.domain.daily_values import unpacked
from costgov.domain.money import exact_sum
from costgov.domain.period import Month
from costgov.domain.resource_use import AVERAGE, MAXIMUM, ResourceMonth, parted, unit_of
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.resources import targets_of
from costgov.pipeline.queries.sights import require
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.use_records import resource_month_sort, resource_months

MAX_DAYS: Final = 31
_PLACES: Final = Decimal("0.01")
_QUOTIENT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


class UtilizationQuestion(Paged):
    """Instances by account, region and id; those of one account or region."""

    days: Annotated[
        int, Field(ge=1, le=MAX_DAYS, description="So many of the latest days that are known.")
    ] = 1
    account: Annotated[
        str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId; all by default.")
    ] = None
    region: Annotated[
        str | None, Field(pattern=r"^[a-z0-9-]{1,32}$", description="A RegionId; all by default.")
    ] = None


class Utilization(Frozen):
    """One metric of an instance in percent, or of what its unit says, over `days` known days.

    `average` is the mean of the days' averages to two places, `peak` the highest of their highest
    values; None where the source tells no such statistic.
    """

    account_id: str
    region: str
    resource_id: str
    metric: str
    unit: str
    average: Decimal | None
    peak: Decimal | None
    first_day: date
    last_day: date
    days: int


class Utilizations(PagedAnswer):
    """Instances that were measured; one that was not is absent, not idle."""

    listed: ClassVar[str] = "use"

    use: tuple[Utilization, ...]


class _Use(Frozen):
    """An instance's metrics, which stay on one page."""

    target: str
    resource_id: str
    metrics: tuple[Utilization, ...]


def utilization(stores: ReadStores, question: UtilizationQuestion) -> Utilizations:
    """How much of each instance was in use over the latest days that are known.

    Raises:
        InvalidInput: the page token is bad.
        Forbidden: the account that was asked for is not the caller's to see.
    """
    if question.account is not None:
        require(stores.sight, question.account, f"account {question.account}")
    found: list[_Use] = []
    for one in _instances(stores, question):
        found.append(one)
        if len(found) > question.limit:
            break
    kept = fitting(found[: question.limit])
    use = tuple(metric for one in kept for metric in one.metrics)
    last = kept[-1] if kept else None
    more = last is not None and len(kept) < len(found)
    return Utilizations(
        data_as_of=oldest(metric.last_day.isoformat() for metric in use),
        sources=distinct("cloudwatch" for _ in use),
        next_page=question.token(last.target, last.resource_id) if last and more else None,
        use=use,
    )


def _instances(stores: ReadStores, question: UtilizationQuestion) -> Iterator[_Use]:
    newest = records.runs(stores.control).newest()
    if newest is None:
        return
    begun, after = question.position(2) or ("", "")
    month, table = Month.of(newest.as_of), resource_months(stores.results)
    for target in targets_of(stores.control):
        account, _, region = target.partition("/")
        wanted = question.account in {None, account} and question.region in {None, region}
        if not wanted or target < begun or not stores.sight.sees(account):
            continue
        for one in _months(stores, (account, region), month, after if target == begun else ""):
            months = [one]
            with suppress(NotFound):
                sort = resource_month_sort(str(month.shift(-1)), one.resource_id)
                months.insert(0, table.get(sort, account, region))
            metrics = tuple(_metrics(account, region, months, question.days))
            if metrics:
                yield _Use(target=target, resource_id=one.resource_id, metrics=metrics)


def _months(
    stores: ReadStores, place: tuple[str, str], month: Month, after: str
) -> Iterator[ResourceMonth]:
    table, begun = resource_months(stores.results), resource_month_sort(str(month), after)
    position = begun if after else None
    while True:
        page, position = table.page(*place, prefix=f"{month}#", after=position)
        yield from page
        if position is None:
            return


def _metrics(
    account: str, region: str, months: list[ResourceMonth], wanted: int
) -> Iterator[Utilization]:
    daily: dict[str, dict[str, dict[date, Decimal]]] = {}
    for one in months:
        for key, text in one.use.items():
            metric, statistic = parted(key)
            days = daily.setdefault(metric, {}).setdefault(statistic, {})
            days |= unpacked(text, Month.parse(one.month))
    for metric, known in sorted(daily.items()):
        last = max((day for days in known.values() for day in days), default=None)
        if last is None:
            continue
        first = last - timedelta(days=wanted - 1)
        lately = {
            statistic: [value for day, value in days.items() if day >= first]
            for statistic, days in known.items()
        }
        averages, peaks = lately.get(AVERAGE, []), lately.get(MAXIMUM, [])
        yield Utilization(
            account_id=account,
            region=region,
            resource_id=months[-1].resource_id,
            metric=metric,
            unit=unit_of(metric),
            average=_mean(averages) if averages else None,
            peak=max(peaks, default=None),
            first_day=min(day for days in known.values() for day in days if day >= first),
            last_day=last,
            days=len({day for days in known.values() for day in days if day >= first}),
        )


def _mean(values: list[Decimal]) -> Decimal:
    return _QUOTIENT.divide(exact_sum(values), len(values)).quantize(_PLACES, context=_QUOTIENT)
