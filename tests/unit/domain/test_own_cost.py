"""What a day of the product costs, from counted use and list prices."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.cost_queries import BackFill
from costgov.domain.own_cost import OwnCost, own_cost, summarised
from costgov.domain.prices import list_prices, read_prices
from costgov.domain.usage import Used, added
from costgov.errors import InvalidInput

DAY = date(2026, 10, 20)


def test_every_item_is_priced_exactly_and_sums_to_the_total() -> None:
    usage = {
        Used.COST_EXPLORER_REQUESTS: Decimal(5),
        Used.DYNAMODB_WRITE_UNITS: Decimal(1234),
        Used.LAMBDA_GB_SECONDS: Decimal("7.25"),
    }

    cost = own_cost(DAY, usage, list_prices(), complete=True)

    assert [(line.item, line.usd) for line in cost.lines] == [
        (Used.COST_EXPLORER_REQUESTS, Decimal("0.05")),
        (Used.LAMBDA_GB_SECONDS, Decimal("0.00009666715")),
        (Used.DYNAMODB_WRITE_UNITS, Decimal("0.00077125")),
    ]
    assert cost.usd == cost.usd_at_most == Decimal("0.05086791715")


def test_statistics_billed_one_by_one_give_the_upper_bound_and_no_line() -> None:
    usage = {Used.CLOUDWATCH_METRICS: Decimal(1000), Used.CLOUDWATCH_STATISTICS: Decimal(3000)}

    cost = own_cost(DAY, usage, list_prices(), complete=True)

    assert [line.item for line in cost.lines] == [Used.CLOUDWATCH_METRICS]
    assert (cost.usd, cost.usd_at_most) == (Decimal("0.01"), Decimal("0.03"))


def test_everything_that_is_counted_has_a_price() -> None:
    priced = set(Used) - {Used.CLOUDWATCH_STATISTICS}

    assert {str(used) for used in priced} <= set(list_prices())


def test_uses_add_up_item_by_item() -> None:
    one = {Used.S3_READS: Decimal(1), Used.S3_WRITES: Decimal(2)}

    assert added([one, {Used.S3_READS: Decimal("0.5")}]) == {
        Used.S3_READS: Decimal("1.5"),
        Used.S3_WRITES: Decimal(2),
    }


def days(*usd: str, last_complete: bool = False) -> list[OwnCost]:
    """Days that end on DAY with these costs."""
    first = DAY - timedelta(days=len(usd) - 1)
    return [
        OwnCost(
            day=first + timedelta(days=number),
            complete=number < len(usd) - 1 or last_complete,
            lines=(),
            usd=Decimal(amount),
            usd_at_most=Decimal(amount),
        )
        for number, amount in enumerate(usd)
    ]


def test_nothing_counted_is_no_summary() -> None:
    assert summarised([]) is None


def test_the_first_day_stands_for_the_rest_of_its_month() -> None:
    summary = summarised(days("0.05"))

    assert summary is not None
    assert summary.yesterday is None
    assert summary.month_to_date_usd == Decimal("0.05")
    assert summary.projected_month_usd == Decimal("0.05") * 12


def test_a_back_fill_does_not_raise_the_projection() -> None:
    summary = summarised(days("4.00", "0.05", "0.06", "0.05", "0.01"))

    assert summary is not None
    assert summary.yesterday is not None
    assert summary.yesterday.usd == Decimal("0.05")
    assert summary.month_to_date_usd == Decimal("4.17")
    assert summary.projected_month_usd == Decimal("4.17") + 11 * Decimal("0.055")


def filled(requests: int, complete: bool) -> OwnCost:
    used = {Used.COST_EXPLORER_REQUESTS: Decimal(requests), Used.SNS_PUBLISHES: Decimal(2)}
    return own_cost(DAY, used, list_prices(), complete=complete)


BACK_FILL = BackFill(
    source="cost_explorer",
    start=date(2025, 9, 1),
    queries=7,
    usd_at_least=Decimal("0.07"),
    daily_request_cap=200,
    began_at=datetime(2026, 10, 20, 6, tzinfo=UTC),
    daily_requests=5,
)


def test_the_requests_of_the_first_day_s_back_fill_are_counted_once() -> None:
    first = summarised([filled(67, complete=False)], BACK_FILL)
    next_day = summarised(
        [
            filled(67, complete=True),
            filled(0, complete=False).model_copy(update={"day": DAY + timedelta(days=1)}),
        ],
        BACK_FILL.model_copy(update={"finished_at": BACK_FILL.began_at}),
    )

    assert first is not None
    assert first.projected_month_usd == Decimal("0.670001") + 11 * Decimal("0.050001")
    assert next_day is not None
    assert next_day.projected_month_usd == Decimal("0.670002") + 10 * Decimal("0.050001")


def test_a_day_after_the_back_fill_is_as_usual_whatever_it_asked() -> None:
    over = BACK_FILL.model_copy(update={"began_at": BACK_FILL.began_at - timedelta(days=3)})
    over = over.model_copy(update={"finished_at": over.began_at})

    summary = summarised([filled(9, complete=False)], over)

    assert summary is not None
    assert summary.projected_month_usd == 12 * Decimal("0.090001")


def test_days_of_the_month_before_count_for_the_usual_day_only() -> None:
    earlier = days(*["1"] * 25)

    summary = summarised(earlier)

    assert summary is not None
    assert summary.month_to_date_usd == 20


def test_a_day_without_a_run_leaves_yesterday_unknown() -> None:
    before, _, today = days("1", "2", "3")

    summary = summarised([before, today])

    assert summary is not None
    assert summary.yesterday is None


def test_the_price_table_names_unit_region_source_and_date() -> None:
    for price in list_prices().values():
        assert price.unit
        assert price.region in {"all", "us-east-1"}
        assert price.source.startswith("https://aws.amazon.com/")
        assert price.as_of.year >= 2026


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["x,a,1,request,0,all,2026-01-01,s"], "cannot be read"),
        (["x,1,1,request,0,all,soon,s"], "cannot be read"),
        (["x,1,1,r,0,all,2026-01-01,s", "x,2,1,r,0,all,2026-01-01,s"], "given twice"),
    ],
)
def test_a_price_that_is_no_price_is_refused(rows: list[str], sentence: str) -> None:
    head = "item,usd,per,unit,free_per_month,region,as_of,source"
    with pytest.raises(InvalidInput, match=sentence):
        read_prices("\n".join([head, *rows]))


def test_the_free_allowance_is_taken_off_a_month_once() -> None:
    price = list_prices()["state_transitions"]

    assert price.beyond_free(Decimal(3999)) == 0
    assert price.beyond_free(Decimal(5000)) == Decimal("0.025")
