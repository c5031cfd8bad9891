"""Where the granted credits of a currency stand, by the credits on its bill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.costs import ACCOUNT, ORG, TOTAL, ChargeCategory, Metric, Scope
from costgov.domain.credits import (
    EVERYTHING,
    Bound,
    CreditGrant,
    CreditReport,
    allocate,
    standing,
    used_by_day,
)
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import month_to_date
from costgov.pipeline.ledger import CutReader, Daily

_CREDIT: Final = (ChargeCategory.CREDIT,)


def credit_report(reader: CutReader, grants: Sequence[CreditGrant], as_of: date) -> CreditReport:
    """Where all grants of the reader's currency stand on a day; its window is the whole bill."""
    mine = sorted(
        (grant for grant in grants if grant.currency == reader.currency),
        key=lambda grant: (grant.expires_on or date.max, grant.name),
    )
    parts = _Parts(reader)
    used_in = parts.of(mine)
    told = [] if reader.cut(TOTAL).unsplit else [one for one in mine if parts.tells(one)]
    assigned = allocate(told, used_in)
    total = parts.used(EVERYTHING) or {}
    return CreditReport(
        currency=reader.currency,
        as_of=as_of,
        grants=tuple(
            standing(grant, assigned.used.get(grant.name), reader.window, as_of) for grant in mine
        ),
        total=exact_sum(total.values()),
        not_granted=exact_sum(assigned.not_granted.values()),
        month_to_date=exact_sum(
            amount for day, amount in total.items() if day in month_to_date(as_of)
        ),
    )


@dataclass(slots=True)
class _Parts:
    """Credit used by day in parts of the bill that do not overlap."""

    reader: CutReader
    _read: dict[Bound, Daily | None] = field(default_factory=dict)

    def tells(self, grant: CreditGrant) -> bool:
        """Whether the source tells credits apart where a grant pays."""
        return grant.account is None or self.used((grant.account, None)) is not None

    def of(self, grants: Sequence[CreditGrant]) -> dict[Bound, Daily]:
        """The accounts and services that grants are bound to, and everything else.

        Accounts in which the source does not tell credits apart are among everything else.
        """
        services = {one.service for one in grants if one.service is not None}
        accounts = {one.account for one in grants if one.account is not None and self.tells(one)}
        both: dict[Bound, Daily] = {
            (a, s): self.used((a, s)) or {} for a in accounts for s in services
        }
        found = dict(both)
        for bound in (*((a, None) for a in accounts), *((None, s) for s in services)):
            own = [days for pair, days in both.items() if _inside(pair, bound)]
            found[bound] = _less(self.used(bound) or {}, own)
        return {**found, EVERYTHING: _less(self.used(EVERYTHING) or {}, found.values())}

    def used(self, bound: Bound) -> Daily | None:
        """Credit used by day there; None where the source does not tell it apart."""
        if bound not in self._read:
            account, service = bound
            scope = ORG if service is None else Scope.service(service)
            cut = self.reader.whole(scope if account is None else scope.within(ACCOUNT, account))
            days = cut.daily(None, Metric.BILLED, _CREDIT)
            known = {day: one for day, one in days.items() if day in self.reader.window}
            self._read[bound] = None if cut.unsplit else used_by_day([known])
        return self._read[bound]


def _inside(pair: Bound, bound: Bound) -> bool:
    return all(own in {None, there} for own, there in zip(bound, pair, strict=True))


def _less(whole: Daily, parts: Iterable[Daily]) -> Daily:
    rest = dict(whole)
    for part in parts:
        for day, amount in part.items():
            rest[day] = EXACT.subtract(rest.get(day, Decimal(0)), amount)
    return rest
