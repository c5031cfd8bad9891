"""What a caller who sees some accounts only is shown: their own figures, and nobody else's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from costgov.domain.access import Sight
from costgov.domain.costs import ACCOUNT, ORG, TOTAL, MonthCost, Scope
from costgov.domain.deliveries import EXPORT, FILE
from costgov.domain.insights import Basis
from costgov.errors import Forbidden, NotFound
from costgov.pipeline.ledger import CurrencyLedger, Cut, CutReader
from costgov.pipeline.queries.levels import levels, no_level

OWN: Final = "own"
"""The scope that is all a caller sees: the whole bill, or some accounts of it together."""

HIDDEN: Final = "sources are told to who sees every account"
"""The basis of what a caller sees who does not."""

_FILES: Final = "billing files"


def require(sight: Sight, account: str | None, what: str) -> None:
    """Refuse what lies in no account that the caller sees; `what` begins the sentence.

    Raises:
        Forbidden: it does; the sentence says which accounts may be asked for.
    """
    if not sight.sees(account):
        seen = ", ".join(sight.own) or "none"
        raise Forbidden(f"{what} is not yours to see; your accounts are {seen}")


def require_scope(sight: Sight, scope: Scope) -> None:
    """Refuse a part of the bill that other accounts have a share in.

    Raises:
        Forbidden: the caller does not see all of it.
    """
    account = dict(scope.parts).get(ACCOUNT)
    what = "the cost of other accounts" if account is None else f"account {account}"
    require(sight, account, what)


@dataclass(slots=True)
class OwnReader(CutReader):
    """Reads the bill as if there were no accounts but some: cuts are sums of their cuts."""

    accounts: tuple[str, ...] = ()

    def cut(self, dimension: str, scope: Scope = ORG) -> Cut:
        """One cut of these accounts' cost.

        Raises:
            Forbidden: it is one of another account.
        """
        named = dict(scope.parts)
        if ACCOUNT in named:
            require_scope(Sight(frozenset(self.accounts)), scope)
            return CutReader.cut(self, dimension, scope)
        if dimension == ACCOUNT:
            facts = CutReader.cut(self, ACCOUNT, scope).facts
            return Cut({one: facts[one] for one in self.accounts if one in facts})
        if dimension == TOTAL:
            return _together(self.cut(ACCOUNT))
        return _merged(CutReader.cut(self, dimension, _of(scope, one)) for one in self.accounts)


def reader_of(sight: Sight, reader: CutReader) -> CutReader:
    """A reader of what a caller sees, over the same window."""
    if sight.is_whole:
        return reader
    return OwnReader(
        reader.store, reader.currency, reader.window, reader.known_at, reader.only,
        accounts=sight.own,
    )  # fmt: skip


def require_level(sight: Sight, dimension: str, scope: Scope, ledger: CurrencyLedger) -> None:
    """Refuse a dimension that a scope's cost is not told apart by.

    Raises:
        NotFound: it is not, or not within an account where the caller sees only some.
    """
    if sight.is_whole or scope.parts:
        if dimension not in levels(scope, ledger):
            raise NotFound(no_level(dimension, scope, ledger))
    elif dimension not in (known := {*levels(Scope.account(""), ledger), ACCOUNT}):
        by = ", ".join(sorted(known))
        raise NotFound(f"the cost of some accounts is told apart by {by}, not by {dimension!r}")


def sources_seen(sight: Sight, ledger: CurrencyLedger, cut: Cut) -> tuple[str, ...]:
    """The sources of a ledger; where not all is seen those that a cut's facts are from, and of
    files, which are everybody's, no name."""
    sources = tuple(sorted(one.source for one in ledger.ledgers))
    if sight.is_whole:
        return sources
    seen = {fact.source for facts in cut.facts.values() for fact in facts}
    return without_files(source for source in sources if source in seen)


def basis_for(sight: Sight, basis: Basis) -> Basis:
    """A basis whose sources are told without the names of files, which are everybody's."""
    if sight.is_whole:
        return basis
    return basis.model_copy(update={"sources": without_files(basis.sources)})


def without_files(sources: Iterable[str]) -> tuple[str, ...]:
    """Sources, all files among them as one."""
    told = {_FILES if name.startswith((FILE, EXPORT)) else name for name in sources}
    return tuple(sorted(told))


def _of(scope: Scope, account: str) -> Scope:
    return scope.within(ACCOUNT, account) if scope.parts else Scope.account(account)


def _merged(cuts: Iterable[Cut]) -> Cut:
    facts: dict[str | None, list[MonthCost]] = defaultdict(list)
    for cut in cuts:
        for value, found in cut.facts.items():
            facts[value].extend(found)
    return Cut(dict(facts))


def _together(cut: Cut) -> Cut:
    facts = [fact for found in cut.facts.values() for fact in found]
    return Cut({None: facts} if facts else {})
