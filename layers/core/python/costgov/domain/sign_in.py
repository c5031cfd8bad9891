"""Whose tokens the API takes."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from costgov.domain.runs import Frozen


class SignIn(Frozen):
    """Whose tokens (JWT) the API takes beside IAM signatures; nobody's unless told.

    `issuer` and `audience` are those of any OpenID Connect provider; with `cognito` a user pool is
    made instead. The groups that `governance.access.groups` names are read from `groups_claim`.
    """

    issuer: Annotated[str, Field(pattern=r"^(https://[^\s?#]+)?$", max_length=512)] = ""
    audience: tuple[Annotated[str, Field(min_length=1, max_length=256)], ...] = ()
    groups_claim: Annotated[str, Field(min_length=1, max_length=256)] = "groups"
    cognito: bool = False
    callback_urls: tuple[
        Annotated[str, Field(pattern=r"^(https://|http://localhost)\S*$")], ...
    ] = ("http://localhost:8765/callback",)

    @property
    def is_on(self) -> bool:
        """Whether there is an API for tokens."""
        return self.cognito or bool(self.issuer)

    @property
    def claim(self) -> str:
        """Where groups are read; Cognito has a claim of its own."""
        return "cognito:groups" if self.cognito else self.groups_claim

    @model_validator(mode="after")
    def _one_issuer(self) -> Self:
        if self.cognito and (self.issuer or self.audience):
            raise ValueError("cognito makes its own issuer and audience: leave both out")
        if bool(self.issuer) != bool(self.audience):
            raise ValueError("issuer and audience go together")
        return self
