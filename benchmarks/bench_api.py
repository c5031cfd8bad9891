"""The API's own time beside DynamoDB's, and requests by the thousand made from its document.

python -m benchmarks.bench_api [--runs 200] [--requests 10000] [--laptop]

The year by service of an organisation of 100 accounts and 40 services, 13 months of it stored, is
asked of the handler in this process on warm clients, over the DynamoDB of `bench_query`: once by a
container that has not answered it since the last delivery (`first`), then by one that has
(`again`). What the clients wait for the store is DynamoDB's time, all the rest the handler's.

Then 200 requests of one caller come at once to four warm containers, and more than the caller may
make in a minute: none may be lost, and those too many are told when to come again.

schemathesis then makes requests from the OpenAPI document, good and bad ones; none may be answered
by a 5xx or otherwise than the document says. With `--laptop` they go over HTTP to the product as
deployed to the laptop AWS.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from math import ceil
from multiprocessing import get_context
from typing import Any
from unittest.mock import patch

from botocore import endpoint
from costgov.collectors.cost_explorer import SOURCE
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_session import client
from rich.console import Console
from rich.table import Table

from benchmarks.bench_query import CASES, READ_AT, STORED, context_of, database, event_of, facts
from tests.api_contract import Failure, as_application, contract, failures, over_http
from tests.functions.two_teams import company

P50, P99 = 25.0, 100.0
AT_ONCE, ALLOWED, CONTAINERS = 200, 150, 4
YEAR = {
    "daily": CASES[0].query,
    "monthly": f"{CASES[0].query}&granularity=monthly",
    "daily, gzip": CASES[0].query,
}


@dataclass
class Waiting:
    """Seconds spent on answers of the store: sending, waiting, and taking in their bytes."""

    seconds: float = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count while this lasts."""
        timed = (
            (endpoint.Endpoint, "_send"),
            (endpoint, "convert_to_response_dict"),
        )
        with ExitStack() as patches:
            for owner, name in timed:
                work = getattr(owner, name)
                patches.enter_context(patch.object(owner, name, self._timed(work)))
            yield

    def _timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever botocore says
            begun = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                self.seconds += time.perf_counter() - begun

        return timed


@dataclass
class Timing:
    """Milliseconds of one question, by container: the handler's own and DynamoDB's."""

    name: str
    own: list[float] = field(default_factory=list)
    store: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The handler's own time that so many answers stay below."""
        return sorted(self.own)[min(len(self.own) - 1, ceil(share * len(self.own)) - 1)]

    @property
    def met(self) -> bool:
        """Whether the goals are met."""
        return self.at(0.5) <= P50 and self.at(0.99) <= P99


def timings(runs: int) -> Iterator[Timing]:
    """Each question, first and again."""
    from functions.api import handler as api  # noqa: PLC0415 - after the environment is set

    for name, query in YEAR.items():
        packs = {"accept-encoding": "gzip"} if "gzip" in name else {}
        event = event_of("/v1/costs/history", query) | {"headers": packs}

        def ask(event: dict[str, Any] = event) -> None:
            reply = api.handler(event, context_of())
            assert reply["statusCode"] == 200, reply["body"]

        ask()
        first, again = Timing(f"{name}, first"), Timing(f"{name}, again")
        for _ in range(runs // 4):
            api.memory.cache_clear()
            _time(ask, first)
        for _ in range(runs):
            _time(ask, again)
        yield from (first, again)


def _time(ask: Callable[[], None], timing: Timing) -> None:
    waiting, begun = Waiting(), time.perf_counter()
    with waiting.watched():
        ask()
    spent = time.perf_counter() - begun
    timing.own.append((spent - waiting.seconds) * 1000)
    timing.store.append(waiting.seconds * 1000)


def show(console: Console, found: list[Timing]) -> None:
    """The handler's time beside DynamoDB's."""
    table = Table("a year by service", "answers", "handler p50", "handler p99", "DynamoDB p50", "")
    table.title = f"Milliseconds; goals for warm containers: p50 {P50:.0f}, p99 {P99:.0f}"
    for one in found:
        store = sorted(one.store)[len(one.store) // 2]
        goal = "" if "first" in one.name else "met" if one.met else "missed"
        cells = (f"{one.at(0.5):.1f}", f"{one.at(0.99):.1f}", f"{store:.1f}", goal)
        table.add_row(one.name, str(len(one.own)), *cells)
    console.print(table)


def crowd() -> Counter[int]:
    """The statuses of requests sent at once to a pool of warm containers, one process each.

    All are one caller's, who may make fewer in a minute.

    Raises:
        AssertionError: one that is refused does not say when to come again.
    """
    os.environ["COSTGOV_REQUESTS_PER_MINUTE"] = str(ALLOWED)
    query = YEAR["monthly"]
    with get_context("spawn").Pool(CONTAINERS) as containers:
        containers.map(_answer, ["warm"] * CONTAINERS, chunksize=1)
        return Counter(containers.map(_answer, [query] * AT_ONCE, chunksize=1))


def _answer(query: str) -> int:
    from functions.api import handler as api  # noqa: PLC0415 - in its own process

    warms = query == "warm"
    event = event_of("/v1/health", "") if warms else event_of("/v1/costs/history", query)
    user = "warm" if warms else "crowd"
    authorizer = {"iam": {"userArn": f"arn:aws:iam::111122223333:user/{user}"}}
    event["requestContext"] |= {"authorizer": authorizer}
    reply = api.handler(event, context_of())
    assert reply["statusCode"] != 429 or int(reply["headers"]["Retry-After"]) > 0
    return int(reply["statusCode"])


def in_process(requests: int) -> list[Failure]:
    """What schemathesis finds over a company of three accounts, in this process."""
    from tests.functions.api_requests import raw_send  # noqa: PLC0415 - after the measurements

    user = {"iam": {"userArn": "arn:aws:iam::111122223333:user/viewer"}}
    application = as_application(lambda event: raw_send(company(), event), user)
    return list(failures(contract(requests), application))


def on_the_laptop(requests: int) -> list[Failure]:
    """The same of the product as it is deployed."""
    from cli.local.demo import DEMO_CONFIG  # noqa: PLC0415 - only where asked for
    from tests.e2e.laptop_aws import deployed  # noqa: PLC0415

    with deployed(DEMO_CONFIG, synthetic=True) as product:
        product.run_by_schedule("2026-10-20")
        running = product.running
        caller = running.bearer(running.receiver.issuer.token("bench", ["finops"]))
        return list(failures(contract(requests), None, over_http(caller.url, caller.headers)))


def main() -> None:
    """Measure, then ask; exit with 1 where a goal is missed or an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--laptop", action="store_true")
    arguments = parser.parse_args()
    console = Console()
    with database():
        store = DynamoCostStore(client("dynamodb"), "costs")
        store.replace(SOURCE, list(STORED.months()), facts(), READ_AT)
        found = list(timings(arguments.runs))
        answered = crowd()
    show(console, found)
    # A minute may have ended meanwhile, and another begun to be counted.
    all_there = answered.total() == AT_ONCE and answered.keys() <= {200, 429}
    fair = answered[200] >= ALLOWED
    console.print(f"{AT_ONCE} at once, {ALLOWED} a minute allowed: {dict(answered)}")
    wrong = (
        on_the_laptop(arguments.requests) if arguments.laptop else in_process(arguments.requests)
    )
    for one in wrong:
        console.print(f"[red]{one.operation}[/]: {one.sentence}")
    console.print(f"{arguments.requests:,} requests from the document, {len(wrong)} failures")
    if (
        wrong
        or not (all_there and fair)
        or not all(one.met for one in found if "again" in one.name)
    ):
        sys.exit(1)


if __name__ == "__main__":
    main()
