"""The one factory of AWS clients: explicit retries, time-outs and user agent."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.loaders import JSONFileLoader, Loader
from botocore.utils import parse_timestamp
from pydantic_core import from_json

from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_parser import Parsers

# The default mode depends on the boto3 version, and "legacy" retries for other reasons and longer:
# mode and attempts are said here.
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 8},
    connect_timeout=5,
    read_timeout=60,
    user_agent_extra="cost-governor",
)
# Every request to Cost Explorer may be charged, also one that is throttled: they are counted
# against the day's cap and waited for by the collector, not by the SDK.
_NO_RETRIES = _CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
_CONFIGS = {"ce": _NO_RETRIES}
# Channels: a try that the SDK made again unseen might be shown twice, and one broken channel must
# not take the others' time; the outbox waits and tries again.
_ONCE = _NO_RETRIES.merge(Config(connect_timeout=3, read_timeout=5))


@dataclass(frozen=True, slots=True)
class Credentials:
    """Temporary credentials of an assumed role."""

    access_key: str
    secret_key: str
    token: str


# Bounded: every renewed session of an assumed role is a further client.
@lru_cache(maxsize=32)
def client(
    service: str,
    region: str | None = None,
    credentials: Credentials | None = None,
    endpoint: str = "",
    *,
    once: bool = False,
) -> Any:  # noqa: ANN401 - callers annotate with the mypy_boto3 type of their service
    """A client, kept per service, region, credentials and address in this process.

    Addresses are never built here: without one botocore resolves it, also from AWS_ENDPOINT_URL_*.
    A client that tries `once` makes each request a single time and gives up within seconds.
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
    config = _ONCE if once else _CONFIGS.get(service, _CONFIG)
    address = {"endpoint_url": endpoint} if endpoint else {}
    made = _session().create_client(service, region_name=region, config=config, **keys, **address)  # type: ignore[arg-type]
    if endpoint:
        made.meta.events.register("before-sign.s3-control", partial(_at, endpoint))
    return made


def _at(endpoint: str, request: AWSRequest, **_: object) -> None:
    """S3 Control puts the account in front of whatever host it is told."""
    asked = urlsplit(str(request.url))
    request.url = asked._replace(netloc=urlsplit(endpoint).netloc).geturl()


def clients_at(endpoint: str) -> Callable[[str, str | None, Credentials | None], Any]:
    """Makes clients of every service at one address; at AWS's own where it is empty."""
    return partial(client, endpoint=endpoint)


@cache
def offered_regions(service: str, partition: str) -> frozenset[str]:
    """The regions of a partition in which botocore knows the service; none where it does not."""
    return frozenset(_session().get_available_regions(service, partition))


def instant(value: float | str) -> datetime:
    """An instant, aware, as a service sent it.

    For a number botocore looks up the machine's own time zone, which takes four fifths of reading
    a page of metrics.
    """
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    found: datetime = parse_timestamp(value)
    return found


class _ModelFiles(JSONFileLoader):
    """botocore's models as plain dicts from a fast parser: a quarter of a client's making."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401 - JSON is anything
        """The JSON file of this name, packed or not; None when there is none."""
        if Path(f"{file_path}.json").is_file():
            return from_json(Path(f"{file_path}.json").read_bytes())
        if Path(f"{file_path}.json.gz").is_file():
            return from_json(gzip.decompress(Path(f"{file_path}.json.gz").read_bytes()))
        return None


@cache
def _session() -> botocore.session.Session:
    """What boto3.client uses underneath, without boto3.

    Its resources and transfer manager, which nothing here uses, are a sixth of a cold start.
    """
    session = botocore.session.get_session()
    session.register_component("data_loader", Loader(file_loader=_ModelFiles()))
    parsers = Parsers()
    parsers.set_parser_defaults(timestamp_parser=instant)
    session.register_component("response_parser_factory", parsers)
    METER.attach(session)
    return session
