"""A year of daily cost from the API beside the bare DynamoDB queries that the answer is made of.

python -m benchmarks.bench_query [--runs 40] [--json build/bench_query.json]

The API's handler runs in this process on warm clients. DynamoDB is a server on the loopback that
answers at once, in a process of its own: the bare queries are then little more than what a client
takes to read the items, which is the hardest measure for what is done beyond that. The bare
queries are those the API made, sent by boto3's client as it comes; for comparison also by the
product's own, whose parser is faster. All are timed in turns in the same run, as often each.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    SERVICE,
    TOTAL,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.period import Window
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_session import client
from costgov.settings import ApiSettings
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

YEAR = Window(date(2025, 10, 21), date(2026, 10, 21))
STORED = Window(date(2025, 9, 1), date(2026, 10, 21))
ACCOUNTS = 100
SERVICES = 40
READ_AT = datetime(2026, 10, 21, 6, tzinfo=UTC)
ONE_ACCOUNT = "100000000007"
# Cost Explorer cannot split services and accounts by charge category; billing files do.
LEDGERS = {
    "USD": (ChargeCategory.UNSPLIT,),
    "EUR": (ChargeCategory.USAGE, ChargeCategory.TAX, ChargeCategory.CREDIT),
}
RATIO = 2.0
# Found without reading the whole body, which is no work of the API.
_NEXT_PAGE = re.compile(r'"next_page":"([^"]+)"')
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the API."""

    name: str
    currency: str
    group_by: str
    scope: str = "org"
    metric: Metric = Metric.EFFECTIVE

    @property
    def query(self) -> str:
        """The query string."""
        return (
            f"currency={self.currency}&group_by={self.group_by}&scope={self.scope}"
            f"&metric={self.metric}&start={YEAR.start}&end={YEAR.end}"
        )


CASES = (
    Case("organisation by service", "USD", SERVICE),
    Case("organisation by service, split by category", "EUR", SERVICE),
    Case("organisation by account", "USD", ACCOUNT),
    Case("one account by service", "USD", SERVICE, f"account={ONE_ACCOUNT}"),
)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of the whole answer (all of its pages) and of its bare queries."""

    case: str
    points: int
    pages: int
    largest_page: int
    api_p50: float
    api_p95: float
    bare_p50: float
    bare_p95: float
    own_p50: float
    own_p95: float

    @property
    def ratio(self) -> float:
        """p95 of the answer by p95 of the bare queries."""
        return self.api_p95 / self.bare_p95


def facts() -> Iterator[MonthCost]:
    """The organisation's cuts that the cases ask for."""
    random = Random(7)  # noqa: S311 - made-up amounts
    services = [f"Amazon Service {number:02}" for number in range(SERVICES)]
    accounts = [f"1{number:011}" for number in range(ACCOUNTS)]
    cuts: list[tuple[Scope, str, list[str | None]]] = [
        (ORG, TOTAL, [None]),
        (ORG, SERVICE, [*services]),
        (ORG, ACCOUNT, [*accounts]),
        (Scope.account(ONE_ACCOUNT), SERVICE, [*services]),
    ]
    for currency, categories in LEDGERS.items():
        for scope, dimension, values in cuts:
            key = SeriesKey(currency, scope, dimension)
            for value in values:
                yield from _months(key, value, categories, random)


def _months(
    key: SeriesKey, value: str | None, categories: tuple[ChargeCategory, ...], random: Random
) -> Iterator[MonthCost]:
    for month in STORED.months():
        fact = MonthCost(key, value, month, SOURCE)
        for offset in range(len(month.window)):
            day = month.first + timedelta(days=offset)
            if day in STORED:
                for category in categories:
                    for metric in Metric:
                        amount = Decimal(random.randrange(10**13)).scaleb(-10)
                        fact.add(category, metric, day, amount)
        yield fact


@contextmanager
def database() -> Iterator[None]:
    """DynamoDB on the loopback, where this process's clients find it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.tiny_dynamodb"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    os.environ |= {
        "AWS_ENDPOINT_URL_DYNAMODB": server.stdout.readline().strip(),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }
    settings = ApiSettings(
        stage="local",
        control_table="control",
        costs_table="costs",
        cost_source="cost_explorer",
        results_table="results",
        deliver_queue_url="http://127.0.0.1/queue",
        evidence_bucket="evidence",
        requests_per_minute=1_000_000,
    )
    os.environ |= settings.to_env()
    try:
        yield
    finally:
        server.communicate()


class Recorder:
    """The queries that the clients of this process make, to be made again without the API."""

    def __init__(self) -> None:
        self.queries: list[dict[str, Any]] = []
        self._dynamo = client("dynamodb")
        self._dynamo.meta.events.register("provide-client-params.dynamodb.Query", self._note)
        self._on = False

    def _note(self, params: dict[str, Any], **_: object) -> None:
        if self._on:
            self.queries.append(dict(params))

    def record(self, work: Callable[[], object]) -> None:
        """Remember what is asked while this is done."""
        self._on = True
        work()
        self._on = False

    def replay(self, dynamo: "DynamoDBClient") -> None:
        """The same queries, in the same order, answers read and dropped."""
        for query in self.queries:
            dynamo.query(**query)


def ask(case: Case) -> list[str]:
    """The bodies of all pages of the answer."""
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    bodies, token = [], ""
    while True:
        query = case.query + (f"&page_token={token}" if token else "")
        reply = handler(event_of("/v1/costs/history", query), context_of())
        assert reply["statusCode"] == 200, reply["body"]
        bodies.append(reply["body"])
        more = _NEXT_PAGE.search(reply["body"])
        if more is None:
            return bodies
        token = more[1]


def measure(case: Case, runs: int) -> Timing:
    """Time the case and its bare queries in turns."""
    recorder = Recorder()
    bodies = ask(case)
    recorder.record(lambda: ask(case))
    stock, own = boto3.client("dynamodb"), client("dynamodb")
    recorder.replay(stock)
    api, bare, ours = [], [], []
    for _ in range(runs):
        api.append(_milliseconds(lambda: ask(case)))
        bare.append(_milliseconds(lambda: recorder.replay(stock)))
        ours.append(_milliseconds(lambda: recorder.replay(own)))
    series = [one for body in bodies for one in json.loads(body)["series"]]
    return Timing(
        case=case.name,
        points=sum(len(one["points"]) for one in series),
        pages=len(bodies),
        largest_page=max(len(body.encode()) for body in bodies),
        api_p50=_percentile(api, 50),
        api_p95=_percentile(api, 95),
        bare_p50=_percentile(bare, 50),
        bare_p95=_percentile(bare, 95),
        own_p50=_percentile(ours, 50),
        own_p95=_percentile(ours, 95),
    )


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def event_of(path: str, query: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {},
        "requestContext": {
            "authorizer": {"iam": {"userArn": "arn:aws:iam::111122223333:user/bench"}},
            "http": {"method": "GET", "path": path, "sourceIp": "127.0.0.1", "userAgent": "bench"},
            "requestId": "bench",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }


def context_of() -> LambdaContext:
    context = LambdaContext()
    context._function_name = "api"  # noqa: SLF001 - it has no other way to be made
    context._memory_limit_in_mb = 512  # noqa: SLF001
    context._invoked_function_arn = "arn:aws:lambda:us-east-1:111122223333:function:api"  # noqa: SLF001
    context._aws_request_id = "bench"  # noqa: SLF001
    return context


def show(console: Console, timings: list[Timing]) -> None:
    """The table, and whether the goals are met."""
    table = Table("case", "points", "pages", "largest page", "API", "boto3", "own client", "ratio")
    table.title = "Milliseconds p50 / p95 of the API's answer and of its bare queries"
    for one in timings:
        table.add_row(
            one.case,
            f"{one.points:,}",
            str(one.pages),
            f"{one.largest_page:,} B",
            f"{one.api_p50:.0f} / {one.api_p95:.0f}",
            f"{one.bare_p50:.0f} / {one.bare_p95:.0f}",
            f"{one.own_p50:.0f} / {one.own_p95:.0f}",
            f"{one.ratio:.2f}",
        )
    console.print(table)


def main() -> None:
    """Measure every case; exit with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with database():
        DynamoCostStore(client("dynamodb"), "costs").replace(
            SOURCE, list(STORED.months()), facts(), READ_AT
        )
        timings = [measure(case, arguments.runs) for case in CASES]
    show(Console(), timings)
    if arguments.json:
        rows = [asdict(one) | {"ratio": one.ratio} for one in timings]
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    if any(one.ratio > RATIO or one.largest_page >= LARGEST for one in timings):
        sys.exit(f"an answer took more than {RATIO} times its queries, or a page {LARGEST} bytes")


if __name__ == "__main__":
    main()
