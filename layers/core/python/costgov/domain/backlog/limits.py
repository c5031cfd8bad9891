"""Savings stay within the spend of what they are part of."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from costgov.domain.backlog.overlaps import Counted

ORGANISATION_WIDE: Final = "AWS::Organizations::Account"
"""The kind of what is advised to the organisation as a whole, in the payer's name."""

EVERYWHERE: Final = "the organisation"

type ScopeOf = Callable[[Counted], str | None]
"""Whose spend a saving is part of."""


def clipped(
    every: Sequence[Counted], spend: Mapping[str, Decimal], currency: str, scope: ScopeOf
) -> list[Counted]:
    """No scope saves more than its spend: what would is reduced in proportion, and says so.

    `spend` is a month's in `currency`, by name of the scope; one that is not in it is not clipped.
    """
    total: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in every:
        if (name := scope(one)) is not None and _counts(one, currency):
            total[name] += one.amount or Decimal(0)
    shares = {
        name: max(spend[name], Decimal(0)) / amount
        for name, amount in total.items()
        if name in spend and amount > max(spend[name], Decimal(0))
    }
    return [
        one.scaled(shares[name], _within(name, spend[name], shares[name], currency))
        if (name := scope(one)) in shares and _counts(one, currency)
        else one
        for one in every
    ]


def account_of(one: Counted) -> str | None:
    """The account whose spend a saving is part of; None of what is the organisation's."""
    subject = one.found.finding.subject
    return None if subject.kind == ORGANISATION_WIDE else subject.account_id


def everywhere(_one: Counted) -> str:
    """The organisation, which every saving is part of."""
    return EVERYWHERE


def _counts(one: Counted, currency: str) -> bool:
    saving = one.found.finding.saving
    return (
        saving is not None
        and saving.currency == currency
        and one.covered_by is None
        and one.amount is not None
        and one.amount > 0
    )


def _within(name: str, spend: Decimal, share: Decimal, currency: str) -> str:
    of = name if name == EVERYWHERE else f"account {name}"
    return (
        f"Clipped to {share:.1%}: together the savings of {of} come to more than the "
        f"{spend:.2f} {currency} that it spends a month."
    )
