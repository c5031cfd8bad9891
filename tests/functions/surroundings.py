"""What a deployed function finds around it, on moto: tables, buckets and its environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import boto3
import pytest
from costgov.gateways.aws_session import client
from costgov.settings import Settings
from moto import mock_aws

from tests.fakes.tables import create_table


class _Cached(Protocol):
    def cache_clear(self) -> None: ...


class _Function(Protocol):
    """A handler's module; `build` makes the gateways once per container."""

    @property
    def build(self) -> _Cached: ...


@contextmanager
def deployed(function: _Function, settings: Settings) -> Iterator[None]:
    """A new container of the function, the tables and buckets of its settings empty.

    What `settings` has to name already belongs into a `mock_aws` of the caller's.
    """
    with mock_aws(), pytest.MonkeyPatch.context() as environment:
        _forget(function)
        for name, value in settings.model_dump().items():
            if name.endswith("_table"):
                create_table(boto3.client("dynamodb"), value)
            elif name.endswith("_bucket") and value:
                boto3.client("s3").create_bucket(Bucket=value)
        for name, text in settings.to_env().items():
            environment.setenv(name, text)
        yield
    _forget(function)


def _forget(function: _Function) -> None:
    client.cache_clear()
    function.build.cache_clear()
    for name in ("gate", "memory"):
        if made := getattr(function, name, None):
            made.cache_clear()
