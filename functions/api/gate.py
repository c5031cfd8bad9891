"""Lets callers in: who they are, how often they ask, what their role and sight allow.

Every refusal is noted in the audit trail, except that somebody asks too often.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from costgov.clock import utc_now
from costgov.domain.access import Access, Role, Sight
from costgov.domain.keys import value_key
from costgov.errors import Forbidden, StoreError, TooManyRequests
from costgov.observability import function_logger
from costgov.pipeline.access import stored_access
from costgov.pipeline.queries.stores import Caller

from functions.api.principal import NotSignedIn, Principal, principal_of

# Reading does not pay for what only writing needs.
if TYPE_CHECKING:
    from costgov.gateways.audit_ports import AuditLog, Counters
    from costgov.gateways.ports import DocumentStore
    from costgov.pipeline.audit import Signature, Trail

    from functions.api.resource import Endpoint

RATE_KIND: Final = "api-rate"
_ACCESS_SECONDS: Final = 60
_COUNTED_FOR: Final = timedelta(hours=1)
# A table that is throttled makes the SDK wait and retry: nobody waits for his count that long.
_COUNT_SECONDS: Final = 1.0
_AT_ONCE: Final = 8
# Of who is granted nothing: each refusal is an entry of the trail, which nobody can remove, and
# an issuer may know the whole world.
_OF_STRANGERS: Final = 20
_NOBODY: Final = Principal("nobody", ())

logger = function_logger("api")


class Visit:
    """One request of a caller."""

    def __init__(self, principal: Principal, at: datetime, trail: "Callable[[], Trail]") -> None:
        self.principal = principal
        self.at = at
        self._made = trail

    @cached_property
    def trail(self) -> "Trail":
        """The caller's audit trail; made when something is to be noted."""
        return self._made()

    def sight(self, role: Role) -> Sight:
        """What a route of that role shows the caller."""
        return self.principal.sight_for(role)

    def caller(self, based_on: str | None = None) -> Caller:
        """The caller, as use cases know it."""
        return Caller(self.principal.who, self.at, self.trail, _role(self.principal), based_on)


class Gate:
    """The one way into every route, of one container."""

    def __init__(
        self,
        control: "DocumentStore",
        counters: "Counters",
        log: "AuditLog",
        *,
        groups_claim: str,
        per_minute: int,
    ) -> None:
        self._control = control
        self._counters = counters
        self._log = log
        self._groups_claim = groups_claim
        self._per_minute = per_minute
        self._known: tuple[float, Access] | None = None
        # Reads are counted while they are answered, which hides the counter's round trip.
        self._counting = ThreadPoolExecutor(_AT_ONCE)

    @contextmanager
    def visit(self, endpoint: "Endpoint", event: Mapping[str, Any]) -> Iterator[Visit]:
        """Let a request in; what is raised within is noted where something was to be changed.

        Raises:
            NotSignedIn: nobody knows who asks.
            TooManyRequests: the caller has used up this minute's requests.
            Forbidden: the caller's role or sight does not allow it.
        """
        at, subject = utc_now(), f"{endpoint.method} {event['rawPath']}"
        try:
            principal = principal_of(event, self.access(), self._groups_claim)
        except NotSignedIn as error:
            self.count(f"ip:{event['requestContext']['http']['sourceIp']}", at)
            self.note(self._trail(endpoint, event, _NOBODY, at).refused, subject, str(error))
            raise
        most = None if principal.grants else _OF_STRANGERS
        counting = self._counting.submit(self.count, principal.who, at, most)
        if endpoint.method != "GET":
            _wait(counting)
        visit = Visit(principal, at, lambda: self._trail(endpoint, event, principal, at))
        try:
            _check(endpoint, principal)
            yield visit
        except Exception as error:
            # Who asks too often is told so whatever else is wrong, and fills no audit trail.
            _wait(counting)
            if isinstance(error, Forbidden):
                self.note(visit.trail.refused, subject, str(error))
            elif endpoint.method != "GET":
                self.note(visit.trail.failed, f"{type(error).__name__}: {error}")
            raise
        _wait(counting)

    def access(self) -> Access:
        """Who may do what; asked for again after a minute."""
        now = monotonic()
        if self._known is None or now - self._known[0] > _ACCESS_SECONDS:
            self._known = now, stored_access(self._control)
        return self._known[1]

    def count(self, who: str, at: datetime, most: int | None = None) -> None:
        """Count a request, of at most `most` a minute where that is less than everybody's limit.

        A counter that fails refuses nobody.

        Raises:
            TooManyRequests: it is one too many of this minute.
        """
        partition, minute = f"{RATE_KIND}#{value_key(who)}", at.strftime("%Y-%m-%dT%H:%M")
        try:
            counted = self._counters.add(partition, minute, at + _COUNTED_FOR)
        except StoreError:
            logger.exception("a request was not counted")
            return
        limit = self._per_minute if most is None else min(most, self._per_minute)
        if counted > limit:
            sentence = f"{limit} requests a minute are what one caller may make"
            raise TooManyRequests(sentence, 60 - at.second)

    def trail(self, signature: "Signature") -> "Trail":
        """The audit trail of what somebody does."""
        from costgov.pipeline.audit import Trail  # noqa: PLC0415 - for writes alone

        return Trail(self._log, self._control, signature)

    def _trail(
        self, endpoint: "Endpoint", event: Mapping[str, Any], principal: Principal, at: datetime
    ) -> "Trail":
        from costgov.pipeline.audit import Signature  # noqa: PLC0415 - for writes alone

        role = "" if principal.role is None else str(principal.role)
        correlation_id = str(event["requestContext"].get("requestId", ""))
        return self.trail(Signature(principal.who, endpoint.action, at, role, correlation_id))

    def note(self, write: Callable[..., None], *what: str) -> None:
        """Note what was not done: the caller is told of that, and not that the note has failed."""
        try:
            write(*what)
        except StoreError:
            logger.exception("what was not done was not noted either")


def _wait(counting: "Future[None]") -> None:
    """Until the request is counted, or a second has gone by; raises TooManyRequests."""
    try:
        counting.result(_COUNT_SECONDS)
    except TimeoutError:
        logger.warning("a request was not counted within a second")


def _check(endpoint: "Endpoint", principal: Principal) -> None:
    role = _role(principal)
    if role < endpoint.role:
        raise Forbidden(f"this takes the role {endpoint.role}; yours is {role}")
    if endpoint.sight == "whole" and not principal.sight_for(endpoint.role).is_whole:
        raise Forbidden("this is about all accounts, of which you see some")


def _role(principal: Principal) -> Role:
    if principal.role is None:
        raise Forbidden(f"nothing is granted to {principal.who}")
    return principal.role
