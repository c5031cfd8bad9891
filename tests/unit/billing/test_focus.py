"""FOCUS by column name, from 1.0 to 1.4."""

from decimal import Decimal

import pytest
from costgov.domain.costs import ChargeCategory, Metric, Scope

from tests.unit.billing.files import FOCUS_LINE, csv_bytes, focus, read


def test_a_line_is_kept_under_every_name_it_has() -> None:
    found = read(csv_bytes([focus(SkuMeter="Requests")]))

    assert found.format == "FOCUS"
    assert {name: list(found.by(name)) for name in ("provider", "service", "account")} == {
        "provider": ["AWS"],
        "service": ["Amazon Simple Storage Service"],
        "account": ["111122223333"],
    }
    assert list(found.by("service_category")) == ["Storage"]
    assert list(found.by("region")) == ["eu-central-1"]
    within = Scope.service("Amazon Simple Storage Service")
    assert found.by("usage_type", scope=within) == {"Requests": Decimal("1.5")}
    assert found.by("service", scope=Scope.account("111122223333"), metric=Metric.EFFECTIVE) == {
        "Amazon Simple Storage Service": Decimal("1.25")
    }


def test_focus_1_4_names_the_provider_otherwise() -> None:
    line = {name: text for name, text in FOCUS_LINE.items() if name != "ProviderName"}
    newest = line | {"ServiceProviderName": "Oracle", "HostProviderName": "Oracle Cloud"}

    assert list(read(csv_bytes([newest])).by("provider")) == ["Oracle"]


def test_providers_live_side_by_side() -> None:
    lines = [focus(ProviderName=name) for name in ("AWS", "Microsoft", "Our data centre")]

    assert read(csv_bytes(lines)).by("provider") == {
        "AWS": Decimal("1.5"),
        "Microsoft": Decimal("1.5"),
        "Our data centre": Decimal("1.5"),
    }


@pytest.mark.fault_case(36)
def test_unknown_columns_and_a_stray_one_change_nothing() -> None:
    stray = focus(Id="7", x_ServiceCode="AmazonS3", Colour="blue")

    assert read(csv_bytes([stray])).by("service") == read(csv_bytes([focus()])).by("service")


def test_null_and_nothing_are_both_no_value() -> None:
    found = read(csv_bytes([focus(RegionId="NULL"), focus(RegionId="")]))

    assert found.by("region") == {None: Decimal(3)}


def test_a_charge_without_sub_account_is_its_billing_accounts() -> None:
    assert list(read(csv_bytes([focus(SubAccountId="NULL")])).by("account")) == ["999900001111"]


@pytest.mark.parametrize("category", [c for c in ChargeCategory if c is not ChargeCategory.UNSPLIT])
def test_charge_categories_are_kept_apart(category: ChargeCategory) -> None:
    found = read(csv_bytes([focus(ChargeCategory=category.value), focus(ChargeCategory="Usage")]))

    wanted = Decimal(3) if category is ChargeCategory.USAGE else Decimal("1.5")
    assert found.by("total", categories=[category]) == {None: wanted}


@pytest.mark.parametrize("unknown", ["Moon fee", ""])
def test_a_category_that_focus_does_not_know_is_an_adjustment(unknown: str) -> None:
    found = read(csv_bytes([focus(ChargeCategory=unknown)]))

    assert found.by("total", categories=[ChargeCategory.ADJUSTMENT]) == {None: Decimal("1.5")}


def test_a_line_without_effective_cost_is_not_amortised() -> None:
    assert read(csv_bytes([focus(EffectiveCost="")])).total(Metric.EFFECTIVE) == Decimal("1.5")


def test_a_service_without_category_is_looked_up() -> None:
    found = read(csv_bytes([focus(ServiceCategory=""), focus(ServiceCategory="", ServiceName="X")]))

    assert found.by("service_category") == {"Storage": Decimal("1.5"), "Other": Decimal("1.5")}


def test_lower_case_names_are_the_same_columns() -> None:
    lower = {name.lower(): text for name, text in FOCUS_LINE.items()}

    assert read(csv_bytes([lower])).total() == Decimal("1.5")


@pytest.mark.fault_case(13)
def test_credits_may_turn_a_total_negative() -> None:
    found = read(csv_bytes([focus(), focus(BilledCost="-7.25", ChargeCategory="Credit")]))

    assert found.total() == Decimal("-5.75")


@pytest.mark.fault_case(16)
def test_currencies_are_never_added() -> None:
    found = read(csv_bytes([focus(), focus(BillingCurrency="EUR", BilledCost="4")]))

    assert {total.currency: total.billed for total in found.totals} == {
        "EUR": Decimal(4),
        "USD": Decimal("1.5"),
    }
    assert found.by("service", currency="EUR") == {"Amazon Simple Storage Service": Decimal(4)}


def test_a_charge_belongs_to_the_utc_day_it_starts_on() -> None:
    found = read(
        csv_bytes(
            [
                focus(ChargePeriodStart="2026-10-31T23:00:00Z"),
                focus(ChargePeriodStart="2026-11-01T00:30:00+02:00"),
                focus(ChargePeriodStart="2026-11-01 00:00:00"),
            ]
        )
    )

    days = {
        (str(fact.month), day): amount
        for fact in found.facts
        if fact.key.dimension == "total"
        for day, amount in fact.amounts[ChargeCategory.USAGE, Metric.BILLED].items()
    }
    assert days == {("2026-10", 31): Decimal(3), ("2026-11", 1): Decimal("1.5")}
