"""Work in another account: with its session, and once more with a new one if that has ended."""

from collections.abc import Callable
from typing import Any

from costgov.domain.runs import Target
from costgov.errors import RegionDisabled, SourceDenied, StaleSession
from costgov.gateways.aws_accounts import ClientFactory, MemberSessions
from costgov.gateways.aws_source_errors import is_region_off

type Clients = Callable[[str], Any]


class SignedIn:
    """Clients of every account and region that is looked at."""

    def __init__(self, sessions: MemberSessions, clients: ClientFactory) -> None:
        self._sessions = sessions
        self._clients = clients

    @property
    def partition(self) -> str:
        """The partition this runs in."""
        return self._sessions.partition

    def work[T](self, target: Target, work: Callable[[Clients], T]) -> T:
        """What `work` gives, with clients of the target by service.

        Raises:
            RegionDisabled: the account has not enabled the region.
            SourceError: the account's role could not be assumed, or what `work` raises.
        """
        try:
            return self._once(target, work)
        except StaleSession:
            self._sessions.forget(target.account_id)
            return self._once(target, work)

    def _once[T](self, target: Target, work: Callable[[Clients], T]) -> T:
        credentials = self._sessions.credentials(target.account_id)
        try:
            return work(lambda service: self._clients(service, target.region, credentials))
        except SourceDenied as error:
            if is_region_off(error):
                raise RegionDisabled(f"{error} (is {target.region} enabled?)") from error.__cause__
            raise
