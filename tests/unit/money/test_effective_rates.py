"""What the bill says a unit and a resource really cost."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    OTHER_RESOURCES,
    RESOURCE,
    SERVICE,
    TOTAL,
    USAGE_TYPE,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.findings import Line
from costgov.domain.period import Month, Window
from costgov.domain.pricing import price_change
from costgov.domain.rates import Rates
from costgov.pipeline.effective_rates import load_rates

from tests.fakes.stores import InMemoryCostStore
from tests.unit.money.bill import ACCOUNT as PRODUCTION
from tests.unit.money.bill import BOOK, DISK, LARGE, hours, in_a_month, resource

EC2 = "EC2 - Other"
FILE, CE = "export:daily", "cost_explorer"
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
AS_OF = date(2026, 10, 20)
BOX = "BoxUsage:m5.xlarge"
INSTANCE = "arn:aws:ec2:us-east-1:222233334444:instance/i-0abc"


class Bill:
    """A bill of two months that is the same every day."""

    def __init__(self, source: str = FILE) -> None:
        self.source = source
        self.facts: dict[tuple[SeriesKey, str | None, Month], MonthCost] = {}

    def charge(
        self,
        usage_type: str,
        effective: str,
        *,
        billed: str | None = None,
        hours: str = "",
        unit: str = "Hrs",
        name: str | None = None,
        category: ChargeCategory = ChargeCategory.USAGE,
        currency: str = "USD",
        account: str = PRODUCTION,
        service: str = EC2,
        months: tuple[Month, ...] = (SEPTEMBER, OCTOBER),
    ) -> "Bill":
        """A daily charge, told by every cut that a billing file has."""
        within = Scope.service(service).within(ACCOUNT, account)
        cuts: list[tuple[Scope, str, str | None]] = [
            (ORG, TOTAL, None),
            (ORG, USAGE_TYPE, usage_type),
            (ORG, SERVICE, service),
            (Scope.service(service), USAGE_TYPE, usage_type),
            (ORG, ACCOUNT, account),
        ]
        if self.source == FILE:
            cuts += [
                (Scope.account(account), SERVICE, service),
                (within, USAGE_TYPE, usage_type),
                (within.within(USAGE_TYPE, usage_type), RESOURCE, name),
            ]
        for scope, dimension, value in cuts:
            for month in months:
                key = SeriesKey(currency, scope, dimension)
                fact = self.facts.setdefault(
                    (key, value, month), MonthCost(key, value, month, self.source)
                )
                for day in Window(month.first, min(month.shift(1).first, AS_OF)).days():
                    fact.add(category, Metric.EFFECTIVE, day, Decimal(effective))
                    fact.add(category, Metric.BILLED, day, Decimal(billed or effective))
                    if hours and dimension == USAGE_TYPE:
                        fact.add_quantity(unit, day, Decimal(hours))
        return self

    def rates(self, as_of: date = AS_OF, accounts: tuple[str, ...] | None = None) -> Rates:
        store = InMemoryCostStore()
        store.replace(
            self.source,
            sorted({month for _, _, month in self.facts}),
            list(self.facts.values()),
            datetime(2026, 10, 20, 6, tzinfo=UTC),
        )
        return load_rates(store, as_of, accounts)


def test_a_rate_is_cost_by_quantity_of_thirty_settled_days() -> None:
    rates = Bill(CE).charge(BOX, "4.00", hours="24").rates()

    rate = rates.of(BOX, PRODUCTION)
    assert rate is not None
    assert (rate.where, rate.unit, rate.currency) == ("organisation", "Hrs", "USD")
    assert rate.per_unit == pytest.approx(Decimal(4) / 24)
    assert rate.committed == 0
    # Cost Explorer goes on filling the last three days.
    assert (rates.window.end, len(rates.window)) == (date(2026, 10, 18), 30)
    assert rates.organisation[BOX][EC2].effective == 120


def test_days_of_a_file_are_all_settled_and_told_by_account() -> None:
    bill = Bill().charge(BOX, "4.00", hours="24", name=INSTANCE)
    bill.charge(BOX, "9.00", hours="24", name="i-9", account="111122223333")

    rates = bill.rates()

    assert rates.window.end == AS_OF
    mine, theirs = rates.of(BOX, PRODUCTION), rates.of(BOX, "111122223333")
    other = rates.of(BOX, "999999999999")
    assert mine is not None
    assert theirs is not None
    assert other is not None
    assert mine.where == "account"
    assert mine.per_unit == pytest.approx(Decimal(4) / 24)
    assert theirs.per_unit == pytest.approx(Decimal(9) / 24)
    assert other.where == "organisation"
    assert other.per_unit == pytest.approx(Decimal(13) / 48)


def test_one_account_may_be_read_alone() -> None:
    bill = Bill().charge(BOX, "4.00", hours="24", name=INSTANCE)
    bill.charge(BOX, "9.00", hours="24", name="i-9", account="111122223333")

    rates = bill.rates(accounts=(PRODUCTION,))

    assert set(rates.accounts) == {(PRODUCTION, BOX)}
    assert set(rates.resources) == {(PRODUCTION, INSTANCE)}
    assert rates.organisation[BOX][EC2].effective == 13 * 30


@pytest.mark.parametrize("name", [INSTANCE, "i-0abc"])
def test_a_resource_is_found_by_its_arn_or_its_id(name: str) -> None:
    bill = Bill().charge(BOX, "4.00", hours="24", name=name)
    bill.charge("DataTransfer-Out-Bytes", "1.00", hours="11", unit="GB", name=name)

    charges = bill.rates().of_resource(resource())

    assert charges is not None
    assert set(charges.by_usage_type) == {BOX, "DataTransfer-Out-Bytes"}
    assert charges.total == pytest.approx(in_a_month("150"))
    assert bill.rates().of_resource(resource("i-0other")) is None


def test_discounts_count_and_credits_and_tax_do_not() -> None:
    bill = Bill().charge(BOX, "4.00", hours="24", name=INSTANCE)
    bill.charge(BOX, "-0.40", name=INSTANCE, category=ChargeCategory.ADJUSTMENT)
    bill.charge(BOX, "-3.60", name=INSTANCE, category=ChargeCategory.CREDIT)
    bill.charge(BOX, "0.76", name=INSTANCE, category=ChargeCategory.TAX)

    saving = price_change(hours(LARGE), (), resource(), BOOK, bill.rates())

    assert saving.basis == "bill"
    assert saving.amount == saving.low == pytest.approx(in_a_month("108"), abs=Decimal("0.001"))


def test_a_reserved_instance_saves_nothing_on_the_bill() -> None:
    bill = Bill().charge(BOX, "2.80", billed="0.00", hours="24", name=INSTANCE)

    saving = price_change(hours(LARGE), (), resource(), BOOK, bill.rates())

    assert (saving.basis, saving.low) == ("bill", Decimal(0))
    assert saving.amount == 0
    assert saving.high == pytest.approx(in_a_month("84"), abs=Decimal("0.001"))


def test_cost_explorer_alone_tells_what_commitments_cover() -> None:
    """A third of the usage is under a plan; negations are booked beside it."""
    bill = Bill(CE).charge(BOX, "4.20", billed="3.00", hours="24", category=ChargeCategory.UNSPLIT)
    bill.charge("ComputeSP:1yrNoUpfront", "0.50", category=ChargeCategory.UNSPLIT)

    saving = price_change(hours(LARGE), (), resource(), BOOK, bill.rates())

    assert saving.basis == "effective rate"
    share = Decimal("0.2857")
    assert saving.low == pytest.approx(saving.gross * (1 - share), abs=Decimal("0.01"))
    assert saving.amount < saving.high


def test_usage_types_of_us_east_1_are_known_with_and_without_its_prefix() -> None:
    rates = Bill().charge(f"USE1-{BOX}", "4.00", hours="24", name=INSTANCE).rates()

    saving = price_change(hours(LARGE), (), resource(), BOOK, rates)

    assert saving.basis == "bill"
    assert rates.of(BOX, PRODUCTION) is not None
    assert rates.of(f"USE1-{BOX}", PRODUCTION) is not None
    assert rates.of(f"USE2-{BOX}", PRODUCTION) is None


def test_services_that_share_a_usage_type_have_rates_of_their_own() -> None:
    shared = "TimedStorage-ByteHrs"
    bill = Bill(CE).charge(
        shared, "2.30", hours="100", unit="GB-Mo", service="Amazon Simple Storage Service"
    )
    bill.charge(shared, "10.00", hours="100", unit="GB-Mo", service="Amazon EC2 Container Registry")
    rates = bill.rates()

    stored = rates.of(shared, PRODUCTION, "Amazon Simple Storage Service")
    assert stored is not None
    assert stored.per_unit == Decimal("0.023")
    assert rates.of(shared, PRODUCTION, "AmazonCloudWatch") is None
    assert rates.of(shared, PRODUCTION) is None


def test_resources_too_small_to_be_told_apart_are_not_one() -> None:
    bill = Bill().charge(
        "EBS:VolumeUsage.gp3", "1", hours="400", unit="GB-Mo", name=OTHER_RESOURCES
    )
    rates = bill.rates()

    saving = price_change((Line(DISK, Decimal(10)),), (), resource("vol-1"), BOOK, rates)

    assert rates.resources == {}
    assert saving.basis == "effective rate"


def test_what_is_billed_in_two_currencies_has_no_rate() -> None:
    bill = Bill().charge(BOX, "4.00", hours="24", name=INSTANCE)
    bill.charge(BOX, "3.00", hours="24", name=INSTANCE, currency="EUR")

    rates = bill.rates()

    assert rates.of(BOX, PRODUCTION) is None
    assert rates.of_resource(resource()) is None


def test_without_a_bill_nothing_is_known() -> None:
    rates = load_rates(InMemoryCostStore(), AS_OF)

    assert rates == Rates.unknown(AS_OF)
    assert rates.of(BOX, PRODUCTION) is None
    assert Bill().charge(BOX, "4").rates(date(2026, 8, 1)).of(BOX, PRODUCTION) is None


@pytest.mark.parametrize(
    "quantities", [{}, {"Hrs": "24", "vCPU-Hours": "96"}, {"Hrs": "0"}], ids=str
)
def test_a_quantity_that_is_none_or_two_makes_no_rate(quantities: Mapping[str, str]) -> None:
    bill = Bill(CE).charge(BOX, "4.00")
    for unit, number in quantities.items():
        bill.charge(BOX, "0", hours=number, unit=unit)

    assert bill.rates().of(BOX, PRODUCTION) is None


@pytest.mark.parametrize("source", [FILE, CE])
def test_a_currency_that_is_billed_no_more_takes_no_rate_away(source: str) -> None:
    """The organisation was billed in euros until June."""
    bill = Bill(source).charge(BOX, "4.00", hours="24")
    bill.charge(BOX, "3.00", hours="24", currency="EUR", months=(Month(2026, 5), Month(2026, 6)))

    rates = bill.rates()

    assert (len(rates.window), rates.window) == (30, Bill(source).charge(BOX, "4").rates().window)
    rate = rates.of(BOX, PRODUCTION)
    assert rate is not None
    assert rate.currency == "USD"
