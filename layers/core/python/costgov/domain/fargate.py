"""The sizes a Fargate task may have: which memory goes with which vCPUs.

No API tells them; `fargate_sizes.csv` holds them as Amazon ECS documents them (read November 2026):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

_TABLE: Final = "fargate_sizes.csv"


@dataclass(frozen=True, slots=True)
class TaskSize:
    """vCPUs and GiB of memory of a task."""

    vcpus: Decimal
    memory_gib: Decimal


@cache
def task_sizes() -> tuple[TaskSize, ...]:
    """Every size there is."""
    text = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    return tuple(size for row in csv.DictReader(text.splitlines()) for size in _sizes(row))


def _sizes(row: dict[str, str]) -> Iterator[TaskSize]:
    memory, most, step = (Decimal(row[f"memory_gib_{name}"]) for name in ("from", "to", "step"))
    while memory <= most:
        yield TaskSize(Decimal(row["vcpu"]), memory)
        memory += step
