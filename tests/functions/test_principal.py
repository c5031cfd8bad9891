"""Who asks, and what of the configuration's grants is theirs: exact names, nothing by accident."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from costgov.domain.access import EVERYTHING, Access, GroupGrant, IamGrant, Role, Sight
from hypothesis import given
from hypothesis import strategies as st

from functions.api.principal import NotSignedIn, groups_in, principal_of, role_arn

ISSUER = "https://sign-in.example.com/"
PROD, DEV = "111122223333", "444455556666"
ACCESS = Access(
    iam=(
        IamGrant(arn="arn:aws:iam::111122223333:role/Finance*", role="viewer"),
        IamGrant(arn="arn:aws:iam::*:user/ops/*", role="operator"),
        IamGrant(arn="arn:aws:iam::111122223333:role/Team", role="operator", accounts=(DEV,)),
    ),
    iam_default="none",
    groups=(
        GroupGrant(group="viewer", role="viewer"),
        GroupGrant(group="admin", role="admin"),
        GroupGrant(group="team-a", role="operator", accounts=(PROD,)),
        GroupGrant(group="team b", role="viewer", accounts=(DEV,)),
    ),
)


def by_iam(arn: str) -> dict[str, Any]:
    return {"headers": {}, "requestContext": {"authorizer": {"iam": {"userArn": arn}}}}


def token_of(claims: object) -> str:
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmVk"


def by_token(
    groups: object, header: str | None = None, claim: str = "groups", **claims: object
) -> dict[str, Any]:
    """As API Gateway hands a verified token on: every claim as text, and the header as sent."""
    own = {"iss": ISSUER, "sub": "ann", claim: groups, **claims}
    text = {
        name: value if isinstance(value, str) else f"[{' '.join(map(str, value))}]"
        for name, value in own.items()
        if isinstance(value, str | list)
    }
    sent = f"Bearer {token_of(own)}" if header is None else header
    return {
        "headers": {"authorization": sent},
        "requestContext": {"authorizer": {"jwt": {"claims": text, "scopes": None}}},
    }


def roles(event: dict[str, Any], claim: str = "groups") -> set[str]:
    return {str(grant.role) for grant in principal_of(event, ACCESS, claim).grants}


@pytest.mark.parametrize(
    ("arn", "role"),
    [
        ("arn:aws:sts::111122223333:assumed-role/FinanceTeam/ann@example.com", Role.VIEWER),
        ("arn:aws:iam::111122223333:role/Finance", Role.VIEWER),
        ("arn:aws:iam::444455556666:user/ops/ann", Role.OPERATOR),
        ("arn:aws:sts::444455556666:assumed-role/FinanceTeam/ann", None),
        ("arn:aws:iam::444455556666:user/ann", None),
        ("arn:aws:iam::111122223333:root", None),
        # A session may be named as anything, and a user's path may hold almost anything.
        ("arn:aws:sts::111122223333:assumed-role/Other/role/Finance", None),
        ("arn:aws:iam::444455556666:user/x:user/ops/ann", None),
        ("arn:aws:iam::111122223333:role/xFinance", None),
    ],
)
def test_an_arn_gets_the_first_grant_that_fits(arn: str, role: Role | None) -> None:
    found = principal_of(by_iam(arn), ACCESS, "groups")
    assert (found.who, found.role) == (arn, role)


def test_without_a_grant_iam_alone_decides_unless_it_is_told_otherwise() -> None:
    arn = "arn:aws:iam::111122223333:user/ann"
    assert principal_of(by_iam(arn), Access(), "groups").role is Role.ADMIN
    assert principal_of(by_iam(arn), Access(iam_default="viewer"), "groups").role is Role.VIEWER


def test_the_role_of_a_session_is_what_grants_name() -> None:
    session = "arn:aws-us-gov:sts::111122223333:assumed-role/Ops/i-0abc"
    assert role_arn(session) == "arn:aws-us-gov:iam::111122223333:role/Ops"
    assert role_arn("arn:aws:iam::111122223333:user/a") == "arn:aws:iam::111122223333:user/a"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sts::111122223333:assumed-role/Finance/*",
        "arn:aws:iam::111122223333:role/aws-reserved/Finance",
    ],
)
def test_a_grant_that_no_role_would_ever_fit_is_refused(arn: str) -> None:
    with pytest.raises(ValueError, match="must name the role"):
        IamGrant(arn=arn, role="viewer")


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        (["viewer", "team-a"], {"viewer", "team-a"}),
        ("[viewer team-a]", {"viewer", "team-a"}),
        ('["viewer", "team a"]', {"viewer", "team a"}),
        ("viewer team-a", {"viewer", "team-a"}),
        ("viewer,team-a", {"viewer", "team-a"}),
        ("viewer, team-a", {"viewer", "team-a"}),
        ("viewer", {"viewer"}),
        ("[]", set()),
        ("", set()),
        (None, set()),
        (7, set()),
        ({"viewer": True}, set()),
        (["viewer", None, 3, ["admin"], ""], {"viewer"}),
        ("[[admin]]", {"[admin]"}),
    ],
)
def test_groups_are_read_in_whatever_form_they_come(claim: object, names: set[str]) -> None:
    assert groups_in(claim) == names


@given(st.text(max_size=60) | st.recursive(st.none() | st.text(), st.lists, max_leaves=5))
def test_no_claim_is_an_error_and_no_name_is_made_up(claim: object) -> None:
    text = claim if isinstance(claim, str) else json.dumps(claim)
    assert all(name in text or json.dumps(name)[1:-1] in text for name in groups_in(claim))


def test_a_group_is_granted_by_its_whole_name_only() -> None:
    assert roles(by_token(["viewer"])) == {"viewer"}
    assert roles(by_token(["viewers", "Viewer", "view", "admin "])) == set()


def test_a_group_named_as_two_is_not_two() -> None:
    # API Gateway's text of it is `[x admin]`.
    assert roles(by_token(["x admin"])) == set()
    assert roles(by_token(["team b"])) == {"viewer"}


@pytest.mark.parametrize("name", ["x admin", "x,admin", "[admin]", '["admin"]', "[x admin]"])
def test_one_group_as_text_is_one_whatever_it_is_called(name: str) -> None:
    """As issuers write a list of one: who may make groups must not become an administrator."""
    assert roles(by_token(name)) == set()
    assert roles(by_token("team b")) == {"viewer"}


def test_scopes_are_taken_apart_at_spaces() -> None:
    assert roles(by_token("viewer admin", claim="scope"), "scope") == {"viewer", "admin"}


def test_another_claim_may_name_the_groups() -> None:
    event = by_token(["admin"], claim="cognito:groups")
    assert roles(event, "cognito:groups") == {"admin"}
    assert roles(event) == set()


def test_who_it_is_says_the_issuer_too() -> None:
    assert principal_of(by_token([]), ACCESS, "groups").who == f"jwt:{ISSUER}#ann"


def test_a_route_shows_what_the_grants_that_reach_it_cover() -> None:
    found = principal_of(by_token(["viewer", "team-a", "team b"]), ACCESS, "groups")

    assert found.role is Role.OPERATOR
    assert found.sight == found.sight_for(Role.VIEWER) == EVERYTHING
    assert found.sight_for(Role.OPERATOR) == Sight(frozenset({PROD}))
    assert found.sight_for(Role.ADMIN) == Sight(frozenset())


def test_accounts_of_several_grants_are_seen_together() -> None:
    found = principal_of(by_token(["team-a", "team b"]), ACCESS, "groups")
    assert found.sight == Sight(frozenset({PROD, DEV}))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer x",
        "Bearer a.b.c",
        f"Bearer {token_of([])}",
        f"Bearer {token_of({'iss': ISSUER, 'sub': 'bob', 'groups': ['admin']})}",
        # Two headers of one name arrive as one.
        f"Bearer {token_of({'iss': ISSUER, 'sub': 'ann'})},Bearer {token_of({'groups': 'admin'})}",
    ],
)
def test_only_the_token_that_was_verified_is_read(header: str) -> None:
    with pytest.raises(NotSignedIn):
        principal_of(by_token(["viewer"], header=header), ACCESS, "groups")


def test_without_the_header_what_was_verified_is_read() -> None:
    event = by_token(["viewer", "team-a"])
    event["headers"] = {}
    assert roles(event) == {"viewer", "operator"}


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    "authorizer",
    [None, {}, {"iam": None}, {"iam": {"userArn": ""}}, {"jwt": {"claims": {"iss": ISSUER}}}],
)
def test_who_does_not_say_who_it_is_stays_outside(authorizer: object) -> None:
    event = {"headers": {}, "requestContext": {"authorizer": authorizer}}
    with pytest.raises(NotSignedIn):
        principal_of(event, Access(), "groups")
