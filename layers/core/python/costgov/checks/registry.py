"""Every check there is: each module of this package that has a META."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from costgov import checks
from costgov.checks.contract import Check

_NO_CHECKS = frozenset({"contract", "registry", "run"})


@cache
def registry() -> tuple[Check, ...]:
    """All checks in the order of their names.

    Raises:
        ValueError: a module's META bears another name than the module.
    """
    found: list[Check] = []
    for module in sorted(iter_modules(checks.__path__), key=lambda one: one.name):
        if module.ispkg or module.name in _NO_CHECKS or module.name.startswith("_"):
            continue
        loaded = import_module(f"{checks.__name__}.{module.name}")
        if loaded.META.id != module.name:
            raise ValueError(f"the check {module.name} calls itself {loaded.META.id}")
        found.append(Check(loaded.META, loaded.evaluate))
    return tuple(found)
