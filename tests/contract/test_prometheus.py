"""The Prometheus gateway against a server that speaks its API as documented."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from costgov.domain.period import Window
from costgov.errors import (
    QueryFailed,
    SourceDenied,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
    SourceUnreachable,
)
from costgov.gateways.prometheus import Prometheus

pytestmark = pytest.mark.loopback

DAY = Window(date(2026, 10, 19), date(2026, 10, 20))
MIDNIGHT = datetime(2026, 10, 19, tzinfo=UTC)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Says nothing: the tests look at what was asked."""


@dataclass
class FakePrometheus:
    """Answers what it is told, and remembers what it was asked."""

    url: str = ""
    status: str = "200 OK"
    answer: Callable[[str, dict[str, str]], Any] = lambda call, asked: {}
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        form = parse_qs(environ["wsgi.input"].read(length).decode())
        asked = {key: values[0] for key, values in form.items()}
        call = environ["PATH_INFO"].removeprefix("/prom/api/v1/")
        self.asked.append((call, asked))
        start(self.status, [("Content-Type", "application/json")])
        answer = self.answer(call, asked)
        return [answer if isinstance(answer, bytes) else json.dumps(answer).encode()]


@pytest.fixture
def server() -> Iterator[FakePrometheus]:
    fake = FakePrometheus()
    with make_server("127.0.0.1", 0, fake, handler_class=Quiet) as running:
        fake.url = f"http://127.0.0.1:{running.server_port}/prom/"
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield fake
        running.shutdown()
        thread.join()


def matrix(*series: tuple[dict[str, str], list[tuple[float, str]]]) -> dict[str, Any]:
    result = [{"metric": labels, "values": values} for labels, values in series]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}}


def vector(*series: tuple[dict[str, str], str]) -> dict[str, Any]:
    result = [{"metric": labels, "value": [1760918400.5, value]} for labels, value in series]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def at(hour: int) -> float:
    return MIDNIGHT.timestamp() + 3600 * hour


def test_hours_are_asked_for_by_their_ends_and_told_by_their_starts(
    server: FakePrometheus,
) -> None:
    """What is evaluated at 01:00 over an hour is the hour from midnight."""
    values = {"avg": "10.5", "quantile": "20", "max": "30"}
    server.answer = lambda _, asked: matrix(
        ({"instance": "a"}, [(at(1), values[asked["query"].partition("_")[0]])])
    )

    found = Prometheus(server.url).hours("up * 100", "instance", DAY)

    samples = found["a"]
    assert samples.average == {MIDNIGHT: Decimal("10.5")}
    assert samples.p95 == {MIDNIGHT: Decimal(20)}
    assert samples.maximum == {MIDNIGHT: Decimal(30)}
    assert [call for call, _ in server.asked] == ["query_range"] * 3
    assert server.asked[0][1] == {
        "query": "avg_over_time((up * 100)[1h:5m])",
        "start": str(int(at(1))),
        "end": str(int(at(24))),
        "step": "3600",
    }


def test_hosts_are_told_apart_by_the_label(server: FakePrometheus) -> None:
    server.answer = lambda *_: matrix(
        ({"node": "a"}, [(at(1), "1"), (at(2), "2")]),
        ({"node": "b"}, [(at(2), "3")]),
        ({"job": "of no host"}, [(at(1), "9")]),
    )

    found = Prometheus(server.url).hours("up", "node", DAY)

    assert {name: len(one.average) for name, one in found.items()} == {"a": 2, "b": 1}


def test_what_is_no_number_is_missing(server: FakePrometheus) -> None:
    server.answer = lambda *_: matrix(
        ({"instance": "a"}, [(at(1), "NaN"), (at(2), "+Inf"), (at(3), "0")])
    )

    samples = Prometheus(server.url).hours("up", "instance", DAY)["a"]

    assert list(samples.average.values()) == [0]


def test_the_latest_values(server: FakePrometheus) -> None:
    server.answer = lambda *_: vector(({"instance": "a"}, "8"), ({"instance": "b"}, "NaN"))

    found = Prometheus(server.url).latest("count(cpu)", "instance", MIDNIGHT)

    assert found == {"a": 8}
    assert server.asked == [("query", {"query": "count(cpu)", "time": str(int(at(0)))})]


def test_several_series_of_a_host_are_refused(server: FakePrometheus) -> None:
    server.answer = lambda *_: vector(
        ({"instance": "a", "cpu": "0"}, "1"), ({"instance": "a", "cpu": "1"}, "1")
    )

    with pytest.raises(QueryFailed, match="several series of instance a"):
        Prometheus(server.url).latest("up", "instance", MIDNIGHT)


def test_a_query_without_series_is_refused(server: FakePrometheus) -> None:
    server.answer = lambda *_: {
        "status": "success",
        "data": {"resultType": "scalar", "result": [1, "1"]},
    }

    with pytest.raises(QueryFailed, match="1 gives no series"):
        Prometheus(server.url).latest("1", "instance", MIDNIGHT)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        ("400 Bad Request", QueryFailed, "parse error"),
        ("422 Unprocessable Entity", QueryFailed, "parse error"),
        ("401 Unauthorized", SourceDenied, "HTTP 401"),
        ("403 Forbidden", SourceDenied, "HTTP 403"),
        ("429 Too Many Requests", SourceThrottled, "HTTP 429"),
        ("503 Service Unavailable", SourceUnavailable, "HTTP 503"),
    ],
)
def test_refusals_are_told_apart(
    server: FakePrometheus, status: str, kind: type[SourceError], said: str
) -> None:
    server.status = status
    server.answer = lambda *_: {
        "status": "error",
        "errorType": "bad_data",
        "error": "1:1: parse error",
    }

    with pytest.raises(kind, match=said):
        Prometheus(server.url).latest("up{", "instance", MIDNIGHT)


@pytest.mark.parametrize("body", [b"<html>proxy</html>", b"[]", b'{"status": "success"}', b""])
def test_another_servers_answer_is_not_taken(server: FakePrometheus, body: bytes) -> None:
    server.answer = lambda *_: body

    with pytest.raises(SourceUnavailable, match="does not answer as a Prometheus does"):
        Prometheus(server.url).latest("up", "instance", MIDNIGHT)


def test_a_refusal_in_words_of_a_proxy(server: FakePrometheus) -> None:
    server.status = "502 Bad Gateway"
    server.answer = lambda *_: b"<html>"

    with pytest.raises(SourceUnavailable, match="HTTP 502: Bad Gateway"):
        Prometheus(server.url).latest("up", "instance", MIDNIGHT)


def test_a_value_that_cannot_be_read_is_not_taken(server: FakePrometheus) -> None:
    server.answer = lambda *_: vector(({"instance": "a"}, "many"))

    with pytest.raises(SourceUnavailable, match="many"):
        Prometheus(server.url).latest("up", "instance", MIDNIGHT)


def test_nobody_there(server: FakePrometheus) -> None:
    with pytest.raises(SourceUnreachable, match=r"127\.0\.0\.1:9"):
        Prometheus("http://127.0.0.1:9").latest("up", "instance", MIDNIGHT)
    assert server.asked == []
