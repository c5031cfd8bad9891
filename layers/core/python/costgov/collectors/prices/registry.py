"""Every price rule there is: each module of this package that has RULES."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from costgov.collectors import prices
from costgov.collectors.prices.contract import PriceRule

_NO_RULES = frozenset({"contract", "offers", "registry"})


@cache
def rules() -> tuple[PriceRule, ...]:
    """All rules in the order of their modules' names."""
    found = (
        import_module(f"{prices.__name__}.{module.name}")
        for module in sorted(iter_modules(prices.__path__), key=lambda one: one.name)
        if not module.ispkg and module.name not in _NO_RULES and not module.name.startswith("_")
    )
    return tuple(rule for module in found for rule in module.RULES)
