"""The estimate of an account's day, held against what the pipeline's day really uses."""

from collections.abc import Iterator

import pytest
from costgov.domain.usage import Used
from costgov.gateways.aws_session import client

from benchmarks.bench_own_cost import CASES, Case, compared
from benchmarks.tiny_dynamodb import TinyDynamoDB

pytestmark = pytest.mark.loopback


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with TinyDynamoDB() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.url)
        client.cache_clear()
        yield
    client.cache_clear()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.estate.accounts == 1], ids=lambda case: case.source
)
def test_a_day_of_one_account_uses_what_was_estimated(case: Case) -> None:
    rows = {row.item: row for row in compared(case)}

    assert [row for row in rows.values() if not row.holds] == []
    if case.source == "cost_explorer":
        assert rows[Used.COST_EXPLORER_REQUESTS].counted == 5
