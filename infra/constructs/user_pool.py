"""A Cognito user pool for those who have no identity provider of their own."""

from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct
from costgov.domain.access import Role

from infra.constructs.stores import removal
from infra.nag import acknowledge

_SCOPES: Final = (cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens an API takes, and for whom they must have been made."""

    url: str
    audience: tuple[str, ...]


class UserPool(Construct):
    """Users that an administrator invites, in groups named as the roles.

    One public client signs in by the hosted page with code and PKCE; a second factor (TOTP) is
    each user's choice. Groups get their grants as others do, in `governance.access`.
    """

    def __init__(
        self, scope: Construct, identity: str, *, callbacks: tuple[str, ...], keep: bool
    ) -> None:
        super().__init__(scope, identity)
        self.pool = self._pool(keep=keep)
        for role in Role:
            cognito.CfnUserPoolGroup(
                self,
                str(role).capitalize(),
                user_pool_id=self.pool.user_pool_id,
                group_name=str(role),
            )
        self.client = self._client(callbacks)
        domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(
                domain_prefix=f"cost-governor-{cdk.Aws.ACCOUNT_ID}"
            ),
        )
        self.sign_in_url = domain.sign_in_url(self.client, redirect_uri=callbacks[0])
        acknowledge(
            self.pool,
            {
                "AwsSolutions-COG2": "A second factor is offered to every user; who wants it of "
                "all sets it in the pool, or brings an identity provider that asks for it.",
                "AwsSolutions-COG8": "Threat protection is billed by user and month; an identity "
                "provider of one's own is the way to more than passwords.",
            },
        )

    def _pool(self, *, keep: bool) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=14,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
                temp_password_validity=cdk.Duration.days(3),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=keep,
            removal_policy=removal(keep=keep),
        )

    def _client(self, callbacks: tuple[str, ...]) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Client",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=list(_SCOPES),
                callback_urls=list(callbacks),
            ),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=cdk.Duration.hours(1),
            id_token_validity=cdk.Duration.hours(1),
            refresh_token_validity=cdk.Duration.days(1),
        )

    @property
    def issuer(self) -> Issuer:
        """The pool, and its client's id: what identity and access tokens name."""
        return Issuer(self.pool.user_pool_provider_url, (self.client.user_pool_client_id,))
