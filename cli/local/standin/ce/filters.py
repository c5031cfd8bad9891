"""Filter expressions as predicates over lines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cli.local.standin.ce.dimensions import Reader, dimension, tag
from cli.local.standin.ce.periods import invalid
from cli.local.standin.errors import unsupported
from cli.local.standin.sources import CostLine

type Predicate = Callable[[CostLine], bool]

_EXACT = {"EQUALS", "CASE_SENSITIVE"}


def predicate(expression: Mapping[str, Any] | None) -> Predicate:
    """Whether a line is wanted.

    Raises:
        AwsError: the expression has not exactly one root, or options its root does not know.
    """
    if expression is None:
        return lambda _: True
    if len(expression) != 1:
        raise invalid("Expression must have exactly one root operator or dimension")
    ((root, operand),) = expression.items()
    if root in {"And", "Or"}:
        return _several(root, operand)
    if root == "Not":
        unwanted = predicate(operand)
        return lambda line: not unwanted(line)
    if root == "Dimensions":
        return _values(operand, dimension(operand.get("Key", "")), allowed=_EXACT)
    if root == "Tags":
        key = operand.get("Key", "")
        if "ABSENT" in operand.get("MatchOptions", ()):
            return lambda line: key not in line.tags
        return _values(operand, tag(key), allowed=_EXACT)
    raise unsupported(f"filters on {root}")


def _several(root: str, operands: Sequence[Mapping[str, Any]]) -> Predicate:
    if len(operands) < 2:
        raise invalid(f"Expression {root} must have at least two operands")
    parts = [predicate(operand) for operand in operands]
    combine = all if root == "And" else any
    return lambda line: combine(part(line) for part in parts)


def _values(operand: Mapping[str, Any], read: Reader, *, allowed: set[str]) -> Predicate:
    unknown = set(operand.get("MatchOptions", ())) - allowed
    if unknown:
        raise invalid(f"MatchOptions {min(unknown)} is not supported for this filter")
    values = frozenset(operand.get("Values", ()))
    if not values:
        raise invalid("Values of a filter must not be empty")
    return lambda line: read(line) in values
