"""What an examination is: probes that each look at one thing and say how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from costgov.configuration import Configuration
from costgov.errors import CostGovError

from cli.deployment import Deployment


class Verdict(StrEnum):
    """MISSING keeps something from working, ADVISED does not; UNKNOWN could not be looked at."""

    OK = "ok"
    ADVISED = "advised"
    UNKNOWN = "unknown"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe found: one sentence, and what to do unless all is well."""

    verdict: Verdict
    said: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined: a session, the configuration file, and the deployment if there is one."""

    session: boto3.Session
    configuration: Configuration
    deployment: Deployment | None
    now: datetime
    may_pay: bool = True
    _clients: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def client(self, service: str) -> Any:  # noqa: ANN401 - callers annotate
        """A client in the configuration's region, of the deployment's address."""
        if service not in self._clients:
            endpoint = self.deployment.endpoint_url if self.deployment else None
            self._clients[service] = self.session.client(
                cast("Any", service),
                region_name=self.configuration.deployment.region,
                endpoint_url=endpoint,
            )
        return self._clients[service]


type Probe = Callable[[Patient], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Named:
    """A probe and what it is about."""

    about: str
    probe: Probe


@dataclass(frozen=True, slots=True)
class Result:
    """A finding and what it is about."""

    about: str
    finding: Finding


def examine(patient: Patient, probes: Iterable[Named]) -> Iterator[Result]:
    """Every finding of every probe; one that may not look is UNKNOWN and the others go on."""
    for named in probes:
        try:
            for finding in named.probe(patient):
                yield Result(named.about, finding)
        except ClientError as error:
            yield Result(named.about, _not_seen(error))
        except (BotoCoreError, CostGovError) as error:
            yield Result(named.about, Finding(Verdict.UNKNOWN, str(error)))


def ok(said: str) -> Finding:
    """All is well."""
    return Finding(Verdict.OK, said)


def missing(said: str, fix: str) -> Finding:
    """Something does not work until it is mended."""
    return Finding(Verdict.MISSING, said, fix)


def advised(said: str, fix: str) -> Finding:
    """It works without, but better with it."""
    return Finding(Verdict.ADVISED, said, fix)


def unknown(said: str, fix: str = "") -> Finding:
    """It could not be told."""
    return Finding(Verdict.UNKNOWN, said, fix)


def _not_seen(error: ClientError) -> Finding:
    code = error.response.get("Error", {}).get("Code", "")
    operation = error.operation_name
    if "AccessDenied" in code or "Unauthorized" in code:
        return unknown(
            f"your credentials may not call {operation}", "ask somebody who may, or look yourself"
        )
    return unknown(f"{operation}: {code}: {error.response.get('Error', {}).get('Message', '')}")
