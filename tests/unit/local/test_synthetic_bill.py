"""The bill of the synthetic organisation: exact, whole, and the same every time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.local.synthetic import LineItem, Organisation, RecordType, build_organisation
from cli.local.synthetic.model import EXACT

type Key = Callable[[LineItem], Hashable]

KEYS: dict[str, Key] = {
    "day": lambda line: line.day,
    "account": lambda line: line.account_id,
    "service": lambda line: line.service,
    "usage type": lambda line: line.usage_type,
    "region": lambda line: line.region,
    "record type": lambda line: line.record_type,
    "Team": lambda line: line.tags.get("Team"),
    "Environment": lambda line: line.tags.get("Environment"),
}


def total(lines: Iterable[LineItem], metric: str = "unblended") -> Decimal:
    result = Decimal(0)
    for line in lines:
        result = EXACT.add(result, getattr(line, metric))
    return result


def grouped(lines: Iterable[LineItem], *keys: Key) -> dict[tuple[Hashable, ...], Decimal]:
    sums: dict[tuple[Hashable, ...], Decimal] = defaultdict(Decimal)
    for line in lines:
        group = tuple(key(line) for key in keys)
        sums[group] = EXACT.add(sums[group], line.unblended)
    return sums


def test_every_pair_of_keys_adds_up_to_the_same_exact_total(
    settled: tuple[LineItem, ...],
) -> None:
    lines = settled[::5]
    expected = total(lines)
    for first, second in combinations(KEYS, 2):
        sums = grouped(lines, KEYS[first], KEYS[second])
        assert sum(sums.values()) == expected, (first, second)


def test_amounts_have_at_most_ten_decimals(settled: tuple[LineItem, ...]) -> None:
    for line in settled:
        for amount in (line.unblended, line.amortized, line.net_unblended, line.net_amortized):
            exponent = amount.as_tuple().exponent
            assert isinstance(exponent, int)
            assert exponent >= -10


def test_the_same_seed_gives_the_same_bill_and_another_seed_another() -> None:
    first, again, other = (
        build_organisation(seed=seed, start=date(2026, 9, 1)).digest for seed in (1, 1, 2)
    )
    assert first == again != other


@settings(max_examples=6)
@given(st.integers(0, 410), st.integers(0, 9))
def test_a_window_of_the_bill_is_the_same_whatever_is_built_around_it(
    organisation: Organisation, offset: int, length: int
) -> None:
    start = date(2025, 9, 1) + timedelta(days=offset)
    end = min(start + timedelta(days=length), date(2026, 10, 20))
    window = build_organisation(start=start, end=end).lines()

    def known(lines: Iterable[LineItem]) -> list[LineItem]:
        """Lines that do not depend on the month's end or on what ran shortly before `now`."""
        fees = {RecordType.TAX, RecordType.SUPPORT}
        late = {"BoxUsage:m6i.large", "USW2-BoxUsage:g4dn.xlarge"}
        return [
            line for line in lines if line.record_type not in fees and line.usage_type not in late
        ]

    whole = (line for line in organisation.lines() if start <= line.day <= end)
    assert known(window) == known(whole)


def test_the_estate_is_as_varied_as_a_real_one(
    organisation: Organisation, settled: tuple[LineItem, ...]
) -> None:
    assert len({line.service for line in settled}) >= 25
    assert len({line.account_id for line in settled}) == len(organisation.accounts) >= 4
    assert len({line.region for line in settled if line.region[-1].isdigit()}) >= 3
    assert {line.record_type for line in settled} == {str(kind) for kind in RecordType}
    teams = {line.tags.get("Team") for line in settled}
    assert {None, "", "Search", "search", "ops$core", "growth 🚀", "data science/ML #2"} <= teams
    assert max(len(team) for team in teams if team) == 256


def test_the_suspended_account_spends_nothing_after_it_was_closed(
    organisation: Organisation, settled: tuple[LineItem, ...]
) -> None:
    (closed,) = [account for account in organisation.accounts if account.state == "SUSPENDED"]
    assert closed.status == "SUSPENDED"
    days = {line.day for line in settled if line.account_id == closed.id and line.quantity}
    assert closed.closed_on is not None
    assert max(days) == closed.closed_on - timedelta(days=1)


def test_full_months_cost_the_same_amortized_as_unblended(
    settled: tuple[LineItem, ...],
) -> None:
    for month in {line.day.replace(day=1) for line in settled} - {date(2026, 10, 1)}:
        lines = [line for line in settled if line.day.replace(day=1) == month]
        assert total(lines) == total(lines, "amortized")


def test_reserved_databases_are_paid_on_the_first_and_used_every_day(
    settled: tuple[LineItem, ...],
) -> None:
    fees = [line for line in settled if line.record_type == RecordType.RI_FEE]
    used = [line for line in settled if line.record_type == RecordType.DISCOUNTED_USAGE]
    assert {line.day.day for line in fees} == {1}
    assert all(line.unblended > 0 and line.amortized == 0 for line in fees)
    assert all(line.unblended == 0 and line.amortized > 0 for line in used)
    assert len(used) == 415


def test_the_savings_plan_negates_what_it_covers_and_never_runs_over(
    settled: tuple[LineItem, ...],
) -> None:
    by_type = Counter[str]()
    for day in {line.day for line in settled if line.day >= date(2025, 12, 1)}:
        lines = [line for line in settled if line.day == day]
        covered = [line for line in lines if line.record_type == RecordType.SP_COVERED]
        negation = [line for line in lines if line.record_type == RecordType.SP_NEGATION]
        (fee,) = [line for line in lines if line.record_type == RecordType.SP_FEE]
        assert total(covered) == -total(negation) > 0
        assert 0 < fee.amortized == fee.unblended - total(covered, "amortized")
        by_type["days"] += 1
    assert by_type["days"] == 324


@pytest.mark.parametrize("pair", [("unblended", "net_unblended"), ("amortized", "net_amortized")])
def test_the_discount_moves_net_cost_between_lines_but_not_the_day(
    settled: tuple[LineItem, ...], pair: tuple[str, str]
) -> None:
    gross, net = pair
    day = [line for line in settled if line.day == date(2026, 5, 5)]
    assert total(day, gross) == total(day, net)
    usage = [line for line in day if line.service == "Amazon CloudFront" and line.quantity]
    assert total(usage, gross) > total(usage, net)


def test_credits_run_out(settled: tuple[LineItem, ...]) -> None:
    granted = [line for line in settled if line.record_type == RecordType.CREDIT]
    assert total(granted) == -6000
    assert all(line.unblended < 0 for line in granted)
    assert max(line.day for line in granted) < date(2026, 3, 1)


def test_an_organisation_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="lies before"):
        build_organisation(start=date(2026, 1, 2), end=date(2026, 1, 1))
