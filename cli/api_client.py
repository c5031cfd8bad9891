"""A client of the IAM-protected API: signs each request with the operator's credentials."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from costgov.errors import CostGovError

from cli.deployment import Deployment

type Json = dict[str, Any]

_SERVICE = "execute-api"
_TIMEOUT_SECONDS = 30.0
_NOTHING = b""


class ApiError(CostGovError):
    """The API refused a request or did not answer; `status` is 0 where nothing answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class ApiClient:
    """Asks a deployment's API, and tells it."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        # An address of this machine must not go through a proxy of the environment.
        local = deployment.endpoint_url is not None
        self._http = httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=not local)

    def get(self, path: str, **query: str) -> Json:
        """The parsed answer of a GET request.

        Raises:
            ApiError: with the status and the sentence of the problem.
        """
        answer = self.send(path, urlencode(query, quote_via=quote))
        if answer.is_success:
            parsed: Json = answer.json()
            return parsed
        raise ApiError(answer.status_code, _sentence(answer))

    def post(self, path: str, fields: Mapping[str, object]) -> Json:
        """The parsed answer of a POST request with a JSON body.

        Raises:
            ApiError: with the status and the sentence of the problem.
        """
        answer = self.send_json(path, fields)
        if answer.is_success:
            parsed: Json = answer.json()
            return parsed
        raise ApiError(answer.status_code, _sentence(answer))

    def replace(self, path: str, fields: Mapping[str, object], etag: str) -> Json:
        """The parsed answer of a PUT request that changes what was read with that ETag.

        Raises:
            ApiError: with the status and the sentence of the problem, 412 where it has changed.
        """
        answer = self.send_json(path, fields, method="PUT", headers={"If-Match": etag})
        if answer.is_success:
            parsed: Json = answer.json()
            return parsed
        raise ApiError(answer.status_code, _sentence(answer))

    def remove(self, path: str, etag: str, **query: str) -> None:
        """Send a DELETE request for what was read with that ETag.

        Raises:
            ApiError: with the status and the sentence of the problem, 412 where it has changed.
        """
        url = self._url(path, urlencode(query, quote_via=quote))
        headers = self._signature("DELETE", url, _NOTHING, {"If-Match": etag})
        answer = self._answer("DELETE", url, headers)
        if not answer.is_success:
            raise ApiError(answer.status_code, _sentence(answer))

    def close(self) -> None:
        """Close its connections and those of its deployment."""
        self._http.close()
        self.deployment.close()

    def send(self, path: str, raw_query: str = "") -> httpx.Response:
        """The response to a signed GET request, whatever its status.

        Raises:
            ApiError: there are no credentials, or nothing answers.
        """
        url = self._url(path, raw_query)
        return self._answer("GET", url, self._signature("GET", url, _NOTHING, {}))

    def send_json(
        self,
        path: str,
        fields: Mapping[str, object],
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The response to a signed request with a body, whatever its status; raises as `send`."""
        url, body = self._url(path, ""), json.dumps(fields).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._answer(method, url, self._signature(method, url, body, sent), body)

    def unsigned(self, path: str) -> httpx.Response:
        """The response to a request that nobody signed."""
        return self._answer("GET", self._url(path, ""), {})

    def _url(self, path: str, raw_query: str) -> str:
        url = self.deployment.api_url + path
        return f"{url}?{raw_query}" if raw_query else url

    def _signature(
        self, method: str, url: str, body: bytes, headers: dict[str, str]
    ) -> dict[str, str]:
        session = self.deployment.session
        credentials = session.get_credentials()
        if credentials is None:
            raise ApiError(0, "there are no AWS credentials to sign the request with")
        request = AWSRequest(method, url, headers, body)
        SigV4Auth(credentials.get_frozen_credentials(), _SERVICE, session.region_name).add_auth(
            request
        )
        return dict(request.headers)

    def _answer(
        self, method: str, url: str, headers: dict[str, str], body: bytes = _NOTHING
    ) -> httpx.Response:
        try:
            return self._http.request(method, url, headers=headers, content=body)
        except httpx.HTTPError as error:
            raise ApiError(
                0, f"the API at {self.deployment.api_url} does not answer: {error}"
            ) from error


def _sentence(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return f"the API answered {answer.status_code}"
    detail = problem.get("detail") or problem.get("title") or problem.get("message")
    return str(detail or f"the API answered {answer.status_code}")
