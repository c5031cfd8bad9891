"""STS: sessions in the member accounts, and who is calling."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.errors import AwsError
from cli.local.synthetic import Organisation

_ROLE = re.compile(r"^arn:aws:iam::(\d{12}):role/(.+)$")
_KEY = re.compile(r"^ASIA(\d{12})STND$")
_TOKEN = re.compile(r"^standin\.(\d{12})\.(\d+)\.([\w+=,.@-]{2,64})$")
_DEFAULT_SECONDS = 3600


def wall_clock() -> datetime:
    """The real time: sessions end by it, whatever day the bill is looked at."""
    return datetime.now(UTC)


class SecurityTokenService:
    """Hands out credentials that carry the account in the access key."""

    def __init__(
        self,
        organisation: Organisation,
        *,
        role: str,
        external_id: str | None,
        without_role: Collection[str] = (),
        clock: Callable[[], datetime] = wall_clock,
    ) -> None:
        self._organisation = organisation
        self._role = role
        self._external_id = external_id
        self._without_role = frozenset(without_role)
        self._clock = clock
        self.operations: Mapping[str, Handler] = {
            "AssumeRole": self._assume_role,
            "GetCallerIdentity": self._caller_identity,
        }

    def caller(self, access_key: str, region: str, session_token: str | None) -> Caller:
        """The account behind a key: a member for keys given out here, else the payer.

        Raises:
            AwsError: the session token is missing, of another account, or has expired.
        """
        key = _KEY.match(access_key)
        if key is None:
            return Caller(self._organisation.payer_id, region)
        account = key[1]
        token = _TOKEN.match(session_token or "")
        if token is None or token[1] != account:
            message = "The security token included in the request is invalid."
            raise AwsError("InvalidClientTokenId", message, 403)
        if int(token[2]) <= self._clock().timestamp():
            message = "The security token included in the request is expired"
            raise AwsError("ExpiredToken", message, 403)
        session = f"arn:aws:sts::{account}:assumed-role/{self._role}/{token[3]}"
        return Caller(account, region, session)

    def _assume_role(self, params: Params, caller: Caller, _now: datetime) -> Reply:
        account = self._assumable(params, caller)
        seconds = params.get("DurationSeconds", _DEFAULT_SECONDS)
        expiration = self._clock().replace(microsecond=0) + timedelta(seconds=seconds)
        name = params["RoleSessionName"]
        return {
            "Credentials": {
                "AccessKeyId": f"ASIA{account}STND",
                "SecretAccessKey": "stand-in",
                "SessionToken": f"standin.{account}.{int(expiration.timestamp())}.{name}",
                "Expiration": expiration,
            },
            "AssumedRoleUser": {
                "AssumedRoleId": f"AROA{account}STND:{name}",
                "Arn": f"arn:aws:sts::{account}:assumed-role/{self._role}/{name}",
            },
        }

    def _assumable(self, params: Params, caller: Caller) -> str:
        """The member account of a role that may be assumed.

        Raises:
            AwsError: AccessDenied, which is also AWS's answer to a role that does not exist.
        """
        role = _ROLE.match(params["RoleArn"])
        members = {
            account.id
            for account in self._organisation.accounts
            if account.state == "ACTIVE" and account.id != self._organisation.payer_id
        } - self._without_role
        allowed = (
            role is not None
            and caller.account_id == self._organisation.payer_id
            and role[1] in members
            and role[2] == self._role
            and self._external_id in {None, params.get("ExternalId")}
        )
        if role is None or not allowed:
            raise AwsError(
                "AccessDenied",
                f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: "
                f"{params['RoleArn']}",
                403,
            )
        return role[1]

    def _caller_identity(self, _params: Params, caller: Caller, _now: datetime) -> Reply:
        return {"UserId": "AROAEXAMPLE", "Account": caller.account_id, "Arn": caller.arn}
