"""Starts and stops the stand-in inside this process."""

import threading
from collections.abc import Collection
from datetime import datetime
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from cli.local.standin.app import Application
from cli.local.standin.faults import Fault, Usage
from cli.local.standin.models import BY_NAME
from cli.local.standin.sources import CostSource
from cli.local.standin.world import PageSizes, World
from cli.local.synthetic import Organisation

HOST = "127.0.0.1"
MEMBER_ROLE = "CostGovernorReader"
_POLL_SECONDS = 0.05


class _Quiet(WSGIRequestHandler):
    """Logs no request: the meter counts them."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class StandIn:
    """AWS as far as it is read, on a port of this machine.

        with StandIn(build_organisation()) as standin:
            boto3.client("ce", endpoint_url=standin.url, ...)

    Args:
        organisation: the estate behind CloudWatch, EC2, Organizations and STS.
        now: the moment it answers at; the organisation's own by default. It stands still.
        costs: what Cost Explorer answers from; the organisation's bill by default.
        member_role: the role that can be assumed in the member accounts.
        external_id: what assuming it must say; None means the role does not ask.
        without_role: member accounts in which there is no such role.
        pages: how much a page holds.
        port: 0 takes a free one.
    """

    def __init__(
        self,
        organisation: Organisation,
        *,
        now: datetime | None = None,
        costs: CostSource | None = None,
        member_role: str = MEMBER_ROLE,
        external_id: str | None = None,
        without_role: Collection[str] = (),
        pages: PageSizes | None = None,
        port: int = 0,
    ) -> None:
        self._world = World(
            organisation,
            costs or organisation,
            now=now or organisation.now,
            member_role=member_role,
            external_id=external_id,
            without_role=without_role,
            pages=pages or PageSizes(),
        )
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._server = make_server(
            HOST, self._port, Application(self._world), threaded=True, request_handler=_Quiet
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
            raise RuntimeError("the stand-in is not running")
        return f"http://{HOST}:{self._server.server_port}"

    @property
    def now(self) -> datetime:
        """The moment it answers at; setting it makes page tokens stale."""
        return self._world.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._world.now = moment

    def throttle(self, service: str, *, times: int = 1, after: int = 0) -> None:
        """Throttle the service's next requests, with the code it throttles with."""
        habits = BY_NAME[service]
        status = habits.throttled_status
        self._plan(Fault(service, None, habits.throttled, times, after, status, "Rate exceeded"))

    def fail(
        self,
        service: str,
        operation: str | None,
        error_code: str,
        *,
        times: int = 1,
        after: int = 0,
        status: int = 400,
        message: str = "a fault of the stand-in",
    ) -> None:
        """Let `after` requests pass, then fail `times` with this code, status and message."""
        self._plan(Fault(service, operation, error_code, times, after, status, message))

    def clear_faults(self) -> None:
        """Forget faults that have not come yet."""
        self._world.faults.clear()

    def expire_tokens(self) -> None:
        """Make every page token given out so far a stale one."""
        self._world.expire_tokens()

    def usage(self) -> Usage:
        """What was asked so far, and what it would have cost."""
        return self._world.meter.usage()

    def _plan(self, fault: Fault) -> None:
        self._world.faults.plan(fault)
