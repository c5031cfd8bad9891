"""Deploys the CDK app to the laptop AWS, synthesising only when something it reads has changed."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from costgov.errors import CostGovError

from cli.local.emulator import ACCOUNT, Emulator
from cli.local.tools import ROOT, Report, Tools
from infra.layers import alone, build_layers

STAGE = "local"
ASSEMBLIES = ROOT / "build" / "laptop"
# Each holds the layers once more; the demo and its own-file twin are two.
_KEPT_ASSEMBLIES = 3
# What decides the outcome of synthesis besides the configuration file and the built layers.
_SOURCES = ("app.py", "cdk.json", "uv.lock", "infra", "functions", "layers/core")
_LAYER_MANIFESTS = "build/layers/*.json"


class DeployError(CostGovError):
    """CDK failed; the message ends with what it said."""


def cdk_deploy(
    emulator: Emulator,
    tools: Tools,
    *,
    config: Path,
    report: Report,
    context: Mapping[str, str] | None = None,
) -> dict[str, dict[str, str]]:
    """Build the layers, bootstrap the laptop AWS and deploy every stack.

    Args:
        emulator: a running laptop AWS.
        tools: the CDK command line and Node.
        config: the `costgov.yaml` to deploy with.
        report: told of each step.
        context: further CDK context.

    Returns:
        The outputs by stack name.

    Raises:
        DeployError: synthesis, bootstrap or deployment failed.
    """
    build_layers(["host"], report)
    settings = {"config": str(config.resolve()), "stage": STAGE, **(context or {})}
    environment = _environment(tools) | emulator.env()
    assembly = _synthesised(tools, environment, config, settings, report)
    report("bootstrapping the laptop AWS")
    _bootstrap(emulator, tools, environment)
    report("deploying the stacks")
    with tempfile.TemporaryDirectory(prefix="costgov-deploy-") as folder:
        outputs = Path(folder) / "outputs.json"
        arguments = ["deploy", "--all", "--app", str(assembly), "--require-approval", "never"]
        arguments += ["--method", "direct", "--concurrency", "2", "--outputs-file", str(outputs)]
        _cdk(tools, arguments, environment, cwd=ROOT)
        stacks: dict[str, dict[str, str]] = json.loads(outputs.read_text())
        return stacks


def _synthesised(
    tools: Tools,
    environment: Mapping[str, str],
    config: Path,
    context: Mapping[str, str],
    report: Report,
) -> Path:
    """The cloud assembly of these inputs: one made before, or a new one."""
    assembly = ASSEMBLIES / inputs_key(ROOT, config, context)[:16]
    with alone(ASSEMBLIES / "lock"):
        if not assembly.exists():
            report("synthesising the CDK app")
            unfinished = ASSEMBLIES / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            arguments = ["synth", "--quiet", "--output", str(unfinished)]
            for name, value in context.items():
                arguments += ["--context", f"{name}={value}"]
            _cdk(tools, arguments, environment, cwd=ROOT)
            unfinished.rename(assembly)
        os.utime(assembly)
        _forget_old_assemblies()
    return assembly


def _forget_old_assemblies() -> None:
    by_use = sorted(ASSEMBLIES.glob("*/"), key=lambda folder: folder.stat().st_mtime)
    for folder in by_use[:-_KEPT_ASSEMBLIES]:
        shutil.rmtree(folder, ignore_errors=True)


def inputs_key(root: Path, config: Path, context: Mapping[str, str]) -> str:
    """A digest of everything synthesis reads: sources, built layers, configuration, context."""
    digest = hashlib.sha256()
    files = [file for source in _SOURCES for file in _files(root / source)]
    for file in [*sorted(files), *sorted(root.glob(_LAYER_MANIFESTS)), config]:
        digest.update(f"{file}\0".encode())
        digest.update(file.read_bytes())
    digest.update(json.dumps(context, sort_keys=True).encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return (path,)
    return (file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")


def _bootstrap(emulator: Emulator, tools: Tools, environment: Mapping[str, str]) -> None:
    # Outside the app folder: inside it the CLI would first synthesise the app.
    with tempfile.TemporaryDirectory(prefix="costgov-bootstrap-") as folder:
        target = f"aws://{ACCOUNT}/{emulator.region}"
        _cdk(tools, ["bootstrap", target], environment, cwd=Path(folder))


def _environment(tools: Tools) -> dict[str, str]:
    # Built up, not passed on: an AWS_PROFILE or endpoint of the user's must not leak in.
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PATH": tools.path, "CDK_DISABLE_CLI_TELEMETRY": "true"}


def _cdk(tools: Tools, arguments: list[str], environment: Mapping[str, str], *, cwd: Path) -> None:
    command = [str(tools.node), str(tools.cdk), *arguments, "--ci", "--no-color", "--no-notices"]
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() + "\n" + done.stdout.strip()).strip()[-4000:]
        raise DeployError(f"cdk {arguments[0]} failed:\n{said}")
