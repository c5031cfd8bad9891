"""Load predictions on the command line: what the API said, in words."""

import io
from typing import Any

from rich.console import Console

from cli.summary_load import print_load


def point(at: str, mean: str, low: str, high: str) -> dict[str, Any]:
    return {"at": at, "mean": mean, "intervals": [{"level": 80, "low": low, "high": high}]}


GROUP = {
    "group": "web[1]",
    "method": "forest",
    "reason": "at 4 past origins the random forest was off by 3.0 %",
    "points": [
        point("2026-10-20T18:00:00Z", "41.4", "38", "44"),
        point("2026-10-20T19:00:00Z", "52.6", "48.2", "57.4"),
        point("2026-10-20T20:00:00Z", "45", "40", "50"),
    ],
}


class Answers:
    def get(self, path: str, **query: str) -> dict[str, Any]:
        assert (path, query) == ("/v1/load", {"limit": "5"})
        return {"predictions": [GROUP]}


def test_a_group_is_told_by_its_peak_the_method_and_why() -> None:
    output = io.StringIO()
    print_load(Console(file=output, width=200), Answers())
    assert output.getvalue().splitlines() == [
        "Load of web[1] peaks at 53 % CPU on 2026-10-20 19:00 UTC (80 % interval: 48 % to 57 %)",
        "  by the random forest: at 4 past origins the random forest was off by 3.0 %",
    ]
