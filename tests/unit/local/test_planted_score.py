"""How findings are scored against what was planted."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.findings import Action, Finding, Level, Saving, Subject

from benchmarks.planted_waste import score
from cli.local.synthetic.estate import Truth

DAY = date(2026, 10, 20)


def found(check: str, name: str, usd: str | None) -> Finding:
    amount = None if usd is None else Decimal(usd)
    saving = amount and Saving(
        amount=amount,
        low=amount,
        high=amount,
        gross=amount,
        currency="USD",
        basis="list price",
        arithmetic="",
        prices_as_of=DAY,
    )
    subject = Subject(
        id=name, arn=name, kind="k", account_id="1", region="r", name=name, owner=None
    )
    return Finding(
        check=check,
        subject=subject,
        title="",
        why="",
        action=Action.DELETE,
        severity=Level.LOW,
        effort=Level.LOW,
        risk=Level.LOW,
        reversible=True,
        saving=saving or None,
        facts={},
        confidence=1.0,
        as_of=DAY,
    )


def test_a_finding_counts_by_its_check_and_resource() -> None:
    truth = [Truth("idle", "a", Decimal(10)), Truth("idle", "b", Decimal(10))]
    result = score([found("idle", "a", "10"), found("old", "b", "10")], truth)
    assert [one.resource_id for one in result.missed] == ["b"]
    assert [one.check for one in result.false] == ["old"]
    assert (result.recall, result.false_share, result.right_money) == (0.5, 0.5, 1.0)


@pytest.mark.parametrize(
    ("true", "told", "right"),
    [
        ("10", "10.50", True),
        ("10", "9.50", True),
        ("10", "10.51", False),
        ("10", None, False),
        (None, None, True),
        (None, "10", False),
        # What is too small costs more.
        ("-10", "-10.50", True),
        ("-10", "10", False),
    ],
)
def test_money_is_right_within_five_percent(
    true: str | None, told: str | None, right: bool
) -> None:
    truth = [Truth("idle", "a", None if true is None else Decimal(true))]
    result = score([found("idle", "a", told)], truth)
    assert result.right_money == (1.0 if right else 0.0)


def test_nothing_planted_and_nothing_found_is_no_success() -> None:
    assert (score([], []).recall, score([], []).false_share) == (0.0, 0.0)
