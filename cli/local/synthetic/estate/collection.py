"""All that the modules of this package tell, sorted for those who read it."""

import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module

from cli.local.synthetic.estate.model import (
    Answer,
    InstanceFields,
    Listed,
    Measured,
    Shape,
    Told,
    Truth,
)


@dataclass(frozen=True)
class Estate:
    """The parts of an estate by kind; instances' fields by the name of the instance."""

    listed: tuple[Listed, ...] = ()
    answers: tuple[Answer, ...] = ()
    measured: tuple[Measured, ...] = ()
    truth: tuple[Truth, ...] = ()
    instance_fields: Mapping[str, Shape] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Iterable[Told]) -> "Estate":
        """The estate that was told."""
        parts = tuple(told)
        fields: dict[str, Shape] = {}
        for part in parts:
            if isinstance(part, InstanceFields):
                fields[part.instance] = {**fields.get(part.instance, {}), **part.fields}
        return cls(
            listed=tuple(part for part in parts if isinstance(part, Listed)),
            answers=tuple(part for part in parts if isinstance(part, Answer)),
            measured=tuple(part for part in parts if isinstance(part, Measured)),
            truth=tuple(part for part in parts if isinstance(part, Truth)),
            instance_fields=fields,
        )


def collected(now: datetime) -> Estate:
    """What every module of this package that has `estate(now)` tells, in the order of names."""
    package = __name__.rpartition(".")[0]
    folder = import_module(package).__path__
    told: list[Told] = []
    for found in sorted(module.name for module in pkgutil.iter_modules(folder)):
        tell = getattr(import_module(f"{package}.{found}"), "estate", None)
        if callable(tell):
            told += tell(now)
    return Estate.of(told)
