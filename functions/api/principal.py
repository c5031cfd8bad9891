"""Who asks, as API Gateway has verified it, and what the configuration grants to whom."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from costgov.domain.access import EVERYTHING, Access, Grant, Role, Sight
from costgov.errors import CostGovError

# Compiled when first used: a cold start by IAM does not pay for tokens.
_SESSION: Final = r"(arn:[^:]+):sts::(\d+):assumed-role/([^/]+)/.+"
_BEARER: Final = r"(?:[Bb]earer +)?[\w-]+\.([\w-]+)\.[\w-]+"
_BETWEEN_NAMES: Final = r"[\s,]+"
# Names with spaces between them (RFC 6749, RFC 8693); in any other claim a space is a name's own.
_OF_SCOPES: Final = frozenset({"scope", "scp"})


class NotSignedIn(CostGovError):
    """A request does not say who asks (HTTP 401)."""


class Principal(NamedTuple):
    """Who asks, and the grants that are theirs.

    `role` is the highest of them. What is seen depends on what is asked for: the accounts of the
    grants that reach the role of the route (`sight_for`); `sight` is that of what all may ask.
    """

    who: str
    grants: tuple[Grant, ...]

    @property
    def role(self) -> Role | None:
        """The highest role of any grant, None without one."""
        return max((Role.named(grant.role) for grant in self.grants), default=None)

    @property
    def sight(self) -> Sight:
        """What a viewer's routes show."""
        return self.sight_for(Role.VIEWER)

    def sight_for(self, role: Role) -> Sight:
        """What a route of that role shows: nothing where no grant reaches it."""
        reaching = [grant for grant in self.grants if Role.named(grant.role) >= role]
        if any(not grant.accounts for grant in reaching):
            return EVERYTHING
        return Sight(frozenset(account for grant in reaching for account in grant.accounts))


def principal_of(event: Mapping[str, Any], access: Access, groups_claim: str) -> Principal:
    """Who sent a request (payload format 2.0).

    Raises:
        NotSignedIn: no authorizer has said so.
    """
    authorizer = event["requestContext"].get("authorizer") or {}
    if "jwt" in authorizer:
        return _by_token(event, authorizer["jwt"]["claims"], access, groups_claim)
    arn = (authorizer.get("iam") or {}).get("userArn")
    if not arn:
        raise NotSignedIn("the request is not signed in")
    return Principal(arn, _iam_grants(role_arn(arn), access))


def role_arn(arn: str) -> str:
    """The ARN that grants name: of an assumed role the role's, without the session."""
    found = re.fullmatch(_SESSION, arn)
    return f"{found[1]}:iam::{found[2]}:role/{found[3]}" if found else arn


def _iam_grants(arn: str, access: Access) -> tuple[Grant, ...]:
    for grant in access.iam:
        # No wildcard leaves its part of the ARN: paths of users may hold almost anything.
        pattern = "[^:]*".join(map(re.escape, grant.arn.split("*")))
        if re.fullmatch(pattern, arn):
            return (grant,)
    return () if access.iam_default == "none" else (Grant(role=access.iam_default),)


def _by_token(
    event: Mapping[str, Any], claims: Mapping[str, str], access: Access, groups_claim: str
) -> Principal:
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not issuer or not subject:
        raise NotSignedIn("the token names no issuer or no subject")
    own = _own_claims(event, claims)
    told = own.get(groups_claim)
    if isinstance(told, str) and own is not claims and groups_claim not in _OF_SCOPES:
        # Some issuers write a list of one so: it is one group, whatever its name holds.
        told = [told]
    names = groups_in(told)
    grants = tuple(grant for grant in access.groups if grant.group in names)
    return Principal(f"jwt:{issuer}#{subject}", grants)


def _own_claims(event: Mapping[str, Any], claims: Mapping[str, str]) -> Mapping[str, Any]:
    """The claims as the token has them.

    API Gateway hands on a list as `[a b]`, where a group named "a b" is two: the token that it has
    verified is read instead.

    Raises:
        NotSignedIn: the header holds anything but that token.
    """
    header = event["headers"].get("authorization")
    if header is None:
        return claims
    found = re.fullmatch(_BEARER, header.strip(), re.ASCII)
    if found is None:
        raise NotSignedIn("the Authorization header holds no token")
    try:
        own = json.loads(urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)))
    except (ValueError, RecursionError) as error:
        raise NotSignedIn("the token cannot be read") from error
    if not isinstance(own, dict) or any(own.get(name) != claims[name] for name in ("iss", "sub")):
        raise NotSignedIn("the token is not the one that was verified")
    return own


def groups_in(claim: object) -> frozenset[str]:
    """The names in a groups claim: a list, or the text of several as gateways write it.

    >>> sorted(groups_in("[viewer team-a]"))
    ['team-a', 'viewer']
    >>> sorted(groups_in('["viewer", "team a"]'))
    ['team a', 'viewer']
    """
    if isinstance(claim, str):
        claim = _listed(claim.strip())
    if not isinstance(claim, list):
        return frozenset()
    return frozenset(name for name in claim if isinstance(name, str) and name)


def _listed(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return found
    return re.split(_BETWEEN_NAMES, text.removeprefix("[").removesuffix("]"))
