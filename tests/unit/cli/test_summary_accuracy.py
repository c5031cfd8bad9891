"""Past forecasts in a few lines, as the API said it."""

import io
from typing import Any

from rich.console import Console

from cli.summary_accuracy import drift_lines, print_accuracy

NOTHING: dict[str, Any] = {
    "state": "nothing settled",
    "dimensions": [],
    "drifting": [],
    "settled_until": None,
}
QUALITY = {"horizon": "days-1-7", "wape": "0.0512", "better_than_naive": "0.25"}
SCORED: dict[str, Any] = {
    "state": "ok",
    "settled_until": "2026-10-17",
    "dimensions": [
        {"dimension": "service", "qualities": [{**QUALITY, "wape": "0.9"}]},
        {
            "dimension": "total",
            "qualities": [
                QUALITY,
                {"horizon": "days-8-30", "wape": "0.1", "better_than_naive": None},
                {"horizon": "sum-30", "wape": "0.03", "better_than_naive": "-0.1"},
                {"horizon": "month-end-1-10", "wape": None, "better_than_naive": None},
            ],
        },
    ],
    "drifting": [
        {
            "series": {"dimension": "service", "value": "Amazon [S3]"},
            "drift": {"kind": "worse-than-naive", "wape": "0.3", "reference": "0.2"},
        }
    ],
}


class Api:
    """Answers one question."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def get(self, path: str, **query: str) -> dict[str, Any]:
        assert (path, query) == ("/v1/accuracy", {"currency": "USD"})
        return self.answer


def printed(answer: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_accuracy(console, Api(answer), "USD")
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_before_anything_has_settled_nothing_is_claimed() -> None:
    assert "none has settled yet" in printed(NOTHING)


def test_the_whole_bills_forecasts_are_told() -> None:
    lines = printed(SCORED).splitlines()

    assert lines == [
        "Past forecasts settled up to 2026-10-17",
        "  a day, 1 to 7 days ahead: off by 5.1 %, 25.0 % better than repeating the week before",
        "  the sum of 30 days: off by 3.0 %, 10.0 % worse than repeating the week before",
        "  forecasts worse Amazon [S3]: 30.0 %, 20.0 % had the week before been repeated",
    ]


def test_only_the_first_few_are_named() -> None:
    lines = list(drift_lines(SCORED["drifting"] * 8))

    assert len(lines) == 6
    assert lines[-1] == "and 3 more; GET /v1/accuracy lists them"
