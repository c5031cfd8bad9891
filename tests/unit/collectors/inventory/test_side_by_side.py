"""Things asked about at the same time: in their order, and an error ends it."""

import threading

import pytest
from costgov.collectors.inventory._per_item import side_by_side
from costgov.errors import SourceThrottled


def test_answers_come_in_the_order_of_the_things_and_some_at_once() -> None:
    together = threading.Barrier(4, timeout=10)

    def ask(number: int) -> int:
        if number < 4:
            together.wait()
        return number * number

    assert list(side_by_side(range(100), ask)) == [number * number for number in range(100)]


def test_nothing_is_begun_far_ahead() -> None:
    begun: list[int] = []

    def ask(number: int) -> int:
        begun.append(number)
        return number

    assert next(side_by_side(range(1000), ask)) == 0
    assert len(begun) <= 40


def test_an_error_is_raised() -> None:
    def ask(number: int) -> int:
        if number == 7:
            raise SourceThrottled("SlowDown")
        return number

    with pytest.raises(SourceThrottled):
        list(side_by_side(range(100), ask))
