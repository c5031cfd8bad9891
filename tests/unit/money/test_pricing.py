"""Stories of what a finding is worth: on the bill, at effective rates, at list price."""

from decimal import Decimal

import pytest
from costgov.domain.commitment_coverage import SAVINGS_PLANS, CommitmentUse
from costgov.domain.findings import Failed, Line, Option
from costgov.domain.price_book import EVERYWHERE, PriceBook
from costgov.domain.pricing import price_change, priced, within_spend
from costgov.domain.rates import Rates
from costgov.errors import InvalidInput, NotKnown

from tests.unit.money.bill import (
    BOOK,
    DISK,
    LARGE,
    MONTH,
    SMALL,
    TODAY,
    WINDOWS,
    days_ago,
    delete,
    hours,
    in_a_month,
    price,
    rates,
    resource,
    saved,
    spent,
)

CENT = Decimal("0.000001")


def test_what_the_bill_says_of_the_resource_counts() -> None:
    """A 20 % discount and nights off: 85 of 140.16 dollars are really paid."""
    bill = rates(own={"BoxUsage:m5.xlarge": spent("85.00"), "DataTransfer-Out-Bytes": spent("4")})

    half = saved(bill, then=hours(SMALL))

    assert half.basis == "bill"
    assert half.gross == pytest.approx(in_a_month("42.50"), abs=CENT)
    assert half.amount == half.gross == half.low == half.high
    assert half.arithmetic == (
        "$86.18 a month on the bill of the 30 days before 2026-10-18"
        " x (1 - $70.08 / $140.16 at list of 2026-10-18) = $43.09 a month"
    )


def test_a_discount_makes_the_saving_smaller_than_the_list_says() -> None:
    """EDP: 9 % off everything, told by the effective rate of the account."""
    bill = rates(
        {"EBS:VolumeUsage.gp3": spent("800", hours="10000", unit="GB-Mo")},
        account={"EBS:VolumeUsage.gp3": spent("72.80", hours="1000", unit="GB-Month")},
    )

    saving = price_change((Line(DISK, Decimal(500)),), (), resource("vol-1"), BOOK, bill)

    assert saving.basis == "effective rate"
    assert saving.amount == Decimal("36.40") == saving.low
    assert "500 GB-Month x 0.0728 USD (effective rate of the account)" in saving.arithmetic


def test_without_a_bill_the_list_price_counts() -> None:
    saving = price_change((Line(DISK, Decimal(500)),), (), resource("vol-1"), BOOK, rates())

    assert (saving.basis, saving.amount) == ("list price", Decimal(40))
    assert saving.low == saving.amount
    assert saving.prices_as_of.isoformat() == "2026-10-18"


def test_without_a_bill_nobody_knows_what_commitments_cover() -> None:
    saving = saved(Rates.unknown(TODAY))

    assert (saving.low, saving.high) == (Decimal(0), Decimal("140.16"))
    assert saving.amount == saving.high
    assert "how much of it commitments have paid for is not known" in saving.arithmetic


def test_deleting_what_a_reservation_pays_for_saves_nothing() -> None:
    covered = spent("86.00", "0.00", hours="720")
    bill = rates({"BoxUsage:m5.xlarge": covered}, own={"BoxUsage:m5.xlarge": covered})

    saving = saved(bill)

    assert saving.basis == "bill"
    assert saving.low == saving.amount == 0
    assert saving.high == saving.gross == pytest.approx(in_a_month("86.00"), abs=CENT)
    assert "commitments have paid for 100 % of it" in saving.arithmetic
    assert saving.arithmetic.endswith("$0.00 (from $0.00 to $87.19)")


def test_a_freed_reservation_covers_another_instance_of_its_family() -> None:
    """Thirty dollars of the family are paid on demand, so thirty of the 86 fall."""
    covered = spent("86.00", "0.00", hours="720")
    bill = rates(
        {
            "BoxUsage:m5.xlarge": covered,
            "BoxUsage:m5.2xlarge": spent("30.00", hours="78"),
            "USE2-BoxUsage:m5.large": spent("500.00", hours="5000"),
            "BoxUsage:c5.large": spent("500.00", hours="5000"),
        },
        own={"BoxUsage:m5.xlarge": covered},
    )

    saving = saved(bill)

    assert saving.low == 0
    assert saving.amount == pytest.approx(in_a_month("30.00"), abs=CENT)
    assert saving.high == pytest.approx(in_a_month("86.00"), abs=CENT)


def test_what_is_idle_already_takes_the_other_usage_first() -> None:
    covered = spent("86.00", "0.00", hours="720")
    organisation = {
        "BoxUsage:m5.xlarge": covered,
        "BoxUsage:m5.2xlarge": spent("30.00", hours="78"),
        "ComputeSP:1yrNoUpfront": spent("0", fees="25.00"),
        "HeavyUsage:c5.large": spent("100"),
    }
    saving = saved(rates(organisation, own={"BoxUsage:m5.xlarge": covered}))

    assert saving.amount == pytest.approx(in_a_month("5.00"), abs=CENT)


def test_of_commitments_that_are_not_used_up_nothing_is_taken_up() -> None:
    covered = spent("86.00", "43.00", hours="720")
    bill = rates(
        {"BoxUsage:m5.xlarge": spent("900", "500", hours="7200")},
        own={"BoxUsage:m5.xlarge": covered},
    )
    idle = CommitmentUse(
        service_code=SAVINGS_PLANS,
        covered=Decimal("0.5"),
        utilisation=Decimal("0.8"),
        as_of=TODAY,
        source="cost_explorer",
    )

    saving = saved(bill.with_commitments([idle]))

    assert saving.amount == saving.low == pytest.approx(in_a_month("43.00"), abs=CENT)
    assert "are used to 80 % only" in saving.arithmetic
    assert saved(bill).amount == saved(bill).high


def test_half_covered_by_a_savings_plan_half_falls_for_certain() -> None:
    bill = rates({"BoxUsage:m5.xlarge": spent("100.00", "50.00", hours="720")})

    saving = saved(bill)

    assert saving.basis == "effective rate"
    gross = MONTH * Decimal(100) / 720
    assert saving.gross == pytest.approx(gross, abs=CENT)
    assert saving.low == pytest.approx(gross / 2, abs=CENT)
    # All that the family pays on demand is this instance's own other half.
    assert saving.amount == pytest.approx(saving.low, abs=Decimal("0.01"))


def test_a_larger_size_is_paid_on_demand() -> None:
    covered = spent("43.00", "0.00", hours="720")
    bill = rates({"BoxUsage:m5.large": covered}, own={"BoxUsage:m5.large": covered})

    dearer = saved(bill, SMALL, then=hours(LARGE))

    assert dearer.amount == dearer.low == Decimal("-70.08")
    assert dearer.high == dearer.gross == pytest.approx(-in_a_month("43.00"), abs=CENT)


def test_windows_is_not_priced_at_a_rate_that_linux_has_a_part_in() -> None:
    bill = rates({"BoxUsage:m5.xlarge": spent("250", hours="1000")})

    assert saved(bill, WINDOWS).basis == "list price"
    # Nor is Linux, where Windows makes the usage type dearer than Linux is at list.
    assert saved(bill, LARGE).basis == "list price"
    assert saved(bill, LARGE).low == saved(bill, LARGE).amount == Decimal("140.16")


def test_a_resource_that_is_billed_more_than_the_lines_is_not_all_of_it() -> None:
    """The finding is about 100 of the 1,000 GB that the resource has."""
    bill = rates(
        {"EBS:VolumeUsage.gp3": spent("800", hours="10000", unit="GB-Mo")},
        own={"EBS:VolumeUsage.gp3": spent("80")},
        name="vol-1",
    )

    saving = price_change((Line(DISK, Decimal(100)),), (), resource("vol-1"), BOOK, bill)

    assert (saving.basis, saving.amount) == ("effective rate", Decimal(8))


def test_a_discount_does_not_hide_that_the_lines_are_a_part() -> None:
    """At half price, 150 GB look like 75 at list: the rate tells it from the 100 of the lines."""
    bill = rates(
        {"EBS:VolumeUsage.gp3": spent("400", hours="10000", unit="GB-Mo")},
        own={"EBS:VolumeUsage.gp3": spent("6.00")},
        name="vol-1",
    )

    saving = price_change((Line(DISK, Decimal(100)),), (), resource("vol-1"), BOOK, bill)

    assert (saving.basis, saving.amount) == ("effective rate", Decimal(4))


def test_charges_are_spread_over_the_days_it_exists() -> None:
    young = resource(launched=days_ago(10))
    bill = rates(own={"BoxUsage:m5.xlarge": spent("40", first=days_ago(10))})

    saving = price_change(hours(LARGE), (), young, BOOK, bill)

    assert saving.gross == pytest.approx(Decimal("30.4167") * 4, abs=CENT)


def test_one_that_was_only_started_anew_is_not_young() -> None:
    restarted = resource(launched=days_ago(2))
    bill = rates(own={"BoxUsage:m5.xlarge": spent("60")})

    saving = price_change(hours(LARGE), (), restarted, BOOK, bill)

    assert saving.gross == pytest.approx(in_a_month("60"), abs=CENT)


def test_a_third_of_a_rate_leaves_no_crumbs() -> None:
    """36.50 a month are 0.05 an hour, told as a third of three times as much."""
    bill = rates({"BoxUsage:m5.xlarge": spent("7", hours="140")})
    thirds = rates({"EBS:VolumeUsage.gp3": spent("7", hours="105", unit="GB-Mo")})

    assert saved(bill).gross == Decimal("36.50")
    disk = price_change((Line(DISK, Decimal(300)),), (), resource("vol-1"), BOOK, thirds)
    assert disk.gross == 20


def test_what_was_not_used_need_not_be_on_the_bill() -> None:
    bill = rates(own={"BoxUsage:m5.xlarge": spent("85.00")})
    idle = (*hours(LARGE), Line(DISK, Decimal(0)))

    assert price_change(idle, (), resource(), BOOK, bill).basis == "bill"


def test_spot_has_no_list_price() -> None:
    spot = resource(lifecycle="spot")
    told = rates({"SpotUsage:m5.xlarge": spent("36", hours="720")})

    assert price_change(hours(LARGE), (), spot, BOOK, told).gross == Decimal("36.50")
    with pytest.raises(NotKnown, match="Spot"):
        price_change(hours(LARGE), (), spot, BOOK, rates())


def test_a_bill_in_another_currency_is_not_mixed_with_dollars() -> None:
    in_euro = rates(
        {"EBS:VolumeUsage.gp3": spent("700", hours="10000", unit="GB-Mo", currency="EUR")},
        own={"EBS:VolumeUsage.gp3": spent("7", currency="EUR")},
        name="vol-1",
    )

    saving = price_change((Line(DISK, Decimal(100)),), (), resource("vol-1"), BOOK, in_euro)

    assert (saving.currency, saving.amount, saving.basis) == ("EUR", Decimal(7), "effective rate")


def test_what_has_no_price_is_not_priced_and_says_why() -> None:
    unheard = priced(delete("quantum.hours/q1"), resource(), BOOK, rates())
    review = priced(Failed(why="Look.", unpriced="it depends"), resource(), BOOK, rates())
    no_idea = Failed(why="Look.", now=hours(LARGE, Decimal(0)))

    assert (unheard.saving, unheard.monthly_cost) == (None, None)
    assert unheard.unpriced == "no price of quantum.hours/q1 in us-east-1 is known"
    assert (review.saving, review.unpriced) == (None, "it depends")
    assert "nothing at list price" in priced(no_idea, resource(), BOOK, rates()).unpriced


def test_a_month_of_the_resource_is_all_of_its_charges() -> None:
    bill = rates(own={"BoxUsage:m5.xlarge": spent("85.00"), "DataTransfer-Out-Bytes": spent("5")})

    on_bill = priced(delete(), resource(), BOOK, bill)
    at_list = priced(delete(), resource(), BOOK, rates())

    assert on_bill.monthly_cost == pytest.approx(in_a_month("90"), abs=CENT)
    assert at_list.monthly_cost == Decimal("140.16")


def test_each_option_has_its_own_price() -> None:
    options = (
        Option("m5.large", hours(SMALL), 0.01, restart=True, why="fits"),
        Option("m9.tiny", hours("ec2.instance/m9.tiny/Linux"), 0.2, restart=True, why="small"),
    )
    failed = Failed(why="Too large.", now=hours(LARGE), then=hours(SMALL), options=options)

    first, second = priced(failed, resource(), BOOK, rates()).options

    assert first.saving is not None
    assert (first.saving.amount, first.why) == (Decimal("70.08"), "fits")
    assert second.saving is None
    assert second.why == "small (no price of ec2.instance/m9.tiny/Linux in us-east-1 is known)"


def test_prices_in_two_currencies_are_refused() -> None:
    yuan = price(SMALL, "0.7", "Hrs", "BoxUsage:m5.large", "AmazonEC2")
    book = PriceBook(
        {**BOOK.prices, (SMALL, "us-east-1"): yuan.model_copy(update={"currency": "CNY"})}
    )

    with pytest.raises(NotKnown, match="CNY, USD"):
        price_change(hours(LARGE), hours(SMALL), resource(), book, rates())


def test_a_service_without_regions_has_one_price_everywhere() -> None:
    zone = price("route53.zone", "0.50", "HostedZone", "DNS-Zone", "AmazonRoute53")
    book = PriceBook.of([zone.model_copy(update={"region": EVERYWHERE})])

    assert book.get("route53.zone", "eu-west-1").amount == Decimal("0.50")
    with pytest.raises(NotKnown):
        book.get("route53.query", "eu-west-1")


def test_savings_of_a_scope_stay_within_what_it_costs() -> None:
    saving = saved(rates())
    dearer = saved(rates(), SMALL, then=hours(LARGE))

    kept = within_spend([saving, dearer], Decimal(500))
    scaled = within_spend([saving, saving, dearer], Decimal("140.16"))

    assert kept == (saving, dearer)
    assert [one.amount for one in scaled] == [Decimal("70.08"), Decimal("70.08"), dearer.amount]
    assert "all savings here come to more than is spent" in scaled[0].arithmetic
    assert within_spend([saving], Decimal(-5))[0].amount == 0
    with pytest.raises(InvalidInput):
        within_spend([saving, saving.model_copy(update={"currency": "EUR"})], Decimal(1))


def test_what_is_on_no_bill_may_not_fall_from_it() -> None:
    """The bill is complete and has no such hours, nor did commitments pay for any of them."""
    plans = CommitmentUse(
        service_code=SAVINGS_PLANS,
        covered=Decimal("0.13"),
        utilisation=Decimal(1),
        as_of=TODAY,
        source="Cost Explorer",
    )
    bill = rates({"BoxUsage:c5.large": spent("100", hours="1176")}).with_commitments([plans])

    saving = saved(bill)

    assert (saving.basis, saving.amount) == ("list price", Decimal("140.16"))
    assert saving.low == 0
    assert saving.arithmetic.endswith(
        "the bill of the 30 days before 2026-10-18 charges nothing for BoxUsage:m5.xlarge: nothing"
        " may fall: $140.16 (from $0.00 to $140.16)"
    )


def test_what_is_free_in_the_account_is_not_saved_for_certain_because_others_pay() -> None:
    others = spent("800", hours="10000", unit="GB-Mo")
    free = spent("0", hours="20", unit="GB-Mo")
    bill = rates({"EBS:VolumeUsage.gp3": others}, account={"EBS:VolumeUsage.gp3": free})

    saving = price_change((Line(DISK, Decimal(20)),), (), resource("vol-1"), BOOK, bill)

    assert saving.low == 0
    assert saving.amount == Decimal("1.60")
    assert "of this account charges nothing for EBS:VolumeUsage.gp3" in saving.arithmetic


def test_what_is_younger_than_the_bill_need_not_be_on_it() -> None:
    bill = rates({"BoxUsage:c5.large": spent("100", hours="1176")})
    new = resource("vol-1", launched=days_ago(3))

    saving = price_change((Line(DISK, Decimal(20)),), (), new, BOOK, bill)

    assert saving.low == saving.amount == Decimal("1.60")


def test_charges_of_another_resource_of_the_same_name_are_not_its_month() -> None:
    """A queue and a bucket are both called orders; the bill names buckets by their names alone."""
    bill = rates(own={"TimedStorage-ByteHrs": spent("900")}, name="orders")

    found = priced(delete(DISK, Decimal(500)), resource("orders"), BOOK, bill)

    assert found.monthly_cost == Decimal(40)


def test_a_refund_of_more_than_the_month_does_not_tell_what_it_costs() -> None:
    refunded = rates(
        {"BoxUsage:m5.xlarge": spent("1200", hours="7200")},
        own={"BoxUsage:m5.xlarge": spent("-5", hours="720")},
    )

    saving = saved(refunded)

    assert saving.basis == "effective rate"
    assert saving.amount == pytest.approx(Decimal(1200) / 7200 * MONTH, abs=CENT)
