"""A server on the loopback that answers as a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import override


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


type Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Where it is, what was asked, and how it answers."""

    port: int
    answering: Answering
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def answer(status: int, body: bytes = b"", **headers: str) -> Answering:
    """Answer so, header names written with underscores."""

    def answering(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answering


@contextmanager
def served(answering: Answering) -> Iterator[Server]:
    """A server that is there for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            named = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(self.path, named, self.rfile.read(length)))
            # Whoever asked has gone, as some tests have it.
            with suppress(ConnectionError):
                server.answering(self)

        @override
        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Server(listening.server_address[1], answering)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
