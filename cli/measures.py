"""`costgov measures push`: a CSV file of days and values to the API."""

import csv
from itertools import batched
from pathlib import Path
from urllib.parse import quote

from costgov.domain.money import parse_amount
from costgov.domain.period import parse_day
from costgov.errors import InvalidInput

from cli.api_client import ApiClient

AT_ONCE = 200
"""As many values as one request takes."""


def push(api: ApiClient, name: str, file: Path) -> int:
    """Push every line `day,value`; how many days that were.

    A header is left out. Nothing is sent before every line could be read.

    Raises:
        InvalidInput: the file cannot be read; the sentence names the line.
        ApiError: the API refused.
    """
    values = read_values(file)
    for some in batched(values, AT_ONCE, strict=False):
        body = {"values": [{"day": day, "value": value} for day, value in some]}
        api.post(f"/v1/measures/{quote(name, safe='')}/values", body)
    return len(values)


def read_values(file: Path) -> list[tuple[str, str]]:
    """The days and values of a file as text, each day once.

    Raises:
        InvalidInput: a line is not a day and a number, or a day comes twice.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: cannot be read: {error}") from error
    values: dict[str, str] = {}
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        if not row or (number == 1 and not row[0][:1].isdigit()):
            continue
        try:
            day, value = (part.strip() for part in row)
            parse_day(day)
            parse_amount(value)
        except ValueError as error:
            raise InvalidInput(f"{file}, line {number}: {_said(row, error)}") from error
        if day in values:
            raise InvalidInput(f"{file}, line {number}: {day} was there before")
        values[day] = value
    if not values:
        raise InvalidInput(f"{file} holds no value")
    return list(values.items())


def _said(row: list[str], error: ValueError) -> str:
    return str(error) if isinstance(error, InvalidInput) else f"{row} is not `day,value`"
