"""Every inventory source there is: each module of this package that has a SOURCE."""

from collections.abc import Collection
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from costgov.collectors import inventory
from costgov.collectors.inventory.contract import Source

_NO_SOURCES = frozenset({"contract", "registry"})


@cache
def sources() -> tuple[Source, ...]:
    """All sources in the order of their modules' names."""
    found = (
        import_module(f"{inventory.__name__}.{module.name}")
        for module in sorted(iter_modules(inventory.__path__), key=lambda one: one.name)
        if not module.ispkg and module.name not in _NO_SOURCES and not module.name.startswith("_")
    )
    return tuple(module.SOURCE for module in found)


def chosen(names: Collection[str]) -> tuple[Source, ...]:
    """The sources of these names; all of them where none is named."""
    return tuple(source for source in sources() if not names or source.name in names)
