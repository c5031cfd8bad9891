"""Deployments that the end-to-end tests share, each made once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cli.local.demo import DEMO_CONFIG, FILE_CONFIG
from cli.replay_evidence import Comparison, replay_evidence
from tests.e2e.laptop_aws import Json, Product, State, deployed

AS_OF = "2026-10-20"


@dataclass(frozen=True)
class FirstRun:
    """The product after the first scheduled run, and what was stored by then; tests in any order
    make it run again and forget."""

    product: Product
    output: Json
    messages: list[Json]
    events: list[Json]
    state: State
    cost_items: int
    replayed: Comparison


@pytest.fixture(scope="session")
def first_run() -> Iterator[FirstRun]:
    """The synthetic organisation, run once by the schedule's own target."""
    with deployed(DEMO_CONFIG, synthetic=True) as product:
        output = product.run_by_schedule(AS_OF)
        yield FirstRun(
            product,
            output,
            product.messages(),
            product.events(),
            product.state(),
            product.cost_items(),
            replay_evidence(product.deployment, lambda _: None, write=False),
        )


@pytest.fixture(scope="session")
def files() -> Iterator[Product]:
    """A deployment whose costs come from billing files alone."""
    with deployed(FILE_CONFIG, synthetic=False) as product:
        yield product
