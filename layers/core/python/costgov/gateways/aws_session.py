"""The one factory of boto3 clients: explicit retries, time-outs and user agent."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

# "standard" also retries Cost Explorer's LimitExceededException, which "legacy" does not; the
# runtime's own default depends on the boto3 version, so it is said here.
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 8},
    connect_timeout=5,
    read_timeout=60,
    user_agent_extra="cost-governor",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Temporary credentials of an assumed role."""

    access_key: str
    secret_key: str
    token: str


# Bounded: every renewed session of an assumed role is a further client.
@lru_cache(maxsize=32)
def client(service: str, region: str | None = None, credentials: Credentials | None = None) -> Any:  # noqa: ANN401 - callers annotate with the mypy_boto3 type of their service
    """A client, kept per service, region and credentials in this process.

    Endpoints are never built here: botocore resolves them, also from AWS_ENDPOINT_URL_*.
    """
    keys = (
        {
            "aws_access_key_id": credentials.access_key,
            "aws_secret_access_key": credentials.secret_key,
            "aws_session_token": credentials.token,
        }
        if credentials
        else {}
    )
    return boto3.client(service, region_name=region, config=_CONFIG, **keys)  # type: ignore[call-overload]
