"""An OIDC issuer: discovery, its keys, and tokens signed with RS256.

The tokens name an https issuer that exists nowhere: the laptop AWS is told to fetch that issuer's
documents here, so that the deployed templates do not depend on a port of this machine.
"""

import base64
import json
import time
from collections.abc import Sequence
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER: Final = "https://sign-in.costgov.example"
AUDIENCE: Final = "costgov"
_KEY_BITS: Final = 2048
_HOUR: Final = 3_600


class Issuer:
    """Keeps one key and signs what it is asked to: a stranger's token has to be refused too.

    Args:
        name: the `iss` of its tokens.
    """

    def __init__(self, name: str = ISSUER) -> None:
        self.name = name
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)

    @property
    def discovery(self) -> dict[str, Any]:
        """`/.well-known/openid-configuration` (OpenID Connect Discovery 1.0, section 3)."""
        return {
            "issuer": self.name,
            "jwks_uri": f"{self.name}/jwks.json",
            "authorization_endpoint": f"{self.name}/authorize",
            "token_endpoint": f"{self.name}/token",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    @property
    def keys(self) -> dict[str, Any]:
        """The public key as a JWK set (RFC 7517)."""
        public = self._key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self._key_id}
        return {"keys": [{**key, "n": _number(public.n), "e": _number(public.e)}]}

    def token(
        self,
        subject: str,
        groups: Sequence[str] = (),
        *,
        audience: str = AUDIENCE,
        issuer: str | None = None,
        lifetime: int = _HOUR,
        claim: str = "groups",
    ) -> str:
        """A signed token; `lifetime` in seconds, negative for one that has expired."""
        issued = int(time.time()) - 1
        claims = {
            "iss": issuer or self.name,
            "sub": subject,
            "aud": audience,
            "iat": min(issued, issued + lifetime),
            "exp": issued + lifetime,
            claim: list(groups),
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key_id}
        signed = ".".join(_text(json.dumps(part).encode()) for part in (header, claims))
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_text(signature)}"

    @property
    def _key_id(self) -> str:
        return f"{self._key.public_key().public_numbers().n & 0xFFFF_FFFF:08x}"


def _number(value: int) -> str:
    return _text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _text(raw: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
