"""A WSGI application served on a port of this machine while a context lasts."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST: Final = "127.0.0.1"
_POLL_SECONDS: Final = 0.05


class _Quiet(WSGIRequestHandler):
    """Logs no request: the applications keep or count them."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class LoopbackServer:
    """Serves `application()`, made anew each time it is entered, in threads of this process."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def application(self) -> "WSGIApplication":
        """What answers."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._server = make_server(
            HOST, self._port, self.application(), threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None

    @property
    def url(self) -> str:
        """Where it answers.

        Raises:
            RuntimeError: it is not running.
        """
        if self._server is None:
            raise RuntimeError(f"{type(self).__name__} is not running")
        return f"http://{HOST}:{self._server.server_port}"
