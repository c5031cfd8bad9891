"""A caller of the API with a token of the laptop's issuer."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

_SECONDS: Final = 30.0


class BearerClient:
    """Asks the JWT API and gives back whatever is answered.

    Args:
        url: the API's address without a path.
        token: the signed token; without one nobody is signed in.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: str) -> httpx.Response:
        """The answer to a GET request."""
        return self._sent("GET", path, params=query)

    def post(self, path: str, fields: Mapping[str, Any]) -> httpx.Response:
        """The answer to a POST request with a JSON body."""
        return self._sent("POST", path, json=dict(fields))

    def _sent(self, method: str, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401
        # An address of this machine must not go through a proxy of the environment.
        with httpx.Client(timeout=_SECONDS, trust_env=False) as client:
            return client.request(method, self.url + path, headers=self.headers, **sent)
