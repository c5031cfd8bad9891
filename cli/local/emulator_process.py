"""Runs ministack as our laptop AWS; started by `emulator.py` with the emulator's own Python.

Five things differ from plain ministack, so that what passes here passes on AWS:

* Functions run on a bare Python (`LAMBDA_PYTHON`), so they can import what their layers ship and
  nothing that happens to be installed beside the emulator.
* Requests count as TLS-terminated unless they say otherwise, because policies that demand
  `aws:SecureTransport` are enforced and the loopback is plain HTTP.
* Scheduler's context attributes (`<aws.scheduler.scheduled-time>` …) are filled in.
* The documents of a token issuer that is played on this machine are fetched there
  (`LAPTOP_ISSUER`): templates name the issuer by an https address, as AWS demands.
* Policies may ask for conditional writes (`s3:if-none-match`).

Its standard input is a pipe from the parent: when the parent dies, however it dies, the pipe
closes and the whole process group goes with it.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import ministack.app
from ministack.core import iam_evaluator
from ministack.services import apigateway, eventbridge

_FORWARDED_PROTO = b"x-forwarded-proto"
_ministack = ministack.app.app
_invoke_target = eventbridge._invoke_target  # noqa: SLF001 - the one door of all deliveries
_resolve_condition_key = iam_evaluator._resolve_condition_key  # noqa: SLF001 - what policies ask
_if_none_match: ContextVar[str | None] = ContextVar("if_none_match", default=None)
_urlopen = apigateway._urlopen_async  # noqa: SLF001 - how an issuer's documents are fetched


async def tls_terminated(scope: dict[str, Any], receive: object, send: object) -> None:
    """The emulator behind an imagined TLS terminator."""
    if scope["type"] == "http":
        _if_none_match.set(dict(scope["headers"]).get(b"if-none-match", b"").decode() or None)
    if scope["type"] == "http" and all(name != _FORWARDED_PROTO for name, _ in scope["headers"]):
        scope = {**scope, "headers": [*scope["headers"], (_FORWARDED_PROTO, b"https")]}
    await _ministack(scope, receive, send)


def with_write_conditions(key: str, context: Any) -> Any:  # noqa: ANN401 - the emulator's own
    """What a policy's condition key is, also the one that asks for conditional writes to S3."""
    if key.lower() == "s3:if-none-match":
        return _if_none_match.get()
    return _resolve_condition_key(key, context)


def with_context_attributes(
    target: dict[str, Any], event: dict[str, Any], *others: object, **named: object
) -> None:
    """Deliver to a target, with Scheduler's context attributes replaced in its input."""
    if event.get("Source") == "aws.scheduler" and "Input" in target:
        fired = datetime.fromtimestamp(event["Time"], UTC).replace(microsecond=0)
        attributes = {
            "schedule-arn": event["Resources"][0],
            "scheduled-time": fired.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "execution-id": event["EventId"],
            "attempt-number": "1",
        }
        text = target["Input"]
        for name, value in attributes.items():
            text = text.replace(f"<aws.scheduler.{name}>", json.dumps(value)[1:-1])
        target = {**target, "Input": text}
    _invoke_target(target, event, *others, **named)


def playing(issuer: str, address: str) -> Callable[[str, float], Awaitable[Any]]:
    """A fetch that finds an issuer's documents at another address."""

    async def fetch(url: str, seconds: float) -> Any:  # noqa: ANN401 - the emulator's own tuple
        return await _urlopen(url.replace(issuer, address, 1), seconds)

    return fetch


def die_with_parent() -> None:
    """Wait for the parent's end of the pipe to close, then take the group down."""
    while os.read(0, 1):
        pass
    remove_files()
    os.killpg(0, signal.SIGKILL)


def remove_files() -> None:
    """The emulator's folder goes with it, also when nobody is left to remove it."""
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


def main() -> None:
    """Patch and serve until told to stop."""
    parent = os.getppid()
    sys.executable = os.environ.pop("LAMBDA_PYTHON")
    ministack.app.app = tls_terminated
    eventbridge._invoke_target = with_context_attributes  # noqa: SLF001
    iam_evaluator._resolve_condition_key = with_write_conditions  # noqa: SLF001
    if played := os.environ.pop("LAPTOP_ISSUER", ""):
        issuer, _, address = played.partition("=")
        apigateway._urlopen_async = playing(issuer, address)  # noqa: SLF001
    threading.Thread(target=die_with_parent, daemon=True).start()
    sys.argv = ["ministack"]
    try:
        ministack.app.main()
    finally:
        if os.getppid() != parent:  # which would remove them, but reads the log first
            remove_files()


if __name__ == "__main__":
    main()
