"""How far down a source tells costs apart: service → account → usage type → resource."""

from typing import Final

from costgov.domain.costs import (
    ACCOUNT,
    COST_CATEGORY_PREFIX,
    JOINT,
    REGION,
    RESOURCE,
    SERVICE,
    TAG_PREFIX,
    TOTAL,
    USAGE_TYPE,
    Scope,
)
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline.ledger import CurrencyLedger

# What each kind of scope is cut by; the first part every source can deliver, the second files only.
_WITHIN: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "account": ((SERVICE,), ()),
    "service": ((ACCOUNT, USAGE_TYPE, REGION), ()),
    "service/account": ((), (USAGE_TYPE,)),
    "service/account/usage_type": ((), (RESOURCE,)),
}


def levels(scope: Scope, ledger: CurrencyLedger) -> tuple[str, ...]:
    """The dimensions that a scope's cost can be told apart by, with what has been delivered."""
    delivered = ledger.dimensions - {JOINT, TOTAL}
    if not scope.parts:
        return tuple(sorted({TOTAL, *delivered} - {RESOURCE}))
    by_all, by_files = _WITHIN[scope.kind]
    known = by_all if _cost_explorer_alone(ledger) else (*by_all, *by_files)
    named = sorted(
        name for name in delivered if name.startswith((TAG_PREFIX, COST_CATEGORY_PREFIX))
    )
    found = [name for name in known if name in delivered]
    return (TOTAL, *found, *(named if scope.kind == ACCOUNT else ()))


def next_level(scope: Scope, ledger: CurrencyLedger) -> str:
    """The dimension to look at next in a scope; the total where it cannot be told apart."""
    known = levels(scope, ledger)
    return next((name for name in (SERVICE, USAGE_TYPE, RESOURCE) if name in known), TOTAL)


def no_level(dimension: str, scope: Scope, ledger: CurrencyLedger) -> str:
    """Why a scope's cost cannot be told apart by a dimension, and by which it can."""
    where = "" if not scope.parts else f" within one {scope.kind.replace('/', ', ')}"
    known = ", ".join(levels(scope, ledger))
    text = f"no {ledger.currency} cost is stored by {dimension!r}{where}, only by {known}"
    if dimension == RESOURCE and RESOURCE in ledger.dimensions:
        return f"{text}; resources are told apart within a service, account and usage type"
    if _cost_explorer_alone(ledger) and dimension in _of_files(scope):
        return f"{text}: Cost Explorer does not tell it, a billing file does"
    return text


def _of_files(scope: Scope) -> tuple[str, ...]:
    own = _WITHIN[scope.kind][1] if scope.parts else ()
    return (RESOURCE, *own)


def _cost_explorer_alone(ledger: CurrencyLedger) -> bool:
    return all(one.source == COST_EXPLORER for one in ledger.ledgers)
