"""How much of their vCPUs burstable types earn credits for: what they may use all the time.

No API tells it; `burstable_baselines.csv` holds it as EC2 documents it (read November 2026):
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
"""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

_TABLE: Final = "burstable_baselines.csv"


def baseline_percent(type_name: str) -> float | None:
    """The baseline of each vCPU in percent; None of a type that is not in the table.

    >>> baseline_percent("t3.large"), baseline_percent("m6i.large")
    (30.0, None)
    """
    return _baselines().get(type_name)


@cache
def _baselines() -> dict[str, float]:
    text = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    return {
        f"{family}.{row['size']}": float(row["baseline_percent"])
        for row in csv.DictReader(text.splitlines())
        for family in row["families"].split()
    }
