"""Which resources are there for trying things out, by their tags."""

import re
from typing import Final

from costgov.domain.resources import Resource

_KEYS: Final = frozenset({"environment", "env", "stage"})
_TRYING: Final = re.compile(
    r"\b(dev|develop|development|test|testing|qa|uat|staging|stage|sandbox|nonprod|non-prod)\b"
)


def not_production(resource: Resource) -> str | None:
    """The environment that a tag says it belongs to, where that is not production.

    Without such a tag a resource may be production, and is taken for it.
    """
    return next(
        (
            value
            for key, value in sorted(resource.tags.items())
            if key.lower() in _KEYS and _TRYING.search(value.lower())
        ),
        None,
    )
