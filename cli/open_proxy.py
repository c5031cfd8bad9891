"""`costgov open`: a loopback server that signs, because a browser cannot.

It forwards GET requests to the API with the operator's credentials and shows the latest report from
S3. Other sites and other programs of this machine must not use it: every path begins with an
unguessable token, and a request that names another host (DNS rebinding) is refused.
"""

import secrets
import threading
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from costgov.errors import NotFound, StoreError
from costgov.gateways.aws_s3 import S3ObjectStore

from cli.api_client import ApiClient, ApiError
from cli.deployment import Deployment

HOST = "127.0.0.1"
LATEST_REPORT = "latest/index.html"
LINKS = (
    ("report", "The latest report"),
    ("v1/costs/summary", "Summary"),
    ("v1/costs/by/service", "Cost by service"),
    ("v1/costs/history", "Cost by day"),
    ("v1/forecast", "Forecast"),
    ("v1/anomalies", "Anomalies"),
    ("v1/budgets", "Budgets"),
    ("v1/resources", "Resources"),
    ("v1/status", "Status"),
    ("v1/runs", "Runs"),
    ("v1/imports", "Imports"),
    ("v1/openapi.json", "OpenAPI document"),
)
_HTML = "text/html; charset=utf-8"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class OpenProxy:
    """The loopback server as a context manager; `url` is its index page."""

    def __init__(self, deployment: Deployment) -> None:
        self._api = ApiClient(deployment)
        self._reports = S3ObjectStore(deployment.client("s3"), deployment.outputs.ReportsBucket)
        self._token = secrets.token_urlsafe(24)
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The index page, token included."""
        return f"http://{HOST}:{self._server.server_port}/{self._token}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._api.close()

    def wait(self) -> None:
        """Serve until Ctrl-C."""
        try:
            self._thread.join()
        except KeyboardInterrupt:
            return

    def answer(self, host: str | None, target: str) -> tuple[int, str, bytes]:
        """Status, content type and body for a request's Host header and target."""
        port = self._server.server_port
        if host not in {f"{HOST}:{port}", f"localhost:{port}"}:
            return _refusal(HTTPStatus.MISDIRECTED_REQUEST)
        parts = urlsplit(target)
        token, _, path = parts.path.removeprefix("/").partition("/")
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return _refusal(HTTPStatus.NOT_FOUND)
        try:
            return self._page(path, parts.query)
        except NotFound:
            return HTTPStatus.NOT_FOUND, _HTML, b"<p>There is no report yet."
        except (ApiError, StoreError) as error:
            return HTTPStatus.BAD_GATEWAY, _HTML, f"<p>{escape(str(error))}".encode()

    def _page(self, path: str, query: str) -> tuple[int, str, bytes]:
        if path == "":
            return HTTPStatus.OK, _HTML, _index()
        if path == "report":
            return HTTPStatus.OK, _HTML, self._reports.get(LATEST_REPORT)
        if path.startswith("v1/"):
            answer = self._api.send(f"/{path}", _signable(query))
            return answer.status_code, answer.headers.get("content-type", _HTML), answer.content
        return _refusal(HTTPStatus.NOT_FOUND)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            """GET only."""

            def do_GET(self) -> None:
                """Answer one request."""
                status, content_type, body = proxy.answer(self.headers.get("Host"), self.path)
                self.send_response(status)
                for name, value in (*_HEADERS.items(), ("Content-Type", content_type)):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                """Keep the token out of the terminal."""

        return Handler


def _signable(query: str) -> str:
    """The query as a signature demands it: a browser leaves `:` and `/` as they were typed."""
    return urlencode(parse_qsl(query, keep_blank_values=True), quote_via=quote)


def _refusal(status: HTTPStatus) -> tuple[int, str, bytes]:
    return status, "text/plain; charset=utf-8", status.phrase.encode()


def _index() -> bytes:
    items = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a>' for href, text in LINKS)
    style = "body{font:1rem/1.6 system-ui;margin:2rem auto;max-width:40rem;padding:0 1rem;"
    style += "color-scheme:light dark}"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Cost Governor</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{style}</style><h1>Cost Governor</h1><ul>{items}</ul>"
        "<p>Requests are signed with your credentials. This page is only for this machine."
    ).encode()
