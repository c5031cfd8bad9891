"""Budget plans from a CSV file: every bad line is named, and one bad line imports nothing."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from costgov.domain.budgets import BudgetPlan
from costgov.errors import InvalidInput
from pydantic import ValidationError

MANY: Final = "|"
"""Between several values in one cell."""

_LISTS: Final = {"values", "thresholds"}
COLUMNS: Final = (
    "id", "amount", "currency", "period", "dimension", "value", "values", "metric", "account",
    "start", "end", "repeat", "thresholds", "forecast_threshold", "parent", "owner",
)  # fmt: skip
"""What a file may have, named in its first line; an empty cell takes the plan's default."""


def read_plans(path: Path) -> list[BudgetPlan]:
    """The plans of a file, in its order.

    Raises:
        InvalidInput: a line for each mistake, with its number; the header is line 1.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from error
    plans: list[BudgetPlan] = []
    mistakes: list[str] = []
    for number, found in _lines(path, text):
        if isinstance(found, BudgetPlan):
            if found.id in {plan.id for plan in plans}:
                mistakes.append(f"{path}:{number}: budget {found.id!r} is there already")
            plans.append(found)
        else:
            mistakes.append(f"{path}:{number}: {found}")
    if mistakes:
        raise InvalidInput("\n".join(mistakes))
    return plans


def _lines(path: Path, text: str) -> Iterator[tuple[int, BudgetPlan | str]]:
    """Each line's number with its plan, or with what is wrong with it."""
    reader = csv.DictReader(StringIO(text), strict=True)
    header = [name.strip() for name in reader.fieldnames or ()]
    if unknown := sorted({name for name in header if name not in COLUMNS}):
        raise InvalidInput(f"{path}:1: {unknown[0]!r} is none of {', '.join(COLUMNS)}")
    if "id" not in header or "amount" not in header:
        raise InvalidInput(f"{path}:1: the first line names the columns; id and amount are needed")
    reader.fieldnames = header
    try:
        for row in reader:
            if any((cell or "").strip() for cell in row.values() if not isinstance(cell, list)):
                yield reader.line_num, _plan(row)
    except csv.Error as error:
        yield reader.line_num, f"is no CSV: {error}"


def _plan(row: Mapping[str | None, str | list[str] | None]) -> BudgetPlan | str:
    if None in row:
        return "has more cells than the first line"
    fields: dict[str, object] = {}
    for name, cell in row.items():
        text = cell.strip() if isinstance(cell, str) else ""
        if name is None or not text:
            continue
        fields[name] = [one.strip() for one in text.split(MANY)] if name in _LISTS else text
        if name == "forecast_threshold" and text == "none":
            fields[name] = None
    try:
        return BudgetPlan.model_validate(fields)
    except ValidationError as error:
        return "; ".join(_said(problem["loc"], problem["msg"]) for problem in error.errors())


def _said(place: tuple[int | str, ...], message: str) -> str:
    column = f"{place[0]}: " if place else ""
    return f"{column}{message.removeprefix('Value error, ')}"
