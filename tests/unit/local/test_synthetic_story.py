"""What happens to the bill over time: restated days, planted anomalies, seasons, monthly fees."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest

from cli.local.synthetic import (
    AnomalyKind,
    LineItem,
    Organisation,
    PlantedAnomaly,
    RecordType,
    build_organisation,
)

DAY = date(2026, 9, 12)


def amount(lines: Iterable[LineItem], day: date) -> Decimal:
    return sum((line.unblended for line in lines if line.day == day), Decimal(0))


def as_of(organisation: Organisation, age: int, day: date = DAY) -> Decimal:
    return amount(organisation.lines(as_known_on=day + timedelta(days=age)), day)


def test_a_day_grows_for_days_and_is_corrected_weeks_later(organisation: Organisation) -> None:
    seen = {age: as_of(organisation, age) for age in (-1, 0, 1, 3, 13, 20)}
    assert seen[-1] == 0
    assert 0 < seen[0] < seen[1] < seen[3]
    assert seen[13] != seen[20]
    assert seen[20] == amount(organisation.lines(), DAY)
    assert abs(seen[20] / seen[3] - 1) < Decimal("0.02")


def test_a_charge_moves_from_one_account_to_another_when_its_mistake_is_found(
    organisation: Organisation, settled: tuple[LineItem, ...]
) -> None:
    def accounts(lines: Iterable[LineItem]) -> set[str]:
        return {
            line.account_id
            for line in lines
            if line.day == DAY and line.service == "Amazon Inspector"
        }

    early = organisation.lines(as_known_on=DAY + timedelta(days=3))
    assert accounts(early) == {organisation.payer_id}
    assert accounts(settled) == {"222233334444"}


def test_a_refund_shows_up_twenty_days_after_the_day_it_belongs_to(
    organisation: Organisation,
) -> None:
    def refunds(known: date) -> list[LineItem]:
        lines = organisation.lines(as_known_on=known)
        return [line for line in lines if line.record_type == RecordType.REFUND]

    assert refunds(date(2026, 4, 6)) == []
    (refund,) = refunds(date(2026, 4, 7))
    assert refund.day == date(2026, 3, 18)
    assert refund.unblended == Decimal("-412.37")


def test_tax_and_support_sit_on_the_first_and_grow_while_the_month_does(
    organisation: Organisation,
) -> None:
    def fees(known: date, kind: RecordType) -> Decimal:
        lines = organisation.lines(as_known_on=known)
        first = (line for line in lines if line.day == date(2026, 10, 1))
        return sum((line.unblended for line in first if line.record_type == kind), Decimal(0))

    for kind in (RecordType.TAX, RecordType.SUPPORT):
        early, late = fees(date(2026, 10, 3), kind), fees(date(2026, 10, 20), kind)
        assert 0 < early < late


def test_every_kind_of_anomaly_is_planted_and_some_reach_into_the_last_month(
    organisation: Organisation,
) -> None:
    planted = organisation.planted_anomalies
    assert {anomaly.kind for anomaly in planted} == set(AnomalyKind)
    assert len(planted) == 12
    assert sum(anomaly.end > date(2026, 10, 1) for anomaly in planted) == 3
    assert all(anomaly.start < anomaly.end for anomaly in planted)
    assert all((anomaly.impact < 0) == (anomaly.kind is AnomalyKind.DROP) for anomaly in planted)


def _series(lines: Iterable[LineItem], anomaly: PlantedAnomaly) -> dict[date, Decimal]:
    days: dict[date, Decimal] = {}
    key = (anomaly.account_id, anomaly.service, anomaly.usage_type, anomaly.region)
    for line in lines:
        if line.record_type == RecordType.USAGE and line[1:5] == key:
            days[line.day] = days.get(line.day, Decimal(0)) + line.unblended
    return days


def test_planted_anomalies_stand_out_of_the_four_weeks_before(
    organisation: Organisation, settled: tuple[LineItem, ...]
) -> None:
    for anomaly in organisation.planted_anomalies:
        days = _series(settled, anomaly)
        before = [days.get(anomaly.start - timedelta(days=age), Decimal(0)) for age in range(1, 29)]
        usual = median(before)
        length = (anomaly.end - anomaly.start).days
        inside = [days[anomaly.start + timedelta(days=i)] for i in range(length)]
        if anomaly.kind is AnomalyKind.DROP:
            assert max(inside) < usual / 2, anomaly
        else:
            assert min(inside) > usual * Decimal("1.8"), anomaly


def test_the_impact_is_what_the_days_cost_beyond_normal(
    organisation: Organisation, settled: tuple[LineItem, ...]
) -> None:
    for anomaly in organisation.planted_anomalies:
        if anomaly.kind is AnomalyKind.STEP:
            continue
        days = _series(settled, anomaly)
        length = (anomaly.end - anomaly.start).days
        actual = sum(days[anomaly.start + timedelta(days=i)] for i in range(length))
        week = [days.get(anomaly.start - timedelta(days=age), Decimal(0)) for age in range(7, 15)]
        usual = median(week) * length
        assert float(actual - usual) == pytest.approx(float(anomaly.impact), rel=0.2)


def test_a_window_without_anomalies_has_none() -> None:
    quiet = build_organisation(start=date(2025, 9, 1), end=date(2025, 12, 31))
    assert quiet.planted_anomalies == ()


def test_working_days_cost_more_where_offices_work(settled: tuple[LineItem, ...]) -> None:
    builds = [line for line in settled if line.service == "CodeBuild" and line.day.month == 5]
    weekend = [line.unblended for line in builds if line.day.weekday() > 4]
    working = [line.unblended for line in builds if line.day.weekday() <= 4]
    assert median(working) > median(weekend) * Decimal("1.4")


def test_the_bill_grows_over_the_year_and_search_keeps_its_new_level(
    settled: tuple[LineItem, ...],
) -> None:
    def month(number: date, service: str = "") -> Decimal:
        return sum(
            (
                line.unblended
                for line in settled
                if line.day.replace(day=1) == number and service in line.service
            ),
            Decimal(0),
        )

    assert month(date(2026, 9, 1)) > month(date(2025, 9, 1)) * Decimal("1.15")
    assert month(date(2026, 5, 1), "OpenSearch") > month(date(2026, 3, 1), "OpenSearch") * Decimal(
        "1.4"
    )


def test_known_changes_are_told_beforehand(organisation: Organisation) -> None:
    changes = organisation.planned_changes
    assert all(change.start < change.end for change in changes)
    assert "Assistant launched" in {change.description for change in changes}
