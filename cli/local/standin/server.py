"""Starts and stops the stand-in inside this process."""

from collections.abc import Collection
from datetime import datetime
from typing import override

from cli.local.loopback import LoopbackServer
from cli.local.standin.app import Application
from cli.local.standin.faults import Fault, Usage
from cli.local.standin.models import BY_NAME
from cli.local.standin.sources import CostSource
from cli.local.standin.world import PageSizes, World
from cli.local.synthetic import Organisation

MEMBER_ROLE = "CostGovernorReader"


class StandIn(LoopbackServer):
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
        super().__init__(port)
        self._world = World(
            organisation,
            costs or organisation,
            now=now or organisation.now,
            member_role=member_role,
            external_id=external_id,
            without_role=without_role,
            pages=pages or PageSizes(),
        )

    @override
    def application(self) -> Application:
        """What answers."""
        return Application(self._world)

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
