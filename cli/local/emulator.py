"""Starts and stops the laptop AWS: ministack on the loopback, IAM enforced, nothing left behind."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import httpx
from costgov.errors import CostGovError

from cli.local.tools import Tools

ACCOUNT = "000000000000"
_PROCESS = Path(__file__).with_name("emulator_process.py")
_START_SECONDS = 30.0
_GRACE_SECONDS = 3.0
_LOG_TAIL_LINES = 20


class EmulatorError(CostGovError):
    """The laptop AWS did not start; the message ends with the tail of its log."""


class Emulator:
    """The laptop AWS as a context manager.

    It listens on 127.0.0.1 at a free port, in a process group of its own, with its temporary
    files in one private folder. Leaving the context (also by Ctrl-C or SIGTERM) ends the whole
    group and removes the folder; if this process is killed outright, the emulator ends itself.

    Args:
        tools: interpreters to run it and the Lambda functions on.
        region: the region of the deployed stacks.
        function_env: variables every Lambda function sees on top of its own, as the addresses of
            the stand-ins (`AWS_ENDPOINT_URL_COST_EXPLORER` …). The templates never hold them.
        issuer: a token issuer that is played on this machine, and where.
    """

    def __init__(
        self,
        tools: Tools,
        *,
        region: str = "us-east-1",
        function_env: Mapping[str, str] | None = None,
        issuer: tuple[str, str] | None = None,
    ) -> None:
        self.region = region
        self.port = 0
        self._tools = tools
        self._function_env = dict(function_env or {})
        self._issuer = "=".join(issuer or ())
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._previous_sigterm: Any = None

    @property
    def endpoint_url(self) -> str:
        """Where every AWS service of the laptop answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_path(self) -> Path:
        """What the emulator prints; gone when the context is left."""
        return self._home / "emulator.log"

    @property
    def _home(self) -> Path:
        if self._folder is None:
            raise EmulatorError("the laptop AWS is not running")
        return self._folder

    def env(self) -> dict[str, str]:
        """Variables that point any AWS SDK here as the account's root, and at no real profile."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="costgov-laptop-"))
        self._catch_sigterm()
        try:
            self.port = free_port()
            self._process = self._spawn()
            self._wait_until_healthy()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process group (TERM, then KILL) and remove its files; harmless when repeated."""
        if self._process is not None:
            _end_group(self._process)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._restore_sigterm()

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {
            "HOME": str(self._home),
            "PATH": os.defpath,
            "TMPDIR": str(self._home),
            "STATE_DIR": str(self._home / "state"),
            "LAMBDA_PYTHON": str(self._tools.lambda_python),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": self.region,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LAPTOP_ISSUER": self._issuer,
            **self._function_env,
        }
        with self.log_path.open("wb") as log:
            return subprocess.Popen(
                [self._tools.emulator_python, "-I", _PROCESS],
                env=environment,
                cwd=self._home,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise EmulatorError(f"the laptop AWS ended while starting:\n{self._log_tail()}")
            with suppress(httpx.TransportError):
                health = httpx.get(
                    f"{self.endpoint_url}/_ministack/health", timeout=2, trust_env=False
                )
                if health.is_success and health.json()["auth"] == "enabled":
                    return
            time.sleep(0.05)
        raise EmulatorError(
            f"the laptop AWS did not answer within {_START_SECONDS:.0f} s:\n{self._log_tail()}"
        )

    def _log_tail(self) -> str:
        lines = self.log_path.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LOG_TAIL_LINES:])

    def _catch_sigterm(self) -> None:
        """Turn SIGTERM into SystemExit, so that leaving the context happens at all."""
        if threading.current_thread() is threading.main_thread():
            self._previous_sigterm = signal.signal(signal.SIGTERM, _exit_on_signal)

    def _restore_sigterm(self) -> None:
        if self._previous_sigterm is not None:
            signal.signal(signal.SIGTERM, self._previous_sigterm)
            self._previous_sigterm = None


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    for number, patience in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, _GRACE_SECONDS)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            process.poll()
            if not _group_lives(process.pid):
                break
            time.sleep(0.02)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        return False
    return True
