"""Organizations: the accounts, in pages of which one may be empty."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.errors import AwsError
from cli.local.standin.tokens import Tokens
from cli.local.synthetic import Account, Organisation

STATUS_RETIRED = date(2026, 9, 9)
"""From this day AWS gives an account's State only."""

_TOKEN = "NextToken"  # noqa: S105 - the name of a field
_EMPTY_PAGE = -1


class Organizations:
    """Organizations, seen from the management account."""

    def __init__(self, organisation: Organisation, *, accounts_per_page: int) -> None:
        self._organisation = organisation
        self._page_size = accounts_per_page
        self.tokens = Tokens("InvalidInputException", "InvalidInputException")
        self.operations: Mapping[str, Handler] = {
            "ListAccounts": self._list_accounts,
            "DescribeOrganization": self._describe_organization,
        }

    def _list_accounts(self, params: Params, caller: Caller, now: datetime) -> Reply:
        """A page of accounts; after the first comes an empty one that still carries a token."""
        self._only_payer(caller)
        offset = self.tokens.offset(params, field_name=_TOKEN)
        size = min(params.get("MaxResults", self._page_size), self._page_size)
        accounts = self._organisation.accounts
        begin = size if offset == _EMPTY_PAGE else offset
        end = begin if offset == _EMPTY_PAGE else begin + size
        reply: Reply = {"Accounts": [self._account(one, now) for one in accounts[begin:end]]}
        if end < len(accounts):
            following = _EMPTY_PAGE if offset == 0 else end
            reply[_TOKEN] = self.tokens.issue(params, following, ignoring=_TOKEN)
        return reply

    def _describe_organization(self, _params: Params, _caller: Caller, _now: datetime) -> Reply:
        payer = self._organisation.payer_id
        base = f"arn:aws:organizations::{payer}"
        name = self._organisation.organization_id
        (management,) = [one for one in self._organisation.accounts if one.id == payer]
        return {
            "Organization": {
                "Id": name,
                "Arn": f"{base}:organization/{name}",
                "FeatureSet": "ALL",
                "MasterAccountArn": f"{base}:account/{name}/{payer}",
                "MasterAccountId": payer,
                "MasterAccountEmail": management.email,
            }
        }

    def _account(self, account: Account, now: datetime) -> Reply:
        payer, name = self._organisation.payer_id, self._organisation.organization_id
        described: Reply = {
            "Id": account.id,
            "Arn": f"arn:aws:organizations::{payer}:account/{name}/{account.id}",
            "Email": account.email,
            "Name": account.name,
            "State": account.state,
            "JoinedMethod": "INVITED" if account.id == payer else "CREATED",
            "JoinedTimestamp": datetime.combine(account.joined, time(9), UTC),
        }
        if now.date() < STATUS_RETIRED:
            described["Status"] = account.status
        return described

    def _only_payer(self, caller: Caller) -> None:
        if caller.account_id != self._organisation.payer_id:
            message = "You don't have permissions to access this resource."
            raise AwsError("AccessDeniedException", message)
