"""Sessions in other accounts: the read-only role of each, assumed when it is needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from costgov.clock import Clock, utc_now
from costgov.errors import RoleRefused, SourceDenied
from costgov.gateways.aws_session import Credentials
from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

SESSION_NAME: Final = "cost-governor"
# Renewed this long before it ends, so that no session ends within an invocation's work.
_MARGIN: Final = timedelta(minutes=20)

type ClientFactory = Callable[[str, str | None, Credentials | None], Any]


@dataclass(slots=True)
class MemberSessions:
    """Credentials per account; none for the home account, whose function has its own."""

    sts: "STSClient"
    home_account: str
    role_name: str
    external_id: str = ""
    clock: Clock = utc_now
    _held: dict[str, tuple[Credentials, datetime]] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """The partition this runs in: aws, aws-cn, aws-us-gov …"""
        return self.sts.meta.partition

    def credentials(self, account_id: str) -> Credentials | None:
        """Credentials for an account.

        Raises:
            RoleRefused: there is no such role, it does not trust us, or the account is suspended.
            PolicyDenied: a policy of the organisation forbids it.
            SourceError: STS could not be reached.
        """
        if account_id == self.home_account:
            return None
        held = self._held.get(account_id)
        if held is None or held[1] - self.clock() < _MARGIN:
            held = self._held[account_id] = self._assume(account_id)
        return held[0]

    def forget(self, account_id: str) -> None:
        """Drop a session that the services no longer accept."""
        self._held.pop(account_id, None)

    def _assume(self, account_id: str) -> tuple[Credentials, datetime]:
        arn = f"arn:{self.partition}:iam::{account_id}:role/{self.role_name}"
        request: dict[str, Any] = {"RoleArn": arn, "RoleSessionName": SESSION_NAME}
        if self.external_id:
            request["ExternalId"] = self.external_id
        try:
            with source_errors(f"assume {arn}"):
                given = self.sts.assume_role(**request)["Credentials"]
        except SourceDenied as error:
            # STS does not tell a role that is missing from one that does not trust us.
            if type(error) is SourceDenied:
                raise RoleRefused(str(error)) from error.__cause__
            raise
        credentials = Credentials(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        )
        return credentials, given["Expiration"]
