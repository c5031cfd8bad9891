"""The organisation of the demo, built once: it is immutable."""

import pytest

from cli.local.synthetic import LineItem, Organisation, build_organisation


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    return build_organisation()


@pytest.fixture(scope="session")
def settled(organisation: Organisation) -> tuple[LineItem, ...]:
    return tuple(organisation.lines())
