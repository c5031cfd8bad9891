"""A container gives an answer about costs again until a ledger has changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from costgov.domain.costs import Ledger, MonthCost
from costgov.errors import NotFound
from costgov.gateways.ports import CostReader

from functions.api.memory import AnswerMemory
from functions.api.rendering import Body
from functions.api.routes import ROUTERS
from tests.functions.api_requests import get
from tests.unit.queries.known import LAST_DAY, READ_AT, FakeStores, days_of


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["10"], LAST_DAY))
    return known


class Maker:
    """Makes an answer of the ledgers and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, costs: CostReader) -> Body:
        self.made += 1
        return Body(f"{self.made} of {len(costs.ledgers())}" + "." * 100)


def test_what_was_answered_is_not_made_again(stores: FakeStores) -> None:
    memory, make = AnswerMemory(), Maker()
    first = memory.answer("question", stores.costs, make)
    assert memory.answer("question", stores.costs, make) is first
    assert memory.answer("another", stores.costs, make) is not first
    assert make.made == 2


def test_a_new_delivery_makes_every_answer_anew(stores: FakeStores) -> None:
    memory, make = AnswerMemory(), Maker()
    memory.answer("question", stores.costs, make)
    stores.bill(days_of("AmazonEC2", ["99"], LAST_DAY), at=READ_AT + timedelta(hours=1))
    assert memory.answer("question", stores.costs, make).text.startswith("2 of 1")
    stores.bill(days_of("AmazonEC2", ["1"], LAST_DAY), currency="EUR", source="eur")
    assert memory.answer("question", stores.costs, make).text.startswith("3 of 2")


def test_the_longest_unasked_is_forgotten_first(stores: FakeStores) -> None:
    memory, make = AnswerMemory(most=350), Maker()
    for name in ("a", "b", "c", "a", "d"):
        memory.answer(name, stores.costs, make)
    assert make.made == 4
    memory.answer("a", stores.costs, make)
    assert make.made == 4
    memory.answer("b", stores.costs, make)
    assert make.made == 5


def test_what_could_not_be_answered_is_tried_again(stores: FakeStores) -> None:
    memory = AnswerMemory()

    def fail(_costs: CostReader) -> Body:
        raise NotFound("nothing yet")

    for _ in range(2):
        with pytest.raises(NotFound):
            memory.answer("question", stores.costs, fail)
    assert memory.answer("question", stores.costs, Maker()).text.startswith("1")


def test_the_present_ledgers_are_read_once(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    known = stores.costs.ledgers

    def ledgers(known_at: object = None) -> list[Ledger]:
        asked.append(known_at)
        return known(known_at)  # type: ignore[arg-type]

    monkeypatch.setattr(stores.costs, "ledgers", ledgers)
    assert get(stores, "/v1/costs/history").json["total"] == "10"
    assert asked == [None]
    get(stores, "/v1/costs/history", as_of="2026-10-21")
    assert [one is None for one in asked] == [True, True, False]


def test_answers_of_a_container_are_those_of_a_new_one(stores: FakeStores) -> None:
    """The routes that are given again read cost facts and nothing else."""
    paths = [one.path for router in ROUTERS for one in router.endpoints if one.of_costs]
    assert sorted(paths) == ["/v1/costs/by/{dimension}", "/v1/costs/compare", "/v1/costs/history"]
    for path in paths:
        own = path.replace("{dimension}", "service")
        assert get(stores, own).status == 200
        stores.results.items.clear()
        stores.control.items.clear()
        assert get(stores, own).status == 200


def test_amounts_are_not_kept_beyond_their_ledger() -> None:
    """Of the same question over other facts, each container of tests has its own answer."""
    for amount in ("1", "2"):
        stores = FakeStores.empty()
        stores.bill(days_of("AmazonEC2", [amount], LAST_DAY))
        found = get(stores, "/v1/costs/history", group_by="service").json
        assert Decimal(found["total"]) == Decimal(amount)
        facts: list[MonthCost] = list(stores.costs.items.values())
        assert facts
