"""Who may ask for what: roles, sight, and how the configuration maps callers to both."""

from enum import IntEnum
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, field_validator

from costgov.domain.runs import Frozen


class Role(IntEnum):
    """What a caller may do; each may do what those below it may."""

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3

    @classmethod
    def named(cls, name: str) -> "Role":
        """The role of that lower-case name; raises KeyError."""
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


type RoleName = Literal["viewer", "operator", "admin"]


class Sight(NamedTuple):
    """What of the organisation a caller sees: everything where `accounts` is None."""

    accounts: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return self.accounts is None

    @property
    def own(self) -> tuple[str, ...]:
        """The accounts that are seen, in order; none where all are."""
        return tuple(sorted(self.accounts or ()))

    def sees(self, account: str | None) -> bool:
        """Whether what lies in an account may be shown; what lies in none only to who sees all."""
        return self.accounts is None or (account is not None and account in self.accounts)


EVERYTHING: Final = Sight()


class Grant(Frozen):
    """A role, and the accounts it is for; all of them where none is named."""

    role: RoleName
    accounts: tuple[Annotated[str, Field(pattern=r"^\d{12}$")], ...] = ()


class IamGrant(Grant):
    """The grant of IAM callers whose ARN fits `arn` (`*` stands for any text without a colon).

    For an assumed role the ARN is the role's (`arn:aws:iam::…:role/Name`), not the session's, and
    without the role's path, which no session tells.
    """

    arn: Annotated[str, Field(pattern=r"^arn:aws[\w-]*:(iam|sts)::[\d*]+:.+$")]

    @field_validator("arn")
    @classmethod
    def _as_callers_are_known(cls, arn: str) -> str:
        kind, *names = arn.split(":", 5)[5].split("/")
        if kind == "assumed-role":
            # It would fit nobody, and whom it was to limit would get what all others get.
            raise ValueError(f"{arn!r} must name the role, not its sessions: arn:aws:iam::…:role/…")
        if kind == "role" and len(names) > 1:
            raise ValueError(f"{arn!r} must name the role without its path: role/{names[-1]}")
        return arn


class GroupGrant(Grant):
    """The grant of a group that the token's groups claim names."""

    group: Annotated[str, Field(min_length=1, max_length=256)]


class Access(Frozen):
    """Who may do what over the API.

    IAM callers get the first grant that fits, otherwise `iam_default`: what IAM lets through to a
    route is then the only limit. Callers with a token get the grants of all their groups, and
    nothing without a group that is named here: a route is open to them when one of these reaches
    its role, and shows the accounts of those that do. Slack users get `slack`, by user id where
    `slack_users` is not empty.
    """

    iam: tuple[IamGrant, ...] = ()
    iam_default: RoleName | Literal["none"] = "admin"
    groups: tuple[GroupGrant, ...] = ()
    slack: RoleName | Literal["none"] = "operator"
    slack_users: tuple[Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")], ...] = ()

    @field_validator("groups")
    @classmethod
    def _each_once(cls, groups: tuple[GroupGrant, ...]) -> tuple[GroupGrant, ...]:
        names = [grant.group for grant in groups]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"group {twice[0]!r} is granted twice")
        return groups
